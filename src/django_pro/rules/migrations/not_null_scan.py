"""DJP204 not-null-scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Work
from django_pro.findings.finding import Fix, Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, listed, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rewriting import NOT_VALID, POSTGRES, VALIDATE, Following, Rewriting
from django_pro.rules.rule import rule

#: From this Django a CHECK takes its rule as `condition` (Django 5.1 release notes).
_CONDITION = (5, 1)


@rule("DJP204", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    scanning: list[Operated] = []
    for operation in review.operated:
        # A foreign key that is made anew is one finding, of DJP206.
        works = {act.work for act in operation.acts()}
        if Work.NOT_NULL in works and Work.KEY not in works:
            scanning.append(operation)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "notnull-scan", scanning, _said, _mend)


def _said(scanning: Sequence[Operated]) -> tuple[str, str]:
    names, title = listed(each.field_name for each in scanning), scanning[0].title
    fails = ", and fails on a NULL" if any(each.effect.fails for each in scanning) else ""
    return (
        f"NOT NULL on {names} reads all of `{title}` while every query waits{fails}",
        f"Validate a CHECK that {names} is not NULL first; PostgreSQL then trusts it",
    )


def _mend(scanning: Sequence[Operated]) -> Fix | None:
    """Return the recipe as files: a CHECK for new rows, then for all, then NOT NULL, which PostgreSQL takes from the CHECK."""
    first = scanning[0]
    rewriting = Rewriting(first.review, first.migration)
    ready = all(rewriting.stands_alone(each.step) and rewriting.is_plain(each.step) for each in scanning)
    if not (ready and rewriting.is_last and first.review.history.server.engine == "postgresql"):
        return None
    model, keyword = first.step.named, "check" if first.review.history.server.before(_CONDITION) else "condition"
    names = {each.field_name: f"{model.lower()}_{each.field_name}_not_null" for each in scanning}
    made = [
        rewriting.replaced(each.step, _added(model, each.field_name, names[each.field_name], keyword))
        for each in scanning
    ]
    validated = tuple(f'{VALIDATE}("{model}", name="{name}")' for name in names.values())
    removed = tuple(f'migrations.RemoveConstraint("{model}", name="{name}")' for name in names.values())
    altered = tuple(rewriting.text(each.step.operation.node) for each in scanning)
    after = (
        Following(f"validate_{first.field_name}", validated, (f"from {POSTGRES} import {VALIDATE}",)),
        Following(f"{first.field_name}_not_null", (*altered, *removed)),
    )
    return Fix(False, (*rewriting.imported(POSTGRES, [NOT_VALID]), *made, *rewriting.following(after)))


def _added(model: str, field: str, name: str, keyword: str) -> str:
    constraint = f'models.CheckConstraint({keyword}=models.Q({field}__isnull=False), name="{name}")'
    return f'{NOT_VALID}(\n            "{model}",\n            {constraint},\n        )'
