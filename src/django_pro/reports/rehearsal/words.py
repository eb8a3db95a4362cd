"""Numbers and sentences that all reports of a rehearsal share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.rehearsal.rehearsal import Rehearsal, Rehearsed
from django_pro.rehearsal.told import BehindReader, Failing, Operation, Reversed, Stall

#: What new code misses on the old schema is expected where the migration runs first; it is told as a sentence.
_MOST = 3


def milliseconds(value: float) -> str:
    """Return a time as people say it: `8 ms`, `1.2 s`."""
    return f"{value:,.0f} ms" if value < 1000 else f"{value / 1000:,.1f} s"


def size(value: int) -> str:
    """Return a number of bytes as people say it."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if value >= factor:
            return f"{value / factor:,.1f} {unit}"
    return f"{value} bytes"


def locks_of(operation: Operation) -> Iterator[str]:
    """Yield a sentence for each lock that others wait behind, the longest first."""
    for lock in sorted(operation.locks, key=lambda each: -each.milliseconds):
        if lock.mode not in ("AccessShareLock", "RowShareLock"):
            yield f"{lock.mode} on {lock.table} {milliseconds(lock.milliseconds)}"
    if operation.rewritten:
        yield f"rewritten: {', '.join(operation.rewritten)}"


def stalls_of(stalls: Sequence[Stall]) -> str:
    """Return the longest stall of each role, over all tables."""
    found: dict[str, Stall] = {}
    for each in stalls:
        if each.role not in found or each.longest > found[each.role].longest:
            found[each.role] = each
    return " · ".join(
        f"{role} {milliseconds(found[role].longest)}" for role in ("reader", "updater", "inserter") if role in found
    )


def failures_of(each: Rehearsed) -> Iterator[str]:
    """Yield what failed for the release before while it ran, and what stopped it."""
    if each.migrated.error:
        yield f"the migration: {each.migrated.error}"
    for one in each.migrated.failed:
        yield f"{one.role} of {one.table}, {one.times} times: {one.error}"


def behind_of(found: BehindReader) -> str:
    """Return what a long reader does to everybody else while the migration waits for it."""
    reader, stall, polite = (milliseconds(each) for each in (found.reader, found.stall, found.with_lock_timeout))
    return f"a reader of {reader}, every other waits {stall}; with lock_timeout and another try {polite}"


def back_of(found: Reversed) -> str:
    """Return what became of a migration that was undone and done again."""
    if found.error:
        return f"cannot be undone: {found.error}"
    parts = [f"undone in {milliseconds(found.milliseconds)}"]
    if found.schema != "equal":
        parts.append(f"the schema differs: {_listed(list(found.differences))}")
    lost = [f"{one.table}.{one.column}" + (f" ({one.rows} values)" if one.rows > 0 else "") for one in found.lost]
    if lost:
        parts.append(f"lost: {_listed(lost)}")
    return "; ".join(parts) if len(parts) > 1 else f"{parts[0]}: schema and data as they were"


def failing(found: Sequence[Failing]) -> str:
    """Return what code cannot do to a schema, one sentence for each error."""
    by_error: dict[str, list[str]] = {}
    for each in found:
        by_error.setdefault(each.error, []).append(f"{each.does} {each.model}")
    return _listed([f"{', '.join(who)}: {error}" for error, who in by_error.items()])


def _listed(found: list[str]) -> str:
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return "; ".join(found[:_MOST]) + more


def verdict_of(found: Rehearsal, most: float) -> str:
    """Return what came of a rehearsal in a sentence."""
    count, stalled, limit = len(found.migrations), len(found.stalled(most)), milliseconds(most)
    if found.passes(most):
        return f"{count} rehearsed: nobody waited longer than {limit}, and nothing failed"
    broken = sum(each.broken for each in found.migrations)
    told = [f"{stalled} of {count} make others wait longer than {limit}"] if stalled else []
    told += [f"{broken} of {count} fail, or make statements of the release before fail"] if broken else []
    return "; ".join(told) or f"{count} rehearsed, and then it ended"
