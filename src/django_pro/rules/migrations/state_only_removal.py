"""DJP208 state-only-removal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import dropwhile

from django_pro.facts.migrations.effects.adding import breaks_insert
from django_pro.facts.migrations.states import FieldState, ModelState, Step
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP208", settles="commit", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for step in review.history.steps:
        field = _only_in_state(step)
        if field is None or step.migration.replaces or review.is_released(step.migration):
            continue
        if breaks_insert(field) and _is_missed(review, step, field) and not _is_seen_to(review, step, field):
            yield _broken(review, step, field)
        else:
            yield check.kept(step.key)


def _only_in_state(step: Step) -> FieldState | None:
    """Return the field that is taken out of the models and left in the table."""
    if step.operation.name != "RemoveField" or step.operation.in_database:
        return None
    model = step.before.model(step.migration.app, step.named)
    return model.field(step.applying.text(1, "name")) if model and model.has_table else None


def _is_missed(review: Reviewed, step: Step, field: FieldState) -> bool:
    """Whether a model that the migrations leave behind has the table, and no field for the column any more.

    A column that is added to the database again, which has it still, was missed meanwhile.
    """
    later = list(dropwhile(lambda each: each is not step, review.history.steps))
    label, table = _finally(later, step), step.model.table if step.model else ""
    owners = [
        each for each in review.history.replay.final.models.values() if label == each.label or each.table == table
    ]
    if any(each.has_table and not _names(each, field.column) for each in owners):
        return True
    states = (each.after.models.get(label) for each in later if not each.operation.in_database)
    is_own = any(each.label == label for each in owners)
    return is_own and not any(each is not None and _names(each, field.column) for each in states)


def _names(model: ModelState, column: str) -> bool:
    return any(each.column == column for each in model.fields.values())


def _finally(later: Iterable[Step], step: Step) -> str:
    """Return what the model is called in the end."""
    label = f"{step.migration.app}.{step.named}".lower()
    for each in later:
        if each.operation.name == "RenameModel" and f"{each.migration.app}.{each.named}".lower() == label:
            label = f"{each.migration.app}.{each.applying.text(1, 'new_name')}".lower()
    return label


def _is_seen_to(review: Reviewed, step: Step, field: FieldState) -> bool:
    """Whether the same migration does something about the column: drops it, or lets it be NULL."""
    beside = [each for each in review.history.steps if each.migration is step.migration and each.operation.in_database]
    for each in beside:
        if each.operation.name in ("RunSQL", "RunPython"):
            return True
        if each.named.lower() == step.named.lower() and each.applying.text(1, "name") == field.name:
            return True
    return False


def _broken(review: Reviewed, step: Step, field: FieldState) -> Site:
    operation = Operated(review, step, review.history.effect(step))
    message = f"This release cannot insert a `{operation.title}`: `{field.name}` stays NOT NULL without default"
    recipe = f"Let `{field.name}` be NULL, or give it a `db_default`, before the state loses it"
    return broken(check, operation, "new-code-insert", message, recipe)
