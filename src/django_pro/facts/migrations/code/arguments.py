"""Arguments of calls in a data migration, and what filters by them mean."""

from __future__ import annotations

from typing import get_args

from django_pro.facts.migrations.code.methods import NARROW
from django_pro.facts.migrations.code.values import Value
from django_pro.facts.migrations.states import ModelState
from django_pro.source.syntax import Argument, Call, Constant, Entry, Expression, Function, Node, Sequence, Starred

_EXPRESSIONS = get_args(Expression)


def inside(expression: Node) -> list[Expression]:
    """Return the expressions right inside one."""
    found: list[Expression] = []
    for name in expression.__struct_fields__:
        part = getattr(expression, name)
        for each in part if isinstance(part, tuple) else (part,):
            found.extend(_expressions(each))
    return found


def _expressions(part: object) -> list[Expression]:
    if isinstance(part, Argument | Starred):
        return [part.value]
    if isinstance(part, Entry):
        return [part.value] if part.key is None else [part.key, part.value]
    return [part] if isinstance(part, _EXPRESSIONS) else []


def bound(function: Function, call: Call, given: list[Value]) -> dict[str, Value]:
    """Return the arguments of a call by the names of the parameters."""
    names = [each.name for each in function.parameters]
    placed = dict(zip(names, given, strict=False))
    named = {each.name: value for each, value in zip(call.arguments, given, strict=True) if each.name}
    return {**dict.fromkeys(names, None), **placed, **named}


def is_narrow(call: Call) -> bool:
    """Whether a filter means one row, or few."""
    return any(_names_one(each) for each in call.arguments)


def _names_one(argument: Argument) -> bool:
    key, value = argument.name or "", argument.value
    if isinstance(value, Constant) and (value.value in (None, "") or isinstance(value.value, bool)):
        return False
    return key in NARROW or key.removesuffix("__in") in NARROW or (key.endswith("_id") and "__" not in key)


def text_of(argument: Argument) -> str:
    """Return an argument that is a text, "" where it is none."""
    value = argument.value.value if isinstance(argument.value, Constant) else None
    return value if isinstance(value, str) else ""


def updated(name: str, call: Call) -> tuple[str, ...]:
    """Return the fields that an `update` or a `bulk_update` sets, none where they are not written out."""
    if name == "update":
        return tuple(each.name for each in call.arguments if each.name)
    listed = (
        [each.value for each in call.arguments if each.name in ("fields", None)][-1:] if name == "bulk_update" else []
    )
    items = [item for each in listed if isinstance(each, Sequence) for item in each.items]
    return tuple(str(each.value) for each in items if isinstance(each, Constant))


def is_orphaned(call: Call, model: ModelState | None) -> bool:
    """Whether a filter means rows whose foreign key leads nowhere."""
    return any(_leads_nowhere(each, model) for each in call.arguments)


def _leads_nowhere(argument: Argument, model: ModelState | None) -> bool:
    name, _, lookup = (argument.name or "").partition("__")
    field = model.field(name.removesuffix("_id")) if model and name else None
    value = argument.value.value if isinstance(argument.value, Constant) else ...
    return (
        field is not None and field.is_key and (value is None if not lookup else lookup == "isnull" and value is True)
    )
