"""DJP234 reverse-fails."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Reverse
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP234", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        name = operation.field_name
        if operation.name == "RemoveField" and operation.effect.reverse is Reverse.FAILS:
            message = f"Undone with rows in `{operation.title}`, this fails: `{name}` is NOT NULL without default"
            recipe = f"Let `{name}` be NULL, or give it a default, in a step before it is removed"
            yield broken(check, operation, "reverse-fails", message, recipe)
        else:
            yield check.kept(operation.step.key)
