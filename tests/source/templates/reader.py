"""Small views of a template, so that a test reads as one line."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from django_pro.source.templates import read_template
from django_pro.source.templates.syntax import (
    Called,
    Compound,
    FilterExpression,
    Literal,
    Node,
    Template,
    Test,
    Text,
    Translated,
    Unread,
    Variable,
)


def nodes(source: str, dialect: str = "django") -> list[Node]:
    """Return the nodes that are not text."""
    return [node for node in read_template(source, dialect=dialect).nodes if not isinstance(node, Text)]


def only(source: str, dialect: str = "django") -> Node:
    """Return the one node that is not text."""
    [node] = nodes(source, dialect)
    return node


def whys(source: str, dialect: str = "django") -> list[str]:
    """Return what was noted."""
    return [note.why for note in read_template(source, dialect=dialect).notes]


def shown(value: object) -> str:
    """Return an expression as text: paths with dots, filters with bars, operators in parentheses before theirs."""
    if isinstance(value, FilterExpression):
        filters = [f"|{one.name}" + (f":{shown(one.argument)}" if one.argument else "") for one in value.filters]
        return shown(value.base) + "".join(filters)
    if isinstance(value, Variable):
        return ".".join(value.path)
    if isinstance(value, Literal):
        return repr(value.value)
    if isinstance(value, Translated):
        return f"_({value.text!r})"
    if isinstance(value, Called):
        named = [f"{one.name}={shown(one.value)}" for one in value.keywords]
        given = [*map(shown, value.arguments), *named, *(["..."] if value.is_open else [])]
        return f"{shown(value.function)}({', '.join(given)})"
    if isinstance(value, Compound):
        return "[" + ", ".join(map(shown, value.parts)) + "]"
    if isinstance(value, Test):
        return f"({value.operator} {' '.join(map(shown, value.operands))})"
    assert isinstance(value, Unread), value
    return f"?{value.why}"


def children(value: object) -> Iterator[Node]:
    """Yield the nodes directly inside a node or a template."""
    waiting = [getattr(value, name) for name in msgspec.structs.asdict(value)]  # type: ignore[arg-type]  # any struct
    while waiting:
        one = waiting.pop()
        if isinstance(one, Node):
            yield one
        elif isinstance(one, tuple):
            waiting.extend(one)


def everything(template: Template) -> Iterator[tuple[Node | None, Node]]:
    """Yield every node with the one it is in."""
    waiting: list[tuple[Node | None, Node]] = [(None, node) for node in template.nodes]
    while waiting:
        outer, node = waiting.pop()
        yield outer, node
        waiting.extend((node, inner) for inner in children(node))
