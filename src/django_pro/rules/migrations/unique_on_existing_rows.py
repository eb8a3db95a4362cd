"""DJP225 unique-on-existing-rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Act, Work
from django_pro.facts.migrations.states import ModelState
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.around import all_before, called_before, labelled, states_before, steps_before
from django_pro.rules.migrating import Operated, broken, listed, together
from django_pro.rules.migrations.shared_default import OWN
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: What a migration's file says where there are no rows, or where code that saw to them has been taken out since.
_TOLD = re.compile(
    r"(?i)\bnever (?:been )?(?:part of a |publicly )*(?:public )?release|RunPython\b[^.]{0,30}\bremoved\b"
)


@rule("DJP225", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    unique: list[Operated] = []
    for operation in review.operated:
        if operation.migration.initial is True:  # all that make an app's first tables come before its first row
            yield check.kept(operation.step.key)
        elif operation.fails_for_any_two and not operation.column_is_new(""):
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
    label, review = (operation.model.label if operation.model else ""), operation.review
    before = states_before(review, operation.step, label)
    is_held = any(_holds(operation, state, names) for state in before)
    return is_held or _seen_to(operation) or any(_is_own(operation, name) for name in names)


def _holds(operation: Operated, state: ModelState, names: Sequence[str]) -> bool:
    """Whether the same or fewer columns were unique already, and are compared now as they were then."""
    model = operation.step.after.model(operation.migration.app, operation.step.named)
    whole = (part for part in state.constraints if part.is_unique and not part.options & {"condition"})
    groups = [*({*group} for group in state.unique_together), *({*part.fields} for part in whole)]
    groups += [{field.name} for field in state.fields.values() if field.unique]
    return any(
        group and group <= {*names} and all(_is_compared_alike(state, model, name) for name in group)
        for group in groups
    )


def _is_compared_alike(state: ModelState, model: ModelState | None, name: str) -> bool:
    old, new = state.field(name), model.field(name) if model else None
    if old is None or new is None:
        return True
    same = old.base == new.base or (old.is_key and new.is_key)
    return same and old.text("db_collation") == new.text("db_collation")


def _is_own(operation: Operated, name: str) -> bool:
    """Whether each row got a UUID of its own when it was made, since there is the table."""
    label = operation.model.label if operation.model else ""
    for step in all_before(operation.review, operation.step):
        model = step.after.models.get(label)
        field = model.field(name) if model else None
        if field is None or field.base != "UUIDField" or field.default_name not in OWN:
            return False
        if step.operation.name == "CreateModel" and labelled(step, 0, "name") == label:
            return True
        label = called_before(step, label)
    return False


def _seen_to(operation: Operated) -> bool:
    """Whether code or SQL runs right before, in this migration or the last one, or once did: it is there for the rows."""
    review, migration = operation.review, operation.migration
    own = [step for step in steps_before(review, operation.step) if step.migration.app == migration.app]
    told = any(_TOLD.search(_text(review, path)) for path in {migration.path, *(step.migration.path for step in own)})
    return told or any(step.operation.name in ("RunPython", "RunSQL") for step in own)


def _text(review: Reviewed, path: str) -> str:
    return " ".join((review.project.root / path).read_text("utf-8", "replace").split())
