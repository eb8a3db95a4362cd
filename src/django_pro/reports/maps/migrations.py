"""The migrations in the order in which they run, and when each goes out in a rolling deploy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from django_pro.facts.migrations.effects import Act, Effect, Mode, Reverse
from django_pro.facts.migrations.effects.effect import WORST
from django_pro.facts.migrations.history import History
from django_pro.facts.migrations.phases import Phase, phase_of
from django_pro.facts.migrations.states import Step
from django_pro.reports.paint import Paint

#: What each phase is called in words.
WHEN = {
    Phase.BEFORE: "before the code",
    Phase.AFTER: "after the code",
    Phase.EITHER: "at any time",
    Phase.APART: "in two releases",
}
_STYLES = {Phase.BEFORE: "cyan", Phase.AFTER: "yellow", Phase.EITHER: "green", Phase.APART: "red"}


class MigrationRow(msgspec.Struct, frozen=True):
    """A migration: `phase` tells when it goes out, `locks` the strongest lock on each table that has rows.

    `work` are the tables that are scanned, rewritten or indexed under such a lock, `breaks` what the release before
    cannot do any more, `released` whether git says that it ran.
    """

    label: str
    path: str
    phase: Phase
    operations: list[str]
    depends_on: list[str]
    locks: dict[str, str]
    work: list[str]
    breaks: list[str]
    reverse: str
    atomic: bool
    released: bool


def migration_rows(history: History, released: Iterable[str]) -> Iterator[MigrationRow]:
    """Yield the migrations in their order."""
    ran = set(released)
    by_label: dict[str, list[Step]] = {}
    for step in history.steps:
        by_label.setdefault(step.migration.label, []).append(step)
    for migration in history.graph.order:
        steps = by_label.get(migration.label, [])
        effects = [(step, history.effect(step)) for step in steps]
        yield MigrationRow(
            label=migration.label,
            path=migration.path,
            phase=phase_of(effects),
            operations=[_said(step) for step in steps],
            depends_on=sorted(history.graph.parents(migration.label)),
            locks=_locks(history, effects),
            work=sorted({f"{act.table}: {act.work}" for act in _long(history, effects)}),
            breaks=sorted({f"{each.action} {each.model}" for _, effect in effects for each in effect.old}),
            reverse=_reverse(effects),
            atomic=migration.atomic is not False,
            released=migration.label in ran,
        )


def _said(step: Step) -> str:
    name = step.applying.text(1, "name") if step.operation.name in ("AddField", "AlterField", "RemoveField") else ""
    about = ".".join(each for each in (step.named, name) if each)
    mark = "" if step.operation.in_database else " (state alone)"
    return f"{step.operation.name} {about}".strip() + mark


def _locks(history: History, effects: list[tuple[Step, Effect]]) -> dict[str, str]:
    held: dict[str, Mode] = {}
    for step, effect in effects:
        for table, mode in effect.locks().items():
            if not history.is_new(step, table) and (table not in held or held[table].value < mode.value):
                held[table] = mode
    return {table: mode.title for table, mode in sorted(held.items())}


def _long(history: History, effects: list[tuple[Step, Effect]]) -> Iterator[Act]:
    for step, effect in effects:
        yield from (act for act in effect.acts if act.work.is_long and not history.is_new(step, act.table))


def _reverse(effects: list[tuple[Step, Effect]]) -> str:
    every = (effect.reverse for step, effect in effects if step.operation.in_database)
    return max(every, key=WORST.index, default=Reverse.YES).value


def write_migrations(rows: list[MigrationRow], paint: Paint) -> Iterator[str]:
    """Yield the migrations in their order, with the deploy plan of those that are not released."""
    waiting = [row for row in rows if not row.released]
    for row in rows:
        if row.released:
            yield paint(f"{'released':16} {row.label}", "dim")
            continue
        yield f"{paint(WHEN[row.phase].ljust(16), _STYLES[row.phase])} {paint(row.label, 'bold')}"
        for line in _details(row):
            yield f"{'':16} {paint(line, 'dim')}"
    counted = Counter(row.phase for row in waiting)
    parts = ", ".join(f"{counted[phase]} {WHEN[phase]}" for phase in Phase if counted[phase])
    yield f"{len(rows)} migrations, {len(rows) - len(waiting)} of them released" + (f"; {parts}" if parts else "")


def _details(row: MigrationRow) -> Iterator[str]:
    if row.operations:
        yield _shortened(row.operations)
    strong = [table for table, mode in row.locks.items() if mode == Mode.ACCESS_EXCLUSIVE.title]
    if row.work:
        yield f"under a lock: {_shortened(row.work)}"
    elif strong:
        yield f"ACCESS EXCLUSIVE for an instant: {_shortened(strong)}"
    if row.breaks:
        yield f"the release before cannot: {_shortened(row.breaks)}"
    if row.reverse != Reverse.YES:
        yield f"undone: {row.reverse}"


def _shortened(parts: list[str]) -> str:
    shown = ", ".join(parts[:4])
    return f"{shown} and {len(parts) - 4} more" if len(parts) > 4 else shown


def write_graph(rows: list[MigrationRow]) -> Iterator[str]:
    """Yield the graph as Mermaid draws it, an app a box."""
    yield "flowchart LR"
    apps: dict[str, list[MigrationRow]] = {}
    for row in rows:
        apps.setdefault(row.label.partition(".")[0], []).append(row)
    for app, inside in apps.items():
        yield f"  subgraph {app}"
        yield from (f'    {_id(row.label)}["{row.label.partition(".")[2]}"]:::{row.phase}' for row in inside)
        yield "  end"
    for row in rows:
        yield from (f"  {_id(parent)} --> {_id(row.label)}" for parent in row.depends_on)
    colours = {Phase.BEFORE: "#0969da", Phase.AFTER: "#9a6700", Phase.EITHER: "#1a7f37", Phase.APART: "#cf222e"}
    yield from (f"  classDef {phase} stroke:{colour},stroke-width:2px" for phase, colour in colours.items())


def _id(label: str) -> str:
    return label.replace(".", "_").replace("-", "_")
