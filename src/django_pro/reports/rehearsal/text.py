"""A rehearsal for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.rehearsal.rehearsal import Rehearsal, Rehearsed
from django_pro.reports.paint import Paint
from django_pro.reports.rehearsal import words


def write_text(found: Rehearsal, most: float, paint: Paint) -> Iterator[str]:
    """Yield the lines of the report; `most` is the longest stall that is allowed, in milliseconds."""
    if found.prepared:
        about = f"PostgreSQL {found.prepared.postgresql.split(' ')[0]}, Django {found.prepared.django}"
        yield paint(f"{about}, {found.rows:,} rows in {len(found.filled)} tables", "bold")
    for unfilled in found.unfilled:
        yield paint(f"without rows: {unfilled.table}: {unfilled.why}", "dim")
    for each in found.migrations:
        yield ""
        yield from _migration(each, most, paint)
    yield ""
    yield from _verdict(found, most, paint)


def _migration(each: Rehearsed, most: float, paint: Paint) -> Iterator[str]:
    bad = each.stall > most or each.broken
    mark = paint("✗", "red") if bad else paint("✓", "green")
    done = each.migrated
    yield f"{mark} {paint(each.label, 'bold')}  {words.milliseconds(done.milliseconds)}, {words.size(done.wal)} of WAL"
    for operation in done.operations:
        yield f"    {operation.describe}  {paint(words.milliseconds(operation.milliseconds), 'dim')}"
        yield from (f"      {paint(line, 'dim')}" for line in words.locks_of(operation))
    for name, text, style in _lines(each, most):
        yield f"  {name:<9} {paint(text, style) if style else text}"


def _lines(each: Rehearsed, most: float) -> Iterator[tuple[str, str, str]]:
    """Yield name, text and style of what else is to be said of a migration."""
    if each.migrated.stalls:
        yield "waits", words.stalls_of(each.migrated.stalls), "red" if each.stall > most else ""
    yield from (("fails", text, "red") for text in words.failures_of(each))
    if each.met and each.met.error:
        yield "rows", f"such rows stop it: {each.met.error}", "yellow"
    if each.behind:
        yield "behind", words.behind_of(each.behind), "yellow" if each.behind.stall > most else ""
    if each.reversed:
        bad = bool(each.reversed.error or each.reversed.differences or each.reversed.lost)
        yield "back", words.back_of(each.reversed), "yellow" if bad else ""
    if each.rolled and each.rolled.old_on_new:
        yield "old code", f"on the new schema: {words.failing(each.rolled.old_on_new)}", "red"
    if each.rolled and each.rolled.new_on_new:
        yield "new code", f"on the new schema: {words.failing(each.rolled.new_on_new)}", "red"
    if each.rolled and each.rolled.new_on_old:
        yield "new code", f"on the old schema: {words.failing(each.rolled.new_on_old)}", ""


def _verdict(found: Rehearsal, most: float, paint: Paint) -> Iterator[str]:
    if found.failed:
        yield paint(f"The rehearsal ended early: {found.failed.text}", "red")
    yield paint(words.verdict_of(found, most), "green" if found.passes(most) else "red")
