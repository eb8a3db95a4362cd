"""DJP225 unique-on-existing-rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Act, Work
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, listed, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP225", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    unique: list[Operated] = []
    for operation in review.operated:
        if operation.fails_for_any_two and not operation.column_is_new(""):
            name = operation.field_name
            message = f"Every `{operation.title}` there is gets the same `{name}`, which is unique: two rows fail it"
            recipe = f"Add `{name}` with `null=True`, fill it in batches, then make it unique"
            yield broken(check, operation, "unique-default", message, recipe)
        elif any(_held(operation)) and not all(_is_clean(operation, act) for act in _held(operation)):
            unique.append(operation)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "unique-dup-data", unique, _said)


def _held(operation: Operated) -> list[Act]:
    """Return the unique indexes that are built over rows."""
    return [act for act in operation.acts() if act.work is Work.BUILD and act.why]


def _said(unique: Sequence[Operated]) -> tuple[str, str]:
    columns = listed(act.column for each in unique for act in _held(each))
    return (
        f"Two rows of `{unique[0].title}` with the same {columns} make this migration fail",
        "Take the duplicates away in a migration before this one",
    )


def _is_clean(operation: Operated, unique: Act) -> bool:
    """Whether no two rows can be the same: the columns are new, were unique, or a step before saw to them."""
    if operation.name == "AddField":
        return True
    names = unique.column.split(", ")
    if any(operation.column_is_new(name) for name in names):
        return True
    model = operation.model
    fields = [model.field(name) for name in names] if model else []
    if any(field is not None and field.unique and operation.name != "AlterField" for field in fields):
        return True
    groups = [set(group) for group in model.unique_together] if model else []
    groups += (
        [set(part.fields) for part in model.constraints if part.is_unique and not part.options & {"condition"}]
        if model
        else []
    )
    return any(group and group <= set(names) for group in groups) or _seen_to(operation)


def _seen_to(operation: Operated) -> bool:
    """Whether code or SQL runs right before, in this migration or the last one: it is there for the rows."""
    steps = operation.review.history.steps
    migration = operation.migration
    before = operation.review.history.graph.parents(migration.label)
    return any(
        step.operation.name in ("RunPython", "RunSQL")
        and (
            (step.migration is migration and step.index < operation.step.index)
            or (step.migration.label in before and step.migration.app == migration.app)
        )
        for step in steps
    )
