"""DJP203 table-rewrite."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Work
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, operated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP203", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in operated(review):
        rewritten = [act for act in operation.acts() if act.work is Work.REWRITE]
        own = [act for act in rewritten if not operation.column_is_new(act.column) or operation.name == "AddField"]
        if own:
            message = (
                f"`{operation.titled(own[0].table)}` is written anew, and nobody reads it until then: {own[0].why}"
            )
            yield broken(check, operation, "rewrite", message, _recipe(operation))
        elif operation.name == "AlterField" and operation.effect.unknown:
            yield check.unknown(operation.step.key, operation.effect.unknown)
        else:
            yield check.kept(operation.step.key)


def _recipe(operation: Operated) -> str:
    name = operation.field_name
    if operation.name == "AddField" and operation.new and operation.new.base == "GeneratedField":
        return f"Add `{name}` as a nullable column that a trigger and batches fill"
    if operation.name == "AddField":
        return f"Add `{name}` with `null=True`, fill it in batches, then give it its default"
    return f"Add a column beside `{name}`, write both, fill it in batches, then switch over"
