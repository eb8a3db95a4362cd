"""DJP206 foreign-key-recreated."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Work
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, operated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP206", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in operated(review):
        made = next((act for act in operation.acts() if act.work is Work.KEY and act.why), None)
        if made is None:
            yield check.kept(operation.step.key)
        else:
            title = operation.titled(made.table)
            message = f"The foreign key `{made.column}` is dropped, added and checked again; `{title}` waits"
            yield broken(check, operation, "fk-recreate-scan", message, _recipe(operation))


def _recipe(operation: Operated) -> str:
    if operation.name in ("RenameModel", "AlterModelTable"):
        return "Keep the table's name with `db_table` in the model's `Meta`"
    if operation.name == "RenameField":
        return "Keep the column's name with `db_column`, then rename the field"
    if operation.old and operation.new and operation.old.null and not operation.new.null:
        return "SET NOT NULL with `RunSQL` after a validated CHECK; alter the field in the state alone"
    if operation.old and operation.new and operation.new.null and not operation.old.null:
        return "DROP NOT NULL with `RunSQL`; alter the field in the state alone"
    return "Change what differs with `RunSQL`; alter the field in the state alone"
