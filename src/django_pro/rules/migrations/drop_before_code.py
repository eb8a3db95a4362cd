"""DJP209 drop-before-code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, listed, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP209", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    dropped: list[Operated] = []
    for operation in review.operated:
        is_used = bool(operation.effect.old)
        if operation.name == "RemoveField" and is_used and not operation.column_is_new(operation.field_name):
            dropped.append(operation)
        elif operation.name == "DeleteModel" and is_used and not operation.column_is_new(""):
            message = f"The table of `{operation.title}` is dropped while the release before still uses it"
            recipe = "Release code that uses it no more first; delete the model in the release after"
            yield broken(check, operation, "drop-before-code", message, recipe)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "drop-before-code", dropped, _said)


def _said(dropped: Sequence[Operated]) -> tuple[str, str]:
    names = listed(each.field_name for each in dropped)
    return (
        f"Dropped while the release before selects it with every `{dropped[0].title}`: {names}",
        f"Take {names} out of the state alone first (nullable), drop the column a release later",
    )
