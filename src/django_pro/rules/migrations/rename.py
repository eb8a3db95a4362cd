"""DJP210 rename."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile, takewhile

from django_pro.facts.migrations.effects import Action
from django_pro.facts.migrations.states import ModelState, Step
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_OF_FIELDS = frozenset({"RenameField", "AlterField"})
_RENAMES = _OF_FIELDS | {"RenameModel", "AlterModelTable"}
#: Operations by which one column is put in the place of another.
_SWAPS = frozenset({"AddField", "AlterField", "RemoveField", "RenameField", "RunPython", "RunSQL"})


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
    """Whether no release before knows the old name, or finds it still."""
    if operation.name not in _OF_FIELDS:
        return operation.column_is_new("")
    before, after = _ends(operation)
    column = operation.old.column if operation.old else ""
    made_here = before is not None and column not in _columns(before)
    made_again = after is not None and column in _columns(after)
    return operation.column_is_new(operation.field_name) or made_here or made_again or _gives_back(operation)


def _ends(operation: Operated) -> tuple[ModelState | None, ModelState | None]:
    """Return the model as the whole migration finds and leaves it."""
    steps = list(operation.review.history.replay.of(operation.migration.label))
    app, name = operation.migration.app, operation.step.named
    return steps[0].before.model(app, name), steps[-1].after.model(app, name)


def _columns(model: ModelState) -> frozenset[str]:
    return frozenset(each.column for each in model.fields.values() if each.has_column)


def _gives_back(operation: Operated) -> bool:
    """Whether a column takes the place of another: it was added, the other dropped, and nothing else done meanwhile."""
    step, app = operation.step, operation.migration.app
    earlier = takewhile(lambda each: each is not step, operation.review.history.steps)
    own = [each for each in earlier if each.migration.app == app]
    added = [at for at, each in enumerate(own) if _is_about(each, step, "AddField", operation.field_name)]
    meanwhile = own[added[-1] :] if added and operation.name == "RenameField" else []
    dropped = any(_is_about(each, step, "RemoveField", step.applying.text(2, "new_name")) for each in meanwhile)
    return dropped and all(each.operation.name in _SWAPS for each in meanwhile)


def _is_about(step: Step, other: Step, name: str, field: str) -> bool:
    """Whether a step is an operation of some name on a field of the model that another step is about."""
    same = step.operation.name == name and step.named.lower() == other.named.lower()
    return same and step.applying.text(1, "name").lower() == field.lower()


def _is_taken(operation: Operated, column: str) -> bool:
    """Whether a later migration gives the column's name to another field."""
    app, name = operation.migration.app, operation.step.named
    later = dropwhile(lambda each: each is not operation.step, operation.review.history.steps)
    models = (each.after.model(app, name) for each in later if each.migration.app == app)
    return any(model is not None and column in _columns(model) for model in models)


def _said(operation: Operated) -> tuple[str, str]:
    if operation.name in ("RenameModel", "AlterModelTable"):
        return (
            f"The table of `{operation.title}` is renamed under the release before, which fails at each query",
            "Keep the table's name with `db_table` in the model's `Meta`",
        )
    name = operation.old.column if operation.old else operation.field_name
    message = f"The column `{name}` of `{operation.title}` is renamed: the release before fails at each query"
    if _is_taken(operation, name):
        return message, f"Leave `{name}` to the release before; give what is new a column of another name"
    return message, f'Keep the column: give the field `db_column="{name}"` before it is renamed'
