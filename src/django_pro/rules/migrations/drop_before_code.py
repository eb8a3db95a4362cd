"""DJP209 drop-before-code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.models.model import Kind
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, listed, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP209", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    columns: list[Operated] = []
    tables: list[Operated] = []
    deleted = {_subject(each) for each in review.operated if each.name == "DeleteModel"}
    for operation in review.operated:
        is_used = bool(operation.effect.old)
        if operation.name == "RemoveField" and is_used and not operation.column_is_new(operation.field_name):
            if _subject(operation) in deleted:
                yield check.kept(operation.step.key)  # the table goes too, which is told of `DeleteModel`
            else:
                (tables if _is_between(operation) else columns).append(operation)
        elif operation.name == "DeleteModel" and is_used and not operation.column_is_new(""):
            message = f"The table of `{operation.title}` is dropped while the release before still uses it"
            recipe = "Release code that uses it no more first; delete the model in the release after"
            yield broken(check, operation, "drop-before-code", message, recipe)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "drop-before-code", columns, _said)
    yield from together(check, "drop-before-code", tables, _said_of_tables)


def _subject(operation: Operated) -> tuple[str, str]:
    """Return the migration and the model of an operation."""
    return operation.migration.label, operation.model.label if operation.model else ""


def _is_between(operation: Operated) -> bool:
    """Whether a field is no column, but a table between two models."""
    return operation.old is not None and operation.old.kind is Kind.MANY_TO_MANY


def _said(dropped: Sequence[Operated]) -> tuple[str, str]:
    names = listed(each.field_name for each in dropped)
    return (
        f"Dropped while the release before selects it with every `{dropped[0].title}`: {names}",
        f"Take {names} out of the state alone first (nullable), drop the column a release later",
    )


def _said_of_tables(dropped: Sequence[Operated]) -> tuple[str, str]:
    names, title = listed(each.field_name for each in dropped), dropped[0].title
    return (
        f"The table of {names} of `{title}` is dropped while the release before still uses it",
        f"Release code that uses {names} no more first; remove the field in the release after",
    )
