"""DJP234 reverse-fails."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Reverse
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.around import labelled, renamed
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP234", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        name = operation.field_name
        if _fails(operation):
            message = f"Undone with rows in `{operation.title}`, this fails: `{name}` is NOT NULL without default"
            recipe = f"Let `{name}` be NULL, or give it a default, in a step before it is removed"
            yield broken(check, operation, "reverse-fails", message, recipe)
        else:
            yield check.kept(operation.step.key)


def _fails(operation: Operated) -> bool:
    """Whether the column is put back into a table with rows: one that its own migration makes or deletes has none then."""
    if operation.name != "RemoveField" or operation.effect.reverse is not Reverse.FAILS or operation.model is None:
        return False
    return not operation.is_new(operation.model.label) and not _is_deleted(operation, operation.model.label)


def _is_deleted(operation: Operated, label: str) -> bool:
    """Whether the model is deleted later in the same migration: undone, that comes first."""
    for step in operation.review.history.of(operation.migration.label)[operation.step.index + 1 :]:
        label = renamed(step, label)
        if step.operation.in_database and step.operation.name == "DeleteModel" and label == labelled(step, 0, "name"):
            return True
    return False
