"""Follows expressions: one handler for each node type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django_pro.facts.unrolling.operators import HOLE, compare, joined, operate, truth
from django_pro.facts.unrolling.scopes import Scope
from django_pro.facts.unrolling.values import Closure, Given, Unseen
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import (
    Attribute,
    Boolean,
    Bytes,
    Call,
    Chain,
    Clause,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Item,
    Lambda,
    Mapping,
    Name,
    Operation,
    Sequence,
    Slice,
    Starred,
    Unary,
    Walrus,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

#: Longer iterables are cut: nobody writes so many routes in a loop.
LONGEST = 3000


def constant(_: Unroller, node: Constant, scope: Scope) -> object:
    return node.value


def byte_string(_: Unroller, node: Bytes, scope: Scope) -> object:
    return node.value


def name(unroller: Unroller, node: Name, scope: Scope) -> object:
    return unroller.look_up(node.id, scope)


def f_string(unroller: Unroller, node: FString, scope: Scope) -> object:
    texts = []
    for part in node.parts:
        value = unroller.evaluate(part, scope)
        texts.append(str(value) if isinstance(value, str | int | float) else HOLE)
    return "".join(texts)


def chain(unroller: Unroller, node: Chain, scope: Scope) -> object:
    value = unroller.evaluate(node.base, scope)
    for at, step in enumerate(node.steps):
        if isinstance(step, Attribute):
            value = unroller.attribute(value, step.name)
        elif isinstance(step, Item):
            value = unroller.item(value, unroller.evaluate(step.index, scope))
        else:
            if at == 0 and isinstance(node.base, Name) and node.base.id == "super":
                value = unroller.super_of(scope)
                continue
            place = Chain(node.start, step.end, node.base, node.steps[: at + 1])
            value = unroller.call(value, given(unroller, step, scope, place))
    return value


def given(unroller: Unroller, call: Call, scope: Scope, place: Expression) -> Given:
    """Return a call's arguments; what an unknown value is unpacked to is left out."""
    positional: list[object] = []
    keywords: dict[str, object] = {}
    for argument in call.arguments:
        value = unroller.evaluate(argument.value, scope)
        if argument.stars == 1:
            positional.extend(items(unroller, value) or ())
        elif argument.stars == 2:
            keywords.update(
                {key: each for key, each in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}
            )
        elif argument.name is not None:
            keywords[argument.name] = value
        else:
            positional.append(value)
    return Given(tuple(positional), keywords, place, scope.module)


def items(unroller: Unroller, value: object) -> list[object] | None:
    """Return what iterating over a value gives, None where that is not known."""
    if isinstance(value, list | tuple | set | frozenset | str):
        return list(value)[:LONGEST]
    if isinstance(value, dict):
        return list(value)[:LONGEST]
    return unroller.iterate(value)


def operation(unroller: Unroller, node: Operation, scope: Scope) -> object:
    value = unroller.evaluate(node.operands[0], scope)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        value = operate(operator, value, unroller.evaluate(operand, scope))
    return value


def boolean(unroller: Unroller, node: Boolean, scope: Scope) -> object:
    wanted = node.operator == "or"
    unsure: object = None
    for operand in node.operands:
        value = unroller.evaluate(operand, scope)
        known = truth(value)
        if known is wanted:
            return value if unsure is None else joined([unsure, value])
        if known is None:
            unsure = value
    return value if unsure is None else unsure if isinstance(unsure, Unknown) else joined([unsure, value])


def comparison(unroller: Unroller, node: Comparison, scope: Scope) -> object:
    values = [unroller.evaluate(each, scope) for each in node.operands]
    found: object = True
    for at, operator in enumerate(node.operators):
        found = compare(operator, values[at], values[at + 1])
        if found is not True:
            return found
    return found


def unary(unroller: Unroller, node: Unary, scope: Scope) -> object:
    value = unroller.evaluate(node.operand, scope)
    if node.operator == "not":
        known = truth(value)
        return Unknown("a condition is not known") if known is None else not known
    if node.operator == "-" and isinstance(value, int | float):
        return -value
    return value if node.operator == "+" else Unknown("arithmetic on a value")


def conditional(unroller: Unroller, node: Conditional, scope: Scope) -> object:
    known = truth(unroller.evaluate(node.test, scope))
    if known is not None:
        return unroller.evaluate(node.body if known else node.orelse, scope)
    with unroller.unsure():
        return joined([unroller.evaluate(node.body, scope), unroller.evaluate(node.orelse, scope)])


def anonymous(_: Unroller, node: Lambda, scope: Scope) -> object:
    return Closure(node, scope, f"{scope.name}.<locals>.<lambda>" if scope.name else "<lambda>")


def sequence(unroller: Unroller, node: Sequence, scope: Scope) -> object:
    found: list[object] = []
    for item in node.items:
        if isinstance(item, Starred):
            value = unroller.evaluate(item.value, scope)
            inner = items(unroller, value)
            found.extend([value] if inner is None else inner)
        else:
            found.append(unroller.evaluate(item, scope))
    if node.kind == "set":
        return {each for each in found if is_hashable(each)}
    return tuple(found) if node.kind == "tuple" else found


def mapping(unroller: Unroller, node: Mapping, scope: Scope) -> object:
    found: dict[Any, object] = {}
    for entry in node.entries:
        value = unroller.evaluate(entry.value, scope)
        if entry.key is None:
            found.update(value if isinstance(value, dict) else {})
        elif is_hashable(key := unroller.evaluate(entry.key, scope)):
            found[key] = value
    return found


def comprehension(unroller: Unroller, node: Comprehension, scope: Scope) -> object:
    inner = Scope(scope.module, scope, scope.name)
    if node.kind == "dict" and node.value is not None:
        found: dict[Any, object] = {}
        for _ in rounds(unroller, node.clauses, inner):
            if is_hashable(key := unroller.evaluate(node.element, inner)):
                found[key] = unroller.evaluate(node.value, inner)
        return found
    made = [unroller.evaluate(node.element, inner) for _ in rounds(unroller, node.clauses, inner)]
    return {each for each in made if is_hashable(each)} if node.kind == "set" else made


def rounds(unroller: Unroller, clauses: tuple[Clause, ...], scope: Scope) -> Iterator[None]:
    """Bind a comprehension's targets, round by round."""
    if not clauses:
        yield None
        return
    first, rest = clauses[0], clauses[1:]
    values = items(unroller, unroller.evaluate(first.iterable, scope))
    for value in [Unknown("an item of a value that is not known")] if values is None else values:
        unroller.assign(first.target, value, scope)
        if all(truth(unroller.evaluate(test, scope)) is not False for test in first.conditions):
            yield from rounds(unroller, rest, scope)


def walrus(unroller: Unroller, node: Walrus, scope: Scope) -> object:
    value = unroller.evaluate(node.value, scope)
    scope.bind(node.name, value)
    return value


def slice_(unroller: Unroller, node: Slice, scope: Scope) -> object:
    ends = [unroller.evaluate(each, scope) if each else None for each in (node.lower, node.upper, node.step)]
    return slice(*ends) if all(each is None or isinstance(each, int) for each in ends) else Unknown("a slice")


def starred(unroller: Unroller, node: Starred, scope: Scope) -> object:
    return unroller.evaluate(node.value, scope)


def is_hashable(value: object) -> bool:
    """Whether a value can be a key here."""
    if isinstance(value, tuple):
        return all(is_hashable(each) for each in value)
    return not isinstance(value, list | dict | set | Unknown | Unseen)


Handler = Callable[[Any, Any, Scope], object]
EXPRESSIONS: dict[type[Expression], Handler] = {
    Constant: constant, Bytes: byte_string, Name: name, FString: f_string, Chain: chain, Operation: operation,
    Boolean: boolean, Comparison: comparison, Unary: unary, Conditional: conditional, Lambda: anonymous,
    Sequence: sequence, Mapping: mapping, Comprehension: comprehension, Walrus: walrus, Slice: slice_, Starred: starred,
}  # fmt: skip
