"""DJP204 not-null-scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Work
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, listed, operated, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP204", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    scanning: list[Operated] = []
    for operation in operated(review):
        # A foreign key that is made anew is one finding, of DJP206.
        works = {act.work for act in operation.acts()}
        if Work.NOT_NULL in works and Work.KEY not in works:
            scanning.append(operation)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "notnull-scan", scanning, _said)


def _said(scanning: Sequence[Operated]) -> tuple[str, str]:
    names, title = listed(each.field_name for each in scanning), scanning[0].title
    fails = ", and fails on a NULL" if any(each.effect.fails for each in scanning) else ""
    return (
        f"NOT NULL on {names} reads all of `{title}` while every query waits{fails}",
        f"Validate a CHECK that {names} is not NULL first; PostgreSQL then trusts it",
    )
