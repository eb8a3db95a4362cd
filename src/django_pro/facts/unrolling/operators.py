"""What operators make of known values, and how values of several ways are joined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django_pro.facts.unrolling.values import Unseen
from django_pro.findings.blind import Unknown

#: What stands in a text for a part that is not known.
HOLE = "…"
#: A text longer than this is no route, and may be an attack on the reader.
LONGEST = 20_000
_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<kind>[sdr%])")


def truth(value: object) -> bool | None:
    """Return whether a value is true, None where that is not known."""
    if isinstance(value, Unknown | Unseen):
        return None
    if value is None or isinstance(value, bool | int | float | str | bytes | list | tuple | dict | set):
        return bool(value)
    return True


def joined(values: Sequence[object]) -> object:
    """Return one value for several ways: lists put together, else the first that is known."""
    known = [each for each in values if not isinstance(each, Unknown)]
    lists = [each for each in known if isinstance(each, list | tuple) and each]
    if lists and all(isinstance(each, list) for each in lists):
        found: dict[int, object] = {id(item): item for each in lists for item in each}
        return list(found.values())
    if lists:
        return lists[0]
    whole = [each for each in known if each is not None and not (isinstance(each, str) and HOLE in each)]
    return next(iter(whole), known[0] if known else values[0] if values else None)


def operate(operator: str, left: object, right: object) -> object:
    """Return what an arithmetic operator makes; lists keep what is known, an unknown addend stands as an item."""
    if operator == "+":
        return _add(left, right)
    if operator == "%" and isinstance(left, str):
        return _format(left, right)
    if operator == "|" and isinstance(left, dict) and isinstance(right, dict):
        return left | right
    if operator == "-" and isinstance(left, set) and isinstance(right, set):
        return left - right
    if isinstance(left, int) and isinstance(right, int) and operator in "+-" and not isinstance(left, bool):
        return left + right if operator == "+" else left - right
    return Unknown(f"`{operator}` of values")


def _add(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return (left + right)[:LONGEST]
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        both = [*left, *right]
        return both if isinstance(left, list) else tuple(both)
    if isinstance(left, list | tuple):
        return [*left, right]
    if isinstance(right, list | tuple):
        return [left, *right]
    return left if isinstance(left, Unknown | Unseen) else Unknown("a sum of values")


def _format(text: str, values: object) -> object:
    waiting = list(values) if isinstance(values, tuple) else [values]

    def put(match: re.Match[str]) -> str:
        if match["kind"] == "%":
            return "%"
        value = (
            values.get(match["name"])
            if match["name"] and isinstance(values, dict)
            else waiting.pop(0)
            if waiting
            else ""
        )
        return str(value) if isinstance(value, str | int | float) else HOLE

    return _PERCENT.sub(put, text)[:LONGEST]


def compare(operator: str, left: object, right: object) -> object:
    """Return a comparison of known values."""
    unknown = isinstance(left, Unknown | Unseen) or isinstance(right, Unknown | Unseen)
    if operator in ("in", "not in") and isinstance(right, list | tuple | set | dict | str):
        return _contains(operator, left, right)
    if unknown:
        return Unknown("a comparison with a value that is not known")
    if operator in ("==", "is"):
        return left is right or left == right
    if operator in ("!=", "is not"):
        return not (left is right or left == right)
    if isinstance(left, int | float | tuple) and isinstance(right, type(left)):
        return _ordered(operator, left, right)
    return Unknown(f"`{operator}` of values")


def _contains(
    operator: str, left: object, right: list[object] | tuple[object, ...] | set[object] | dict[object, object] | str
) -> object:
    if isinstance(left, Unknown | Unseen) or (isinstance(right, str) and not isinstance(left, str)):
        return Unknown("whether it contains a value that is not known")
    inside = (
        left in right
        if isinstance(right, str) and isinstance(left, str)
        else any(left is each or left == each for each in right)
    )
    if not inside and not isinstance(right, str) and any(isinstance(each, Unknown) for each in right):
        return Unknown("whether it contains a value that is not known")
    return inside if operator == "in" else not inside


def _ordered(operator: str, left: object, right: object) -> object:
    try:
        smaller, equal = left < right, left == right  # type: ignore[operator]  # both are of one ordered type
    except TypeError:
        return Unknown("values that have no order")
    return {"<": smaller, "<=": smaller or equal, ">": not smaller and not equal, ">=": not smaller}.get(
        operator, Unknown(operator)
    )
