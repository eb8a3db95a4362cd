"""What the conditions of indexes and constraints say of columns."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.source.syntax import Argument, Call, Chain, Constant, Operation, Unary

_CONDITIONS = ("condition", "check")


def lookups(node: object) -> frozenset[str]:
    """Return the fields with their lookups, such as `pages__gte`, in the condition of an index or constraint."""
    return frozenset(each for value in _conditions(node) for each in _named(value))


def says_filled(node: object, field: str) -> bool:
    """Whether a condition holds for no row in which a field is NULL."""
    return any(_excludes(value, f"{field}__isnull") for value in _conditions(node))


def condition(node: object) -> object | None:
    """Return the condition of an index or constraint, None where it has none."""
    return next(_conditions(node), None)


def _conditions(node: object) -> Iterator[object]:
    return (each.value for each in _arguments(node) if each.name in _CONDITIONS)


def _arguments(node: object) -> tuple[Argument, ...]:
    """Return the arguments of the call that an expression ends in."""
    call = node.steps[-1] if isinstance(node, Chain) else None
    return call.arguments if isinstance(call, Call) else ()


def _named(value: object) -> Iterator[str]:
    for each in _arguments(value):
        if each.name:
            yield each.name
        yield from _named(each.value)
    for operand in _operands(value):
        yield from _named(operand)


def _operands(value: object) -> tuple[object, ...]:
    if isinstance(value, Operation):
        return value.operands
    return (value.operand,) if isinstance(value, Unary) else ()


def _excludes(value: object, lookup: str, is_null: bool = False) -> bool:
    """Whether `Q(…)`, or what `&` joins of them, says that a lookup is what is asked."""
    if isinstance(value, Unary) and value.operator == "~":
        return len(_arguments(value.operand)) == 1 and _excludes(value.operand, lookup, not is_null)
    if isinstance(value, Operation):
        return set(value.operators) == {"&"} and any(_excludes(each, lookup, is_null) for each in value.operands)
    return any(
        (each.name == lookup and isinstance(each.value, Constant) and each.value.value is is_null)
        or (each.name is None and _excludes(each.value, lookup, is_null))
        for each in _arguments(value)
    )
