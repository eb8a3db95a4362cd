"""The picture of one migration: what it did, and below it for each table the locks on it and those who waited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.rehearsal.rehearsal import Rehearsed
from django_pro.rehearsal.told import Lock, Migrated, Operation, Stall
from django_pro.reports.rehearsal.drawing import Bar, Lane, draw
from django_pro.reports.rehearsal.words import milliseconds

#: PostgreSQL's modes from the weakest on ("Table-Level Locks"); no one waits for the first three but for the strong ones.
_MODES = (
    "AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
    "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock",
)  # fmt: skip
_QUIET = 3
#: What each mode keeps from going on, in words, from the one that keeps anything.
_HOLDS_UP = {
    "ShareLock": "writes",
    "ShareRowExclusiveLock": "writes",
    "ExclusiveLock": "writes",
    _MODES[-1]: "everything",
}
#: So many tables are drawn, those with the longest stalls.
_TABLES = 12


def timeline(each: Rehearsed, most: float, rows: Mapping[str, int]) -> str:
    """Return the picture; a wait of more than `most` milliseconds is marked, `rows` are those of each table."""
    done = each.migrated
    lanes = [_operations(done)]
    for table in _tables(done)[:_TABLES]:
        note = f"{rows[table]:,} rows" if table in rows else ""
        lanes += [Lane(table, is_title=True, note=note), *_of_table(done, table, most)]
    return draw(lanes, f"timeline of {each.label}")


def _operations(done: Migrated) -> Lane:
    bars = (
        Bar(
            one.started,
            one.milliseconds,
            "operation",
            f"{one.describe}: {milliseconds(one.milliseconds)}",
            one.describe,
        )
        for one in done.operations
    )
    return Lane("the migration", tuple(bars))


def _tables(done: Migrated) -> list[str]:
    """Return the tables that were locked or looked at, those first whose users waited longest."""
    waited: dict[str, float] = {}
    for _, lock in _locks(done):
        waited.setdefault(lock.table, 0.0)
    for stall in done.stalls:
        waited[stall.table] = max(stall.longest, waited.get(stall.table, 0.0))
    return sorted(waited, key=lambda table: (-waited[table], table))


def _locks(done: Migrated) -> Iterator[tuple[Operation, Lock]]:
    for one in done.operations:
        yield from ((one, lock) for lock in one.locks if _strength(lock) >= _QUIET)


def _strength(lock: Lock) -> int:
    return _MODES.index(lock.mode) if lock.mode in _MODES else len(_MODES)


def _of_table(done: Migrated, table: str, most: float) -> Iterator[Lane]:
    held = sorted(
        ((one, lock) for one, lock in _locks(done) if lock.table == table), key=lambda pair: _strength(pair[1])
    )
    if held:
        yield Lane("lock", tuple(_held(one, lock) for one, lock in held))
    for stall in done.stalls:
        if stall.table == table:
            yield _waits(done, stall, most)


def _held(one: Operation, lock: Lock) -> Bar:
    keeps = _HOLDS_UP.get(lock.mode)
    mode = lock.mode.removesuffix("Lock")
    kind = {"everything": "strong", "writes": "lock"}.get(keeps or "", "mild")
    says = f"{lock.mode}, taken by {one.describe}: {milliseconds(lock.milliseconds)}"
    return Bar(one.started, lock.milliseconds, kind, says, f"{mode}: holds up {keeps or 'nobody'}")


def _waits(done: Migrated, stall: Stall, most: float) -> Lane:
    """Return the lane of one session, with what it waited for, and how often its statements failed."""
    seen = (one for one in done.timeline if (one.table, one.role) == (stall.table, stall.role))
    bars = tuple(
        Bar(
            one.at, one.milliseconds, "wait" if one.milliseconds > most else "short",
            f"waits {milliseconds(one.milliseconds)}", milliseconds(one.milliseconds),
        )
        for one in seen
    )  # fmt: skip
    failed = sum(one.times for one in done.failed if (one.table, one.role) == (stall.table, stall.role))
    return Lane(f"{stall.role}, {failed} failed" if failed else stall.role, bars)
