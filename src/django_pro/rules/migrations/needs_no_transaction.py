"""DJP218 needs-no-transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.sql import Kind, Statement
from django_pro.facts.migrations.states import Step
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.migrated import Migrated, broken_steps, kept, migrated, without_transaction
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_CONCURRENT = ("AddIndexConcurrently", "RemoveIndexConcurrently")
#: PostgreSQL adds a value to an enum in a transaction from this version on; Django needs it from that of its own on.
_ADDS_VALUES = (12,)
_DJANGO_NEEDS_IT = (4, 2)
_ALONE = {Kind.VACUUM: "VACUUM", Kind.DATABASE: "CREATE DATABASE"}


@rule("DJP218", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for each in migrated(review, released=False):
        failing = [(step, said) for step in each.steps if (said := _refuses(each, step))]
        steps = [step for step, _ in failing]
        yield from kept(check, [step for step in each.steps if step not in steps])
        if failing:
            yield from _broken(each, failing)


def _broken(each: Migrated, failing: Sequence[tuple[Step, tuple[str, Confidence]]]) -> Iterator[Site]:
    (_, (what, confidence)), *_ = failing
    steps = [step for step, _ in failing]
    label = each.migration.label
    if each.migration.atomic is False:
        said = (
            f"`{label}` runs {what} with other statements, and so in one transaction",
            'Give each statement a text of its own: `RunSQL(["…", "…"])`',
        )
        fix = None
    elif all(step in steps for step in each.working):
        said = f"`{label}` runs {what}, which fails in a transaction", "Set `atomic = False` on the migration"
        fix = without_transaction(each.review, each.migration)
    else:
        said = (
            f"`{label}` runs {what}, which fails in a transaction",
            "Move it into a migration of its own, with `atomic = False`",
        )
        fix = None
    yield from broken_steps(check, each, steps, "nonatomic-required", said, confidence=confidence, fix=fix)


def _refuses(each: Migrated, step: Step) -> tuple[str, Confidence] | None:
    """Return what PostgreSQL refuses in the transaction that an operation runs in, None where nothing is refused."""
    atomic = each.migration.atomic
    if isinstance(atomic, Unknown):
        return None
    if step.operation.name in _CONCURRENT:
        return (f"`{step.operation.name}`", Confidence.PROVED) if atomic else None
    if each.review.history.server.engine != "postgresql":
        return None
    statements = each.review.raw_sql.forwards(step.operation)
    if isinstance(statements, Unknown):
        return None
    found = ((one, _needs(each, step, one)) for one in statements if atomic or not one.is_alone)
    return next(((f"`{what}`", sure) for _, (what, sure) in found if what), None)


def _needs(each: Migrated, step: Step, one: Statement) -> tuple[str, Confidence]:
    """Return how a statement is called that cannot run in a transaction, "" for another."""
    if one.kind in (Kind.CREATE_INDEX, Kind.DROP_INDEX) and one.concurrently:
        return f"{one.kind.upper()} CONCURRENTLY", Confidence.PROVED
    if one.kind is Kind.REINDEX and (one.concurrently or one.type in ("schema", "database", "system")):
        return "REINDEX CONCURRENTLY" if one.concurrently else f"REINDEX {one.type.upper()}", Confidence.PROVED
    if one.kind is Kind.ADD_VALUE and (sure := _is_refused(each, step, one)):
        return "ALTER TYPE … ADD VALUE", sure
    return _ALONE.get(one.kind, ""), Confidence.PROVED


def _is_refused(each: Migrated, step: Step, one: Statement) -> Confidence | None:
    """Return how sure it is that a value cannot be added: by an older server, or since the migration uses it."""
    if _uses(each, step, one.value):
        return Confidence.PROVED
    server = each.review.history.server
    if server.version:
        return Confidence.PROVED if server.version < _ADDS_VALUES else None
    return Confidence.LIKELY if server.before(_DJANGO_NEEDS_IT) else None


def _uses(each: Migrated, adding: Step, value: str) -> bool:
    """Whether a later statement of the migration writes the value."""
    for step in each.steps:
        found = each.review.raw_sql.forwards(step.operation)
        if step.index < adding.index or isinstance(found, Unknown):
            continue
        if any(one.kind is not Kind.ADD_VALUE and f"'{value}'" in one.text for one in found):
            return True
    return False
