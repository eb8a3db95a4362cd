"""DJP206 foreign-key-recreated."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Work
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP206", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        made = next((act for act in operation.acts() if act.work is Work.KEY and act.why), None)
        # What is renamed has a finding already, and a cure that spares this too.
        if made is None or operation.name != "AlterField":
            yield check.kept(operation.step.key)
        else:
            fails = "; a NULL fails it" if operation.effect.fails else ""
            waits = operation.titled(made.table)
            message = f"The foreign key `{made.column}` is dropped, added and checked again: `{waits}` waits{fails}"
            yield broken(check, operation, "fk-recreate-scan", message, _recipe(operation))


def _recipe(operation: Operated) -> str:
    old, new = operation.old, operation.new
    if old and new and old.null and not new.null:
        return "SET NOT NULL with `RunSQL` after a validated CHECK; alter the field in the state alone"
    if old and new and new.null and not old.null:
        return "DROP NOT NULL with `RunSQL`; alter the field in the state alone"
    return "Change what differs with `RunSQL`; alter the field in the state alone"
