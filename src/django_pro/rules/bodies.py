"""Where a handler reads keys of the request's body as they were sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, last_name, names_in, nodes_of
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Handler,
    If,
    Item,
    Name,
    Sequence,
    Try,
)  # fmt: skip

_PARTS = frozenset({"data", "POST"})
_READS = frozenset({"get", "pop", "getlist"})
#: What functions that check a value by themselves are called.
_CHECKS = re.compile(r"valid|clean|check|verif|parse|sanitize|isinstance", re.IGNORECASE)
#: Exceptions that a key which is not there, or a text that is no number, raises.
_RAISED = frozenset({"KeyError", "MultiValueDictKeyError", "LookupError", "Exception", "BaseException"})
Stretch = tuple[int, int]


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


def looked_at(function: Defined) -> Iterator[Stretch]:
    """Yield the stretches where a key is only looked at: tests and comparisons."""
    for node in nodes_of(function):
        if isinstance(node, If):
            yield from ((each.test.start, each.test.end) for each in node.branches)
        elif isinstance(node, Conditional):
            yield node.test.start, node.test.end
        elif isinstance(node, Comparison):
            yield node.start, node.end


def checked_by_hand(function: Defined) -> Iterator[Stretch]:
    """Yield the stretches where a key is handed to a check of its own, or to a name that is."""
    handed: set[str] = set()
    for _, call, called in calls_of(function):
        if _CHECKS.search(last_name(called)):
            yield call.start, call.end
            handed |= {name for each in call.arguments for name, _ in names_in(each.value)}
    for node in nodes_of(function):
        if isinstance(node, Assign) and any(getattr(each, "id", "") in handed for each in node.targets):
            yield node.start, node.end


def caught(function: Defined) -> Iterator[Stretch]:
    """Yield the stretches where a key that is not there is caught."""
    for node in nodes_of(function):
        if isinstance(node, Try) and node.body and any(_catches(each) for each in node.handlers):
            yield node.body[0].start, node.body[-1].end


def _catches(handler: Handler) -> bool:
    types = handler.type.items if isinstance(handler.type, Sequence) else (handler.type,)
    return handler.type is None or any(each is not None and last_name(each) in _RAISED for each in types)


def is_in(start: int, stretches: list[Stretch]) -> bool:
    """Whether a place stands in one of some stretches."""
    return any(first <= start < last for first, last in stretches)


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
