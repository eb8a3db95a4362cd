"""What stands around an operation: the steps before and after it, in its own migration and in those next to it."""

from __future__ import annotations

from django_pro.facts.migrations.states import Step


def labelled(step: Step, position: int, name: str) -> str:
    """Return the label of the model that an argument names, in lower case."""
    return f"{step.migration.app}.{step.applying.text(position, name)}".lower()


def renamed(step: Step, label: str) -> str:
    """Return what a model is called after a step."""
    is_it = step.operation.name == "RenameModel" and labelled(step, 0, "old_name") == label
    return labelled(step, 1, "new_name") if is_it else label
