"""What the code of a data migration does, one thing after the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django_pro.facts.migrations.code.values import ModelClass
from django_pro.source.syntax import Node


class Loop(StrEnum):
    """What a loop goes over: the rows of a table, portions of them, or values that are no rows."""

    ROWS = "rows"
    BATCHES = "batches"
    VALUES = "values"


class Kind(StrEnum):
    """What is done."""

    SAVE = "save"
    CREATE = "create"
    REMOVE = "delete of a row"
    RELATE = "many-to-many"
    UPDATE = "update"
    DELETE = "delete"
    BULK = "bulk"
    LOAD = "load"
    LIVE = "live"
    MISSING = "missing"
    OVERWRITE = "overwrite"
    SET = "set of an attribute"
    SQL = "sql"


#: What changes rows.
WRITES = frozenset(
    {Kind.SAVE, Kind.CREATE, Kind.REMOVE, Kind.RELATE, Kind.UPDATE, Kind.DELETE, Kind.BULK}
)  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """One thing that is done: `loops` are those around it, the outermost first, `name` what is called.

    `filtered`, `narrow` and `orphaned` are those of the rows it is done to; `sized` tells that a `bulk_…` has a `batch_size`;
    `text` is SQL, or the field that is set ("" where its name is made at run time), `over` the model whose rows the innermost
    loop over rows goes through, and `fields` what an `update` or `bulk_update` sets; `new` tells that the code
    made the row.
    """

    kind: Kind
    model: ModelClass | None
    path: str
    node: Node
    loops: tuple[Loop, ...]
    name: str = ""
    filtered: bool = False
    narrow: bool = False
    orphaned: bool = False
    sized: bool = False
    text: str = ""
    over: ModelClass | None = None
    fields: tuple[str, ...] = ()
    new: bool = False

    @property
    def per_row(self) -> bool:
        """Whether it is done once for each row of a table."""
        return Loop.ROWS in self.loops
