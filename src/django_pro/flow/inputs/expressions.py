"""What expressions hold that are no chains: texts put together, containers, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django_pro.flow.inputs import guards
from django_pro.flow.inputs.values import NOTHING, Taints
from django_pro.source.syntax import (
    Await,
    Boolean,
    Chain,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Sequence,
    Starred,
    Unary,
    Walrus,
    Yield,
)

if TYPE_CHECKING:
    from django_pro.flow.inputs.calls import Calls

#: What may stand before a host.
BEFORE_HOST = re.compile(r"^(?:\w+:)?(?://[^/]*)?$")


def parts(taints: Taints) -> Taints:
    """Return values as parts of a longer text."""
    return frozenset(replace(each, built=True, first=False) for each in taints)


def _name(calls: Calls, node: Name) -> Taints:
    return calls.frame.names.get(node.id, NOTHING)


def _fstring(calls: Calls, node: FString) -> Taints:
    found, text = NOTHING, ""
    for at, part in enumerate(node.parts):
        if isinstance(part, Constant):
            text += str(part.value)
            continue
        begins = bool(BEFORE_HOST.match(text)) if at else True
        found |= frozenset(
            replace(each, built=each.built or len(node.parts) > 1, first=each.first and begins)
            for each in calls.value(part)
        )
        text += "x"
    return found


def _operation(calls: Calls, node: Operation) -> Taints:
    first, *others = node.operands
    if node.operators[0] == "%" and isinstance(first, Constant | FString):
        pieces = re.split(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]", str(first.value)) if isinstance(first, Constant) else ["x"]
        single = others[0] if len(others) == 1 else None
        items = single.items if isinstance(single, Sequence) and single.kind == "tuple" else tuple(others)
        return calls.value(first) | calls.placed(pieces, items)
    if not set(node.operators) & {"+", "%", "|", "/"}:
        calls.values(node.operands)
        return NOTHING
    found, text = NOTHING, ""
    for at, each in enumerate(node.operands):
        begins = at == 0 or bool(BEFORE_HOST.match(text))
        found |= frozenset(replace(one, built=True, first=one.first and begins) for one in calls.value(each))
        text += str(each.value) if isinstance(each, Constant) else "x"
    return found


def _conditional(calls: Calls, node: Conditional) -> Taints:
    frame, names = calls.frame, calls.frame.names
    calls.value(node.test)
    frame.names = guards.checked(frame, node.test, names, holds=True)
    found = calls.value(node.body)
    frame.names = guards.checked(frame, node.test, names, holds=False)
    found |= calls.value(node.orelse)
    frame.names = names
    return found


def _comprehension(calls: Calls, node: Comprehension) -> Taints:
    frame = calls.frame
    before, bound = dict(frame.names), set(frame.bound)
    for clause in node.clauses:
        frame.bind(clause.target, clause.iterable)
        calls.values(clause.conditions)
        for each in clause.conditions:
            frame.names = guards.checked(frame, each, frame.names, holds=True)
    held = calls.value(node.value) if node.value is not None else NOTHING
    found = calls.value(node.element) | frozenset(replace(each, held="") for each in held)
    frame.names, frame.bound = before, bound
    return parts(found)


def _mapping(calls: Calls, node: Mapping) -> Taints:
    found = NOTHING
    for each in node.entries:
        held = calls.value(each.value)
        if each.key is not None:
            found |= calls.value(each.key)
            key = str(each.key.value) if isinstance(each.key, Constant) else ""
            held = frozenset(replace(one, held=key) for one in held)
        found |= held
    return found


def _walrus(calls: Calls, node: Walrus) -> Taints:
    found = calls.value(node.value)
    calls.frame.assign(Name(node.start, node.end, node.name), found, node.value)
    return found


def _silent(calls: Calls, node: Comparison | Unary) -> Taints:
    calls.values(node.operands if isinstance(node, Comparison) else (node.operand,))
    return NOTHING


def _inner(calls: Calls, node: Starred | Await | Yield) -> Taints:
    return calls.value(node.value) if node.value is not None else NOTHING


VALUES: dict[type, Callable[[Calls, Any], Taints]] = {
    Name: _name,
    Chain: lambda calls, node: calls.chain(node),
    FString: _fstring,
    Operation: _operation,
    Conditional: _conditional,
    Comprehension: _comprehension,
    Boolean: lambda calls, node: calls.values(node.operands),
    Sequence: lambda calls, node: calls.values(node.items),
    Mapping: _mapping,
    Walrus: _walrus,
    Comparison: _silent,
    Unary: _silent,
    Starred: _inner,
    Await: _inner,
    Yield: _inner,
    Lambda: lambda calls, node: NOTHING,
}
