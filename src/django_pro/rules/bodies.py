"""Where a handler reads keys of the request's body as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.project.names import Defined
from django_pro.rules.functions import nodes_of
from django_pro.source.syntax import Assign, Attribute, Call, Chain, Constant, Expression, Item, Name

_PARTS = frozenset({"data", "POST"})
_READS = frozenset({"get", "pop", "getlist"})


@dataclass(frozen=True)
class Use:
    """A key that is read: `end` is where the reading ends, `indexed` tells `[…]`, which raises where the key is not there."""

    node: Chain
    name: str
    indexed: bool
    end: int


def uses_of_body(function: Defined) -> Iterator[Use]:
    """Yield where a function reads a key of the request's body, in order."""
    bodies = names_of_body(function)
    found: list[Use] = []
    for node in nodes_of(function):
        if not isinstance(node, Chain):
            continue
        at = body_end(node) if not (isinstance(node.base, Name) and node.base.id in bodies) else 0
        if at is None or len(node.steps) <= at:
            continue
        step = node.steps[at]
        if isinstance(step, Item) and isinstance(step.index, Constant):
            found.append(Use(node, str(step.index.value), True, step.end))
        elif isinstance(step, Attribute) and step.name in _READS and len(node.steps) > at + 1:
            call = node.steps[at + 1]
            first = call.arguments[0].value if isinstance(call, Call) and call.arguments else None
            if isinstance(first, Constant):
                found.append(Use(node, str(first.value), False, call.end))
    yield from sorted(found, key=lambda each: each.node.start)


def names_of_body(function: Defined) -> frozenset[str]:
    """Return the names that a function gives to the request's body."""
    return frozenset(
        target.id
        for node in nodes_of(function)
        if isinstance(node, Assign) and is_body(node.value)
        for target in node.targets
        if isinstance(target, Name)
    )


def is_body(node: Expression, names: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is `request.data`, or one of the names given to it."""
    if isinstance(node, Name):
        return node.id in names
    return isinstance(node, Chain) and body_end(node) == len(node.steps)


def body_end(node: Chain) -> int | None:
    """Return how many steps `request.data` takes, None for any other chain."""
    names = [each.name if isinstance(each, Attribute) else "" for each in node.steps[:2]]
    base = node.base.id if isinstance(node.base, Name) else ""
    if base == "request" and names[:1] and names[0] in _PARTS:
        return 1
    return 2 if base == "self" and names[:1] == ["request"] and len(names) > 1 and names[1] in _PARTS else None
