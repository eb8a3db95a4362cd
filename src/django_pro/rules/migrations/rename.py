"""DJP210 rename."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Action
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_RENAMES = frozenset({"RenameField", "RenameModel", "AlterModelTable", "AlterField"})


@rule("DJP210", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        breaks = any(each.action is Action.SELECT for each in operation.effect.old)
        if operation.name in _RENAMES and breaks and not _is_new(operation):
            message, recipe = _said(operation)
            yield broken(check, operation, "rename", message, recipe)
        else:
            yield check.kept(operation.step.key)


def _is_new(operation: Operated) -> bool:
    about_field = operation.name in ("RenameField", "AlterField")
    return operation.column_is_new(operation.field_name if about_field else "")


def _said(operation: Operated) -> tuple[str, str]:
    if operation.name in ("RenameModel", "AlterModelTable"):
        return (
            f"The table of `{operation.title}` is renamed under the release before, which fails at each query",
            "Keep the table's name with `db_table` in the model's `Meta`",
        )
    name = operation.old.column if operation.old else operation.field_name
    return (
        f"The column `{name}` of `{operation.title}` is renamed: the release before fails at each query",
        f'Keep the column: give the field `db_column="{name}"` before it is renamed',
    )
