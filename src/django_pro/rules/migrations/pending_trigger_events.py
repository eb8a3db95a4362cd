"""DJP217 pending-trigger-events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.code import Deed
from django_pro.facts.migrations.code.triggers import immediate_keys, leaves_triggers, settles
from django_pro.facts.migrations.effects import Mode
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.migrating import Operated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.splitting import split


@rule("DJP217", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    later: dict[str, list[Operated]] = {}
    for each in review.operated:
        later.setdefault(each.migration.label, []).append(each)
    for code in review.coded:
        waiting = waits_for_triggers(code, later[code.operation.migration.label])
        if waiting is None:
            yield check.kept(code.key)
        else:
            deed, altering = waiting
            title = code.title(deed.model)
            message = f"`{title}` is altered after its rows were: PostgreSQL refuses, for pending trigger events"
            recipe = f"Alter `{title}` in a migration of its own, after this one"
            fix = split(review, altering.step, "schema")
            yield faulty(check, code, Fault(deed, "pending-triggers", message, recipe, fix=fix))


def waits_for_triggers(code: Coded, operations: Sequence[Operated]) -> tuple[Deed, Operated] | None:
    """Return what leaves checks of foreign keys behind, and what alters the table later in the same transaction."""
    review = code.operation.review
    if not code.is_atomic or code.operation.migration.atomic is False or review.history.server.engine != "postgresql":
        return None
    migration, step = code.operation.migration, code.operation.step
    earlier = review.history.of(migration.label)[: step.index]
    immediate = immediate_keys(earlier)
    altering = _altering(operations, step.index)
    waiting = (
        each for each in code.deeds if leaves_triggers(step.before, each, immediate) and _label(each) in altering
    )
    return next(
        ((each, altering[_label(each)]) for each in waiting if not _is_settled(code, altering[_label(each)])), None
    )


def _altering(operations: Sequence[Operated], index: int) -> dict[str, Operated]:
    """Return the first operation after some point that alters each table."""
    return {
        act.table: each
        for each in reversed(operations)
        if each.step.index > index
        for act in each.effect.acts
        if act.mode is Mode.ACCESS_EXCLUSIVE
    }


def _is_settled(code: Coded, altering: Operated) -> bool:
    """Whether all checks are made before the table is altered."""
    steps = code.operation.review.history.of(code.operation.migration.label)
    return any(settles(each) for each in steps[: altering.step.index])


def _label(deed: Deed) -> str:
    return deed.model.label if deed.model else ""
