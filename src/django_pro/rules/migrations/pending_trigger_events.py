"""DJP217 pending-trigger-events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.code import Deed, Kind
from django_pro.facts.migrations.effects import Mode
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded, Fault, coded, faulty
from django_pro.rules.migrating import Operated, operated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: What makes PostgreSQL check a foreign key at the end of the transaction: new rows, and rows that are gone.
_TRIGGERS = frozenset({Kind.CREATE, Kind.BULK, Kind.REMOVE, Kind.DELETE})


@rule("DJP217", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    later: dict[str, list[Operated]] = {}
    for each in operated(review):
        later.setdefault(each.migration.label, []).append(each)
    for code in coded(review):
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
    return next((each for each in code.deeds if _triggers(code, each) and _label(each) in altered), None)


def _label(deed: Deed) -> str:
    return deed.model.label if deed.model else ""


def _triggers(code: Coded, deed: Deed) -> bool:
    """Whether rows with foreign keys come, or rows that others refer to go."""
    if deed.kind not in _TRIGGERS or deed.name == "bulk_update" or deed.model is None or deed.model.live:
        return False
    state = code.operation.step.before
    model = state.models.get(deed.model.label)
    if model is None:
        return False
    if deed.kind in (Kind.CREATE, Kind.BULK):
        return any(each.constrained and not each.null for each in model.fields.values())
    return any(each.constrained for _, each in state.keys_to(model.label))
