"""A model as Django's `_meta` would tell it, each part with where it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Argument, Expression


class Kind(StrEnum):
    """What a field is to the database."""

    COLUMN = "column"
    FOREIGN_KEY = "foreign key"
    ONE_TO_ONE = "one-to-one"
    MANY_TO_MANY = "many-to-many"
    GENERIC_FOREIGN_KEY = "generic foreign key"
    GENERIC_RELATION = "generic relation"

    @property
    def many(self) -> bool:
        """Whether the field leads to many rows."""
        return self in (Kind.MANY_TO_MANY, Kind.GENERIC_RELATION)

    @property
    def relation(self) -> bool:
        """Whether the field leads to another model's rows."""
        return self is not Kind.COLUMN


@dataclass(frozen=True)
class Field:
    """A field: `class_name` is its class's full name, `to` a model's label ("shop.Book") or why it is not known.

    `owner` is the class it is written in, an abstract base or mixin perhaps; `arguments` are the call's own; `start` and
    `end` are the assignment's place in the owner's file.
    """

    name: str
    kind: Kind
    class_name: str
    owner: Defined
    start: int
    end: int
    arguments: tuple[Argument, ...]
    to: str | Unknown | None = None
    null: bool = False
    unique: bool = False
    db_index: bool = False
    related_name: str | None = None
    related_query_name: str | None = None
    through: str | Unknown | None = None
    attname: str = ""

    def argument(self, name: str) -> Expression | None:
        """Return a keyword argument as it is written."""
        return next((each.value for each in self.arguments if each.name == name), None)


@dataclass(frozen=True)
class Relation:
    """A way from a row of one model to rows of another.

    `name` is the attribute (`book_set`), `query_name` what lookups, `select_related` and `prefetch_related`'s first parts
    are called (`book`; for `prefetch_related` a reverse relation goes by its `name`); `to` is a label or why it is unknown.
    """

    name: str
    query_name: str
    model: str
    to: str | Unknown
    kind: Kind
    forward: bool
    field: Field
    null: bool

    @property
    def many(self) -> bool:
        """Whether it leads to many rows: to a manager, not to a row."""
        if self.forward or self.kind is Kind.MANY_TO_MANY:
            return self.kind.many
        return self.kind is not Kind.ONE_TO_ONE

    @property
    def joinable(self) -> bool:
        """Whether `select_related` takes it."""
        return not self.many and self.kind in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE)


@dataclass(frozen=True)
class Manager:
    """A manager of a model: its class and its queryset's, where they could be read."""

    name: str
    manager: Defined | None
    queryset: Defined | None
    why: str = ""


@dataclass(frozen=True)
class Model:
    """A model class; `label` is "app_label.ClassName".

    `fields` are all of them, inherited ones too (those of concrete parents with `owner` telling whose they are);
    `local` only those with a column, or a table, of this model's own.
    """

    label: str
    app: str
    cls: Defined
    abstract: bool
    proxy: bool
    managed: bool | Unknown
    swappable: str | None
    parents: tuple[str, ...]
    fields: tuple[Field, ...]
    local: tuple[Field, ...]
    managers: tuple[Manager, ...]
    default_manager: str
    base_manager: str
    meta: dict[str, Expression] = field(hash=False, compare=False)
    unseen: tuple[str, ...] = ()
    swapped: bool = False
    auto_created: bool = False

    @property
    def name(self) -> str:
        """Return the class's name."""
        return self.label.rpartition(".")[2]

    @property
    def model_name(self) -> str:
        """Return the name in lower case, as Django's `model_name`."""
        return self.name.lower()

    def field(self, name: str) -> Field | None:
        """Return a field by its name or attname."""
        return next((each for each in self.fields if name in (each.name, each.attname)), None)
