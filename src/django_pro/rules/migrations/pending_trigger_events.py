"""DJP217 pending-trigger-events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.code import Deed
from django_pro.facts.migrations.code.triggers import leaves_triggers
from django_pro.facts.migrations.effects import Mode
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.migrating import Operated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP217", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    later: dict[str, list[Operated]] = {}
    for each in review.operated:
        later.setdefault(each.migration.label, []).append(each)
    for code in review.coded:
        deed = waits_for_triggers(code, later[code.operation.migration.label])
        if deed is None:
            yield check.kept(code.key)
        else:
            title = code.title(deed.model)
            message = f"`{title}` is altered after its rows were: PostgreSQL refuses, for pending trigger events"
            recipe = f"Alter `{title}` in a migration of its own, after this one"
            yield faulty(check, code, Fault(deed, "pending-triggers", message, recipe))


def waits_for_triggers(code: Coded, operations: Sequence[Operated]) -> Deed | None:
    """Return what leaves checks of foreign keys behind on a table that the same transaction alters later."""
    review = code.operation.review
    if not code.is_atomic or code.operation.migration.atomic is False or review.history.server.engine != "postgresql":
        return None
    altered = {
        act.table
        for each in operations
        if each.step.index > code.operation.step.index
        for act in each.effect.acts
        if act.mode is Mode.ACCESS_EXCLUSIVE
    }
    before = code.operation.step.before
    return next((each for each in code.deeds if leaves_triggers(before, each) and _label(each) in altered), None)


def _label(deed: Deed) -> str:
    return deed.model.label if deed.model else ""
