"""What stands for what in the code of a data migration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django_pro.project.modules import ModuleFile
from django_pro.source.syntax import Function


@dataclass(frozen=True)
class ModelClass:
    """A model: `label` in lower case; `live` where it is the class of today and not the historical one."""

    label: str
    live: bool = False


@dataclass(frozen=True)
class Rows:
    """A queryset or manager; `model` is None where a row's own relation leads to it.

    `filtered` tells that some rows are left out, `narrow` that few are meant, `chunked` that they come in portions, and
    `plain` that what comes are values and no instances; `orphaned` that a foreign key of theirs leads nowhere.
    """

    model: ModelClass | None
    filtered: bool = False
    narrow: bool = False
    chunked: bool = False
    plain: bool = False
    orphaned: bool = False


@dataclass(frozen=True)
class Row:
    """An instance; `new` where the code made it."""

    model: ModelClass | None
    new: bool = False
    orphaned: bool = False


@dataclass(frozen=True)
class Loaded:
    """A list of instances in memory."""

    rows: Rows


@dataclass(frozen=True)
class Pages:
    """A paginator over rows."""

    rows: Rows


@dataclass(frozen=True)
class Apps:
    """The registry that gives models: the historical one that a migration is handed, or today's."""

    live: bool = False


@dataclass(frozen=True)
class Editor:
    """What runs SQL: the schema editor, its connection, or a cursor."""


@dataclass(frozen=True, eq=False)
class Closure:
    """A function with the names around it."""

    function: Function
    module: ModuleFile
    names: Mapping[str, Value] = field(default_factory=dict)


Value = ModelClass | Rows | Row | Loaded | Pages | Apps | Editor | Closure | None
