"""Which writes leave checks of foreign keys to the end of the transaction, before which PostgreSQL alters no such table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django_pro.facts.migrations.code.deeds import Deed, Kind
from django_pro.facts.migrations.states import Default, FieldState, ModelState, ProjectState, Step
from django_pro.findings.blind import Unknown

_SETTLED = re.compile(r"(?i)\s*SET\s+CONSTRAINTS\s+ALL\s+IMMEDIATE")


#: Foreign keys, each by the label of its model and its name.
Keys = frozenset[tuple[str, str]]


def leaves_triggers(state: ProjectState, deed: Deed, immediate: Keys = frozenset()) -> bool:
    """Whether rows come with foreign keys or get other ones, or rows go that others refer to.

    Django makes its foreign keys `DEFERRABLE INITIALLY DEFERRED`; those that are `immediate` are checked at once.
    `bulk_update` is left out, whose fields are seldom keys.
    """
    model = state.models.get(deed.model.label) if deed.model and not deed.model.live else None
    if model is None or deed.name == "bulk_update":
        return False
    waiting = [each for each in model.fields.values() if _waits(model, each, immediate)]
    if deed.kind in (Kind.CREATE, Kind.BULK):
        return any(not each.null for each in waiting)
    if deed.kind is Kind.UPDATE:
        return any({each.name, each.attname} & {*deed.fields} for each in waiting)
    referring = (_waits(other, each, immediate) for other, each in state.keys_to(model.label))
    return deed.kind in (Kind.REMOVE, Kind.DELETE) and any(referring)


def _waits(model: ModelState, field: FieldState, immediate: Keys) -> bool:
    return field.constrained and (model.label, field.name.lower()) not in immediate


def immediate_keys(steps: Iterable[Step]) -> Keys:
    """Return the foreign keys whose checks do not wait after some steps of one transaction.

    Django sets those of `AddField` to IMMEDIATE (`sql_create_column_inline_fk` of its PostgreSQL back-end), and adds those
    of `CreateModel` at the very end.
    """
    found: set[tuple[str, str]] = set()
    for step in steps:
        label, name = f"{step.migration.app}.{step.named}".lower(), step.applying.text(1, "name").lower()
        model = step.after.models.get(label)
        if step.operation.name == "AddField":
            found.add((label, name))
        elif step.operation.name == "CreateModel" and model:
            found |= {(label, each.lower()) for each in model.fields}
        found = {_followed(step, label, each) for each in found}
    return frozenset(found)


def _followed(step: Step, label: str, key: tuple[str, str]) -> tuple[str, str]:
    """Return what a key is called after a step that may rename it."""
    if step.operation.name == "RenameModel" and key[0] == label:
        return f"{step.migration.app}.{step.applying.text(1, 'new_name')}".lower(), key[1]
    if step.operation.name == "RenameField" and key == (label, step.applying.text(1, "old_name").lower()):
        return label, step.applying.text(2, "new_name").lower()
    return key


def settles(step: Step) -> bool:
    """Whether a step sets all constraints to IMMEDIATE: Django does where it fills NULLs with a default.

    (`sql_update_with_default` of its PostgreSQL back-end.)
    """
    if step.operation.name == "RunSQL":
        found = step.applying.reader.sql.forwards(step.operation)
        return not isinstance(found, Unknown) and any(_SETTLED.match(each.text) for each in found)
    name = step.applying.text(1, "name")
    before, after = step.model, step.after.model(step.migration.app, step.named)
    old, new = (model.field(name) if model else None for model in (before, after))
    was_null = step.operation.name == "AlterField" and old is not None and old.null
    return was_null and new is not None and not new.null and new.default is not Default.NONE
