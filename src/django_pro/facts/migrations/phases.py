"""When a migration goes out in a rolling deploy: before the new code, after it, at any time, or never beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from django_pro.facts.migrations.effects import Action, Effect
from django_pro.facts.migrations.states import Step

#: What the release before does at any time, whatever the values.
_ALWAYS = frozenset({Action.SELECT, Action.INSERT, Action.UPDATE, Action.DELETE, Action.RELATION})
#: Operations without which the new release's queries fail.
_NEEDED = frozenset({"CreateModel", "AddField", "RenameField", "RenameModel", "AlterModelTable"})
#: Operations of somebody's own, which the new release takes for done.
_BY_HAND = frozenset({"RunPython", "RunSQL"})


class Phase(StrEnum):
    """When a migration goes out."""

    BEFORE = "before"
    AFTER = "after"
    EITHER = "either"
    APART = "apart"


def needs(step: Step) -> bool:
    """Whether the new release fails without an operation."""
    operation = step.operation
    if not operation.in_database or operation.name not in _NEEDED | _BY_HAND:
        return False
    if operation.name in ("RenameModel", "AlterModelTable"):
        model = step.model
        return model is not None and model.has_table
    return True


def breaks(effect: Effect, soft: bool = False) -> bool:
    """Whether the release before fails after an operation: always, or `soft`, with some values."""
    return any((each.action in _ALWAYS) is not soft for each in effect.old)


def phase_of(operations: Iterable[tuple[Step, Effect]]) -> Phase:
    """Return when a migration with these operations goes out.

    `APART` is one that one release cannot live with and the other not without.
    """
    every = list(operations)
    is_needed = any(needs(step) for step, _ in every)
    new_tables = {label for step, _ in every for label in _made(step)}
    is_breaking = any(breaks(effect) and not _only(effect, new_tables) for _, effect in every)
    if is_needed and is_breaking:
        return Phase.APART
    if is_breaking or (not is_needed and any(breaks(effect, soft=True) for _, effect in every)):
        return Phase.AFTER
    return Phase.BEFORE if is_needed else Phase.EITHER


def _made(step: Step) -> Iterator[str]:
    if step.operation.name == "CreateModel" and step.model is not None:
        yield step.model.label


def _only(effect: Effect, tables: Iterable[str]) -> bool:
    """Whether only tables that are new are met."""
    return {each.model for each in effect.old} <= set(tables)
