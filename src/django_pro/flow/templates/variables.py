"""Variables, filters and conditions of templates.

From Django's "The Django template language" and "Built-in template tags and filters".
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from django_pro.flow.arguments import Arguments
from django_pro.flow.chains import KEYS
from django_pro.flow.templates.page import Page
from django_pro.flow.values import (
    PLAIN,
    Const,
    FunctionValue,
    Library,
    Many,
    Method,
    Place,
    Row,
    Rows,
    Value,
    Values,
    join,
    unknown,
)  # fmt: skip
from django_pro.source.templates.syntax import (
    Called,
    Compound,
    Condition,
    Expression,
    Filter,
    Literal,
    Node,
    Test,
    Translated,
    Unread,
    Variable,
)

if TYPE_CHECKING:
    from django_pro.flow.templates.reader import Reader

#: Filters that hand on what they are given.
_SAME = frozenset({"default", "default_if_none", "safe", "escape", "dictsort", "dictsortreversed", "list", "sort"})
_ONE = frozenset({"first", "last", "random"})
_CALLABLE = (FunctionValue, Method, Library)
#: A slice of at most so many rows is no loop worth a join.
_FEW = 3


def value_of(reader: Reader, page: Page, node: Expression) -> Values:
    """Return what an expression may be, after its filters."""
    if isinstance(node, Unread):
        return unknown(node.why)
    values = _operand(reader, page, node.base, node)
    for each in node.filters:
        values = _filtered(reader, page, values, each)
    return values


def _operand(reader: Reader, page: Page, node: object, whole: Node) -> Values:
    if isinstance(node, Variable):
        return _variable(reader, page, node)
    if isinstance(node, Literal):
        return PLAIN if isinstance(node.value, float) else (Const(node.value),)
    if isinstance(node, Translated):
        return PLAIN
    if isinstance(node, Called):
        return _call(reader, page, node)
    if isinstance(node, Compound):
        return join(*(value_of(reader, page, part) for part in node.parts)) or PLAIN
    return unknown("an expression of a template")


def _variable(reader: Reader, page: Page, node: Variable) -> Values:
    return called(reader, _uncalled(reader, page, node), page.place(node))


def _uncalled(reader: Reader, page: Page, node: Variable) -> Values:
    """Return what a variable leads to, before the last of it is called."""
    first, *rest = node.path
    values = page.env.get(first)
    if values is None:
        return unknown(f"the context's `{first}` is not known")
    for step, following in zip_longest(rest, rest[1:]):
        values = called(reader, values, page.place(node))
        reader.engine.for_key = following in KEYS
        values = _step(reader, values, step, page.place(node))
        reader.engine.for_key = False
    return values


def _call(reader: Reader, page: Page, node: Called) -> Values:
    """Return what a call gives; of what cannot be seen it may be anything that it is given."""
    positional = tuple(value_of(reader, page, each) for each in node.arguments)
    named = {each.name: value_of(reader, page, each.value) for each in node.keywords}
    given = Arguments(positional, named, node.is_open)
    function = _uncalled(reader, page, node.function)
    if any(isinstance(value, _CALLABLE) for value in function):
        return called(reader, function, page.place(node), given)
    return join(function, *given.every())


def _step(reader: Reader, values: Values, step: str, place: Place) -> Values:
    """Return what one look-up leads to: a key, else an attribute, else an item (Django: "Variables")."""
    found: Values = ()
    for value in values:
        found = join(found, _looked_up(reader, value, step, place))
    return found


def _looked_up(reader: Reader, value: Value, step: str, place: Place) -> Values:
    if isinstance(value, Many):
        named = dict(value.named)
        if step in named:
            return named[step]
        if step.isdigit():
            parts = value.fixed if value.fixed is not None and int(step) < len(value.fixed) else None
            return parts[int(step)] if parts else single(value.items)
        if value.kind == "dict" and value.items and step not in ("items", "values", "keys"):
            return value.items
    if isinstance(value, Rows) and step.isdigit():
        return single(reader.engine.each(value, place))
    return reader.engine.get(value, step, place)


def called(reader: Reader, values: Values, place: Place, given: Arguments | None = None) -> Values:
    """Return values after calling those that can be called, as templates do."""
    if not any(isinstance(value, _CALLABLE) for value in values):
        return values
    found: Values = ()
    for value in values:
        callable_ = isinstance(value, _CALLABLE)
        found = join(found, reader.engine.call(value, given or Arguments(), place) if callable_ else (value,))
    return found


def single(values: Values) -> Values:
    """Return rows as single ones."""
    return tuple(
        msgspec.structs.replace(value, each=False) if isinstance(value, Row) and not value.path else value
        for value in values
    )


def _filtered(reader: Reader, page: Page, values: Values, node: Filter) -> Values:
    engine, place = reader.engine, page.place(node)
    argument = _operand(reader, page, node.argument, node) if node.argument is not None else ()
    function = reader.filter(page.path, node.name)
    if function is not None:
        return engine.enter(function, None, Arguments((values, argument) if argument else (values,)), place)
    if node.name in _ONE:
        return single(engine.each_of(values, place))
    if node.name == "slice":
        return tuple(_sliced(value, argument) for value in values)
    if node.name in _SAME:
        if node.name.startswith("dictsort"):
            _sorted(reader, values, argument, place)
        return join(values, argument) if node.name.startswith("default") else values
    if node.name == "join":
        engine.text_of(engine.each_of(values, place), place)
        return PLAIN
    if node.name in ("length", "length_is", "yesno", "pluralize"):
        engine.consume(values, place)
        return PLAIN
    engine.text_of(values, place)
    return PLAIN


def _sliced(value: Value, argument: Values) -> Value:
    text = argument[0].value if argument and isinstance(argument[0], Const) else None
    end = text.rpartition(":")[2] if isinstance(text, str) else ""
    if isinstance(value, Rows) and end.isdigit() and int(end) <= _FEW:
        return msgspec.structs.replace(value, few=True)
    return value


def _sorted(reader: Reader, values: Values, argument: Values, place: Place) -> None:
    text = argument[0].value if argument and isinstance(argument[0], Const) else None
    rows = reader.engine.each_of(values, place)
    for step in text.split(".") if isinstance(text, str) else ():
        rows = called(reader, _step(reader, rows, step, place), place)


def tested(reader: Reader, page: Page, node: Condition) -> None:
    """Read a condition for what it reads."""
    if isinstance(node, Test):
        for each in node.operands:
            tested(reader, page, each)
    else:
        values = value_of(reader, page, node)
        reader.engine.consume(values, page.place(node))
