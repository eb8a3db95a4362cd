"""Whether the values of a column fit a narrower type: what its field allows, and what was done to them before."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Written
from django_pro.facts.migrations.columns import Column
from django_pro.facts.migrations.states import FieldState
from django_pro.facts.migrations.values import Made, Plain, Values
from django_pro.rules.around import called_before, steps_before, writes
from django_pro.rules.migrating import Operated

#: The largest integers (PostgreSQL: "Numeric Types").
_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def is_mended(operation: Operated) -> bool:
    """Whether code or SQL of this migration, or of one that it waits for, writes to the column before."""
    review, name = operation.review, operation.field_name
    label = operation.model.label if operation.model else ""
    for step in steps_before(review, operation.step):
        if step.operation.name in ("RunPython", "RunSQL") and writes(review, step, label, name):
            return True
        if step.operation.name == "RenameField" and step.applying.text(2, "new_name") == name:
            name = step.applying.text(1, "old_name")
        label = called_before(step, label)
    return False


def fits(operation: Operated, new: Column) -> bool:
    """Whether the choices or the validators of the field as it was allow nothing that does not fit."""
    values = Values(operation.review.history.replay.reader)
    old = operation.old
    if old is None:
        return False
    chosen = list(_chosen(_plain(values, old.arguments.get("choices"))))
    if chosen and all(_has_room(new, each) for each in chosen):
        return True
    lowest, highest, longest = _bounds(old, _plain(values, old.arguments.get("validators")))
    if new.type == "varchar":
        return longest is not None and longest <= (new.numbers[0] or 0)
    return lowest is not None and highest is not None and _has_room(new, lowest) and _has_room(new, highest)


def _plain(values: Values, written: Written | None) -> Plain:
    return values.plain(written) if written is not None else None


def _chosen(choices: Plain) -> Iterator[object]:
    """Yield the values of choices, those of groups too."""
    pairs = choices.items() if isinstance(choices, dict) else choices if isinstance(choices, list | tuple) else ()
    for each in pairs:
        value, label = each if isinstance(each, list | tuple) and len(each) == 2 else (..., ...)
        yield from _chosen(label) if isinstance(label, list | tuple | dict) else (value,)


def _has_room(column: Column, value: object) -> bool:
    if column.type == "varchar" and isinstance(value, str | int):
        return len(str(value)) <= (column.numbers[0] or 0)
    if not isinstance(value, int | float):
        return False
    if column.type == "numeric":
        digits, places = column.numbers
        return digits is None or places is None or abs(value) < 10 ** (digits - places)
    return abs(value) <= _LARGEST.get(column.type, -1)


def _bounds(field: FieldState, validators: Plain) -> tuple[Plain, Plain, int | None]:
    """Return the least and the greatest value that a field takes, and the length of its longest text."""
    made = [each for each in validators if isinstance(each, Made)] if isinstance(validators, list | tuple) else []
    named = {each.name.rpartition(".")[2]: next(iter(each.arguments.values()), None) for each in made}
    is_positive = isinstance(field.base, str) and field.base.startswith("Positive")
    longest = named.get("MaxLengthValidator")
    lowest = named.get("MinValueValidator", 0 if is_positive else None)
    return lowest, named.get("MaxValueValidator"), longest if isinstance(longest, int) else None
