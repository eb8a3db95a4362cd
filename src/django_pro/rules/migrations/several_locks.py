"""DJP220 several-locks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django_pro.facts.migrations.effects import Mode
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, listed, span_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.splitting import split


@rule("DJP220", severity=Severity.INFO, settles="commit", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for _, group in groupby(review.operated, key=lambda each: each.migration.label):
        operations = list(group)
        locking = _first_of_each_table(operations)
        told = locking[0] if len(locking) > 1 else None
        for each in operations:
            yield _found(locking) if each is told else check.kept(each.step.key)


def _first_of_each_table(operations: Sequence[Operated]) -> list[Operated]:
    """Return the operations of a transaction that lock a table against all, each the first to lock it."""
    first = operations[0]
    if first.migration.atomic is False or first.review.history.server.engine != "postgresql":
        return []
    found: dict[str, Operated] = {}
    for each in operations:
        for act in each.acts():
            if act.mode is Mode.ACCESS_EXCLUSIVE:
                found.setdefault(act.table, each)
    return list({id(each): each for each in found.values()}.values())


def _found(locking: Sequence[Operated]) -> Site:
    first, *others = locking
    scanning = next((each for each in others if any(act.work.is_long for act in each.acts())), None)
    titles = [_title(each) for each in locking]
    message = f"{listed(titles)} are locked together until the last of them is done"
    if scanning is not None:
        message = f"`{titles[0]}` stays locked against all while `{_title(scanning)}` is read from end to end"
    return broken(
        check,
        first,
        "lock-long",
        message,
        "Alter each table in a migration of its own: a lock is held until the transaction ends",
        severity=Severity.INFO if scanning is None else Severity.WARNING,
        confidence=Confidence.LIKELY,
        trace=tuple(Line(span_of(each.review, each.step), f"locks `{_title(each)}` too") for each in others),
        fix=split(first.review, others[0].step, "next"),
    )


def _title(operation: Operated) -> str:
    return operation.titled(next(act.table for act in operation.acts() if act.mode is Mode.ACCESS_EXCLUSIVE))
