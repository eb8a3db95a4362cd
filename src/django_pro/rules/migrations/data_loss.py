"""DJP228 data-loss."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP228", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        name = operation.field_name
        if operation.name == "AlterField" and operation.effect.loses and not operation.column_is_new(name):
            message = f"Parts of `{name}` are lost for good: {operation.effect.loses}"
            recipe = f"Keep the values of `{name}` in a column beside it until nobody wants them back"
            yield broken(check, operation, "data-loss", message, recipe)
        else:
            yield check.kept(operation.step.key)
