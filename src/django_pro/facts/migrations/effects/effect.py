"""What an operation does to a database and to the code that runs beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Mode(Enum):
    """A lock on a table, weakest first (PostgreSQL: "Table-Level Lock Modes")."""

    ROW_SHARE = 1
    ROW_EXCLUSIVE = 2
    SHARE_UPDATE_EXCLUSIVE = 3
    SHARE = 4
    SHARE_ROW_EXCLUSIVE = 5
    ACCESS_EXCLUSIVE = 6

    @property
    def title(self) -> str:
        """What PostgreSQL calls it."""
        return self.name.replace("_", " ")

    @property
    def blocks_writers(self) -> bool:
        """Whether writers wait for it."""
        return self.value >= Mode.SHARE.value

    @property
    def blocks_readers(self) -> bool:
        """Whether readers wait for it too."""
        return self is Mode.ACCESS_EXCLUSIVE


class Work(StrEnum):
    """What is done under a lock, beyond the catalog."""

    CATALOG = "catalog"
    BUILD = "builds an index"
    REBUILD = "rebuilds an index"
    NOT_NULL = "scans for NULL"
    CHECK = "checks every row"
    KEY = "checks every foreign key"
    REWRITE = "rewrites the table"
    UPDATE = "updates rows"

    @property
    def is_long(self) -> bool:
        """Whether it takes the longer the more rows there are."""
        return self is not Work.CATALOG


@dataclass(frozen=True)
class Act:
    """A step on one table: `table` is a model's label in lower case, or "shop.book.tags" for a many-to-many's own table."""

    table: str
    mode: Mode
    work: Work = Work.CATALOG
    column: str = ""
    why: str = ""
    count: int = 1


class Action(StrEnum):
    """What code does with a table that may fail; the last three only with some values."""

    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    RELATION = "many-to-many"
    INSERT_NULL = "insert of NULL"
    INSERT_DUPLICATE = "insert of a duplicate"
    INSERT_EDGE = "insert of a value that does not fit"


EVERY = frozenset({Action.SELECT, Action.INSERT, Action.UPDATE, Action.DELETE})


@dataclass(frozen=True)
class Break:
    """An action on a model's table that fails."""

    model: str
    action: Action


class Reverse(StrEnum):
    """How an operation is undone once there are rows."""

    YES = "yes"
    NO = "no"
    LOSES_DATA = "loses data"
    FAILS = "fails"


@dataclass(frozen=True)
class Effect:
    """What one operation does.

    `acts` are in their order; `old` is what the release before cannot do on the new schema, `new` what the release after
    cannot do on it; `fails` tells which rows make it fail, and `sure` that any row does; `unknown` what could not be known.
    """

    acts: tuple[Act, ...] = ()
    old: frozenset[Break] = frozenset()
    new: frozenset[Break] = frozenset()
    fails: str = ""
    sure: bool = False
    reverse: Reverse = Reverse.YES
    unknown: str = ""
    loses: str = field(default="")

    def locks(self) -> dict[str, Mode]:
        """Return the strongest lock on each table."""
        found: dict[str, Mode] = {}
        for act in self.acts:
            held = found.get(act.table)
            if held is None or act.mode.value > held.value:
                found[act.table] = act.mode
        return found

    def tables(self, *works: Work) -> frozenset[str]:
        """Return the tables on which any of these is done."""
        return frozenset(act.table for act in self.acts if act.work in works)

    @property
    def rewrites(self) -> frozenset[str]:
        """The tables that are written anew."""
        return self.tables(Work.REWRITE)

    @property
    def scans(self) -> frozenset[str]:
        """The tables that are read from end to end."""
        return frozenset(act.table for act in self.acts if act.work.is_long)


NOTHING = Effect()


def together(effects: Iterable[Effect]) -> Effect:
    """Return what effects do that come one after the other in one transaction."""
    every = tuple(effects)
    return Effect(
        acts=tuple(act for each in every for act in each.acts),
        old=frozenset().union(*(each.old for each in every)),
        new=frozenset().union(*(each.new for each in every)),
        fails=next((each.fails for each in every if each.fails), ""),
        sure=any(each.sure for each in every),
        reverse=max((each.reverse for each in every), key=WORST.index, default=Reverse.YES),
        unknown=next((each.unknown for each in every if each.unknown), ""),
        loses=next((each.loses for each in every if each.loses), ""),
    )


WORST = [Reverse.YES, Reverse.LOSES_DATA, Reverse.FAILS, Reverse.NO]
