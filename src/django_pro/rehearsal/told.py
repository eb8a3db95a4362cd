"""What a rehearsal tells: the events of its inner half, one struct each."""

from __future__ import annotations

import msgspec

from django_pro.project.running.listening import Failed as Failed
from django_pro.project.running.listening import Progress as Progress


class Prepared(msgspec.Struct, frozen=True, tag_field="event", tag="prepared"):
    """The database stands as it did before the migrations, without rows."""

    django: str
    postgresql: str
    migrations_before: int
    milliseconds: float


class Filled(msgspec.Struct, frozen=True, tag_field="event", tag="filled"):
    """A table has its rows."""

    table: str
    model: str
    rows: int
    milliseconds: float


class Unfilled(msgspec.Struct, frozen=True, tag_field="event", tag="unfilled"):
    """A table has no rows, and why."""

    table: str
    why: str


class Statement(msgspec.Struct, frozen=True):
    """A statement that an operation ran."""

    sql: str
    milliseconds: float


class Lock(msgspec.Struct, frozen=True):
    """A lock that was held, by PostgreSQL's name of its mode (`AccessExclusiveLock`)."""

    table: str
    mode: str
    milliseconds: float


class Operation(msgspec.Struct, frozen=True):
    """What one operation did; `started` counts from where the sessions began, `wal` is bytes."""

    name: str
    describe: str
    started: float = 0.0
    milliseconds: float = 0.0
    statements: tuple[Statement, ...] = ()
    locks: tuple[Lock, ...] = ()
    rewritten: tuple[str, ...] = ()
    scanned: tuple[str, ...] = ()
    wal: int = 0


class Stall(msgspec.Struct, frozen=True):
    """The longest that a session waited for one statement: a reader, updater or inserter of a table."""

    table: str
    role: str
    longest: float
    at: float
    count: int = 0


class Moment(msgspec.Struct, frozen=True):
    """A statement of a session that took long."""

    table: str
    role: str
    at: float
    milliseconds: float


class Failure(msgspec.Struct, frozen=True):
    """Statements of a session that failed."""

    table: str
    role: str
    error: str
    times: int


class Migrated(msgspec.Struct, frozen=True, tag_field="event", tag="migrated"):
    """A migration ran beside sessions of the release before."""

    app: str
    name: str
    atomic: bool
    milliseconds: float
    wal: int
    operations: tuple[Operation, ...]
    stalls: tuple[Stall, ...]
    timeline: tuple[Moment, ...]
    failed: tuple[Failure, ...]
    error: str | None = None
    started: float = 0.0


class Met(msgspec.Struct, frozen=True, tag_field="event", tag="met"):
    """A migration ran on rows that nobody tamed: NULLs, duplicates, long texts; `error` is what stopped it."""

    app: str
    name: str
    error: str | None = None


class BehindReader(msgspec.Struct, frozen=True, tag_field="event", tag="behind-reader"):
    """The longest stall of other readers while the migration waited for one long reader."""

    app: str
    name: str
    reader: float
    stall: float
    with_lock_timeout: float


class Loss(msgspec.Struct, frozen=True):
    """A column whose values are not what they were; `rows` values less."""

    table: str
    column: str
    rows: int


class Reversed(msgspec.Struct, frozen=True, tag_field="event", tag="reversed"):
    """A migration was undone and done again."""

    app: str
    name: str
    schema: str
    differences: tuple[str, ...]
    lost: tuple[Loss, ...]
    milliseconds: float
    error: str | None = None


class Failing(msgspec.Struct, frozen=True):
    """What the code of one release cannot do to the schema of another."""

    model: str
    does: str
    error: str


class Rolled(msgspec.Struct, frozen=True, tag_field="event", tag="rolled"):
    """What fails at each point of a rolling deploy."""

    app: str
    name: str
    new_on_old: tuple[Failing, ...] = ()
    old_on_new: tuple[Failing, ...] = ()
    new_on_new: tuple[Failing, ...] = ()


class Counted(msgspec.Struct, frozen=True, tag_field="event", tag="counted"):
    """How many rows tables have in another database."""

    rows: dict[str, int]


class Done(msgspec.Struct, frozen=True, tag_field="event", tag="done"):
    """The rehearsal is over."""


Event = (
    Progress
    | Prepared
    | Filled
    | Unfilled
    | Migrated
    | Met
    | BehindReader
    | Reversed
    | Rolled
    | Counted
    | Failed
    | Done
)
