"""DJP219 half-done-migration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Work
from django_pro.facts.migrations.sql import Kind, Statement
from django_pro.facts.migrations.states import Step
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrated import Migrated, broken_steps, kept, migrated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_CONCURRENT = frozenset({"AddIndexConcurrently", "RemoveIndexConcurrently"})
#: Statements that may run twice, with the same end.
_AGAIN = frozenset({
    Kind.SET, Kind.UPDATE, Kind.DELETE, Kind.TRUNCATE, Kind.SELECT, Kind.VACUUM, Kind.REINDEX, Kind.REFRESH, Kind.BEGIN,
    Kind.DO, Kind.VALIDATE_CONSTRAINT, Kind.SET_NOT_NULL, Kind.DROP_NOT_NULL, Kind.SET_DEFAULT, Kind.DROP_DEFAULT,
    Kind.ALTER_TYPE,
})  # fmt: skip


@rule("DJP219", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for each in migrated(review, released=False):
        if each.migration.atomic is not False:
            yield from kept(check, each.steps)
            continue
        once = [step for step in each.working if not _may_run_again(each, step)]
        stuck = once[0] if once and once[0] is not each.working[-1] else None
        if stuck is None or all(_is_concurrent(each, step) for step in once):
            yield from kept(check, each.steps)
        else:
            yield from kept(check, [step for step in each.steps if step is not stuck])
            yield from broken_steps(check, each, [stuck], "nonatomic-required", _said(each, once))


def _said(each: Migrated, once: Sequence[Step]) -> tuple[str, str]:
    label, first = each.migration.label, once[0].operation.name
    message = f"A failure in `{label}` leaves its `{first}` done, where the next try stops"
    return message, "Put each step into a migration of its own; those that need no `atomic = False` without it"


def _is_concurrent(each: Migrated, step: Step) -> bool:
    """Whether an operation builds or drops an index concurrently, or makes a constraint of one that was."""
    if step.operation.name in _CONCURRENT:
        return True
    found = each.review.raw_sql.forwards(step.operation)
    return isinstance(found, tuple) and bool(found) and all(one.concurrently or one.using_index for one in found)


def _may_run_again(each: Migrated, step: Step) -> bool:
    """Whether an operation that has run may run once more; of functions that is taken for granted."""
    if step.operation.name == "RunSQL":
        found = each.review.raw_sql.forwards(step.operation)
        return isinstance(found, Unknown) or all(_is_repeatable(one) for one in found)
    acts = each.review.history.effect(step).acts
    if step.operation.name == "AlterField":
        return all(act.work is not Work.BUILD for act in acts)
    return not acts and step.operation.name not in _CONCURRENT


def _is_repeatable(one: Statement) -> bool:
    return one.guarded or one.kind in _AGAIN or one.text.upper().startswith("CREATE OR REPLACE")
