"""Follows statements; where a condition is not known, every way is followed, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from django_pro.facts.unrolling.expressions import items
from django_pro.facts.unrolling.operators import joined, operate, truth
from django_pro.facts.unrolling.scopes import Scope
from django_pro.facts.unrolling.values import Closure, Raised, Unseen
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Imported
from django_pro.project.names import Defined, absolute
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assign,
    AugmentedAssign,
    Class,
    Evaluate,
    For,
    Function,
    Handler,
    If,
    Import,
    ImportFrom,
    Jump,
    Name,
    Raise,
    Return,
    Sequence,
    Statement,
    Try,
    While,
    With,
)  # fmt: skip
from django_pro.source.syntax import (
    Scope as Declared,
)

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

#: Exceptions that stand above those we raise.
_ABOVE = {
    "KeyError": ("LookupError",), "IndexError": ("LookupError",), "ModuleNotFoundError": ("ImportError",), "AttributeError": (),
}  # fmt: skip


class Left(Enum):
    """How a block was left early."""

    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"


def block(unroller: Unroller, body: Iterable[Statement], scope: Scope) -> Left | None:
    """Follow statements in order."""
    for statement in body:
        handler = STATEMENTS.get(type(statement))
        if handler is None:
            continue
        left: Left | None = handler(unroller, statement, scope)
        if left is not None:
            return left
    return None


def assign(unroller: Unroller, node: Assign, scope: Scope) -> None:
    value = unroller.evaluate(node.value, scope)
    for target in node.targets:
        unroller.assign(target, value, scope)


def annotated(unroller: Unroller, node: AnnotatedAssign, scope: Scope) -> None:
    if node.value is not None:
        unroller.assign(node.target, unroller.evaluate(node.value, scope), scope)


def augmented(unroller: Unroller, node: AugmentedAssign, scope: Scope) -> None:
    before = unroller.evaluate(node.target, scope)
    value = unroller.evaluate(node.value, scope)
    if node.operator == "+" and isinstance(before, list):
        more = items(unroller, value)
        before.extend([value] if more is None else more)
        return
    if node.operator == "|" and isinstance(before, dict) and isinstance(value, dict):
        before.update(value)
        return
    unroller.assign(node.target, operate(node.operator, before, value), scope)


def evaluate(unroller: Unroller, node: Evaluate, scope: Scope) -> None:
    unroller.evaluate(node.value, scope)


def returned(unroller: Unroller, node: Return, scope: Scope) -> Left:
    scope.returned.append(unroller.evaluate(node.value, scope) if node.value else None)
    return Left.RETURN


def raised(unroller: Unroller, node: Raise, scope: Scope) -> Left | None:
    value = node.exception
    if unroller.doubts:  # one of the ways ends here, the others go on
        return Left.RETURN
    name = getattr(value, "id", "") or getattr(getattr(value, "base", None), "id", "") or "Exception"
    if unroller.trying:
        raise Raised(name)
    return Left.RETURN


def jump(_: Unroller, node: Jump, scope: Scope) -> Left | None:
    return {"break": Left.BREAK, "continue": Left.CONTINUE}.get(node.kind)


def function(unroller: Unroller, node: Function, scope: Scope) -> None:
    if scope.parent is None:
        made: Defined | Closure = Defined(scope.module, node.name, node)
    else:
        made = Closure(node, scope, f"{scope.name}.<locals>.{node.name}")
    scope.bind(node.name, made)
    unroller.decorated(made, node.decorators, scope)


def class_(unroller: Unroller, node: Class, scope: Scope) -> None:
    made = Defined(scope.module, f"{scope.name}.<locals>.{node.name}" if scope.parent else node.name, node)
    scope.bind(node.name, made)
    if scope.parent is None:
        unroller.decorated(made, node.decorators, scope)


def imported(unroller: Unroller, node: Import | ImportFrom, scope: Scope) -> None:
    for alias in node.names:
        if isinstance(node, Import):
            unroller.must_exist(alias.name)
            bound = Imported(alias.name if alias.alias else alias.name.partition(".")[0], 0, None)
            scope.bind(alias.alias or bound.module, bound)
        else:
            whole = Imported(node.module, node.level, alias.name)
            unroller.must_exist(absolute(scope.module, whole))
            if alias.name == "*":
                unroller.star(whole, scope)
            else:
                scope.bind(alias.alias or alias.name, whole)


def if_(unroller: Unroller, node: If, scope: Scope) -> Left | None:
    ways: list[tuple[Statement, ...]] = []
    for branch in node.branches:
        known = truth(unroller.evaluate(branch.test, scope))
        if known is False:
            continue
        ways.append(branch.body)
        if known:
            break
    else:
        ways.append(node.orelse)
    if len(ways) == 1:
        return block(unroller, ways[0], scope)
    with unroller.unsure():
        return all_ways(unroller, ways, scope)


def all_ways(unroller: Unroller, ways: list[tuple[Statement, ...]], scope: Scope) -> Left | None:
    """Follow each of several blocks from the same names, and join what they bind."""
    before, after, lefts = dict(scope.names), [], []
    for way in ways:
        scope.names = dict(before)
        left = block(unroller, way, scope)
        lefts.append(left)
        if left is None:
            after.append(scope.names)
    scope.names = _joined_names(after) if after else before
    return lefts[0] if None not in lefts else None


def _joined_names(ways: list[dict[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in dict.fromkeys(name for way in ways for name in way):
        values = [way[name] for way in ways if name in way]
        same = all(each is values[0] for each in values)
        found[name] = values[0] if same else joined(values)
    return found


def for_(unroller: Unroller, node: For, scope: Scope) -> Left | None:
    values = items(unroller, unroller.evaluate(node.iterable, scope))
    if values is None:
        with unroller.unsure():
            unroller.assign(node.target, Unknown("an item of a value that is not known"), scope)
            return Left.RETURN if block(unroller, node.body, scope) is Left.RETURN and not unroller.doubts else None
    for value in values:
        unroller.assign(node.target, value, scope)
        left = block(unroller, node.body, scope)
        if left is Left.RETURN:
            return left
        if left is Left.BREAK:
            return None
    return block(unroller, node.orelse, scope)


def while_(unroller: Unroller, node: While, scope: Scope) -> Left | None:
    for _ in range(100):
        known = truth(unroller.evaluate(node.test, scope))
        if known is False:
            break
        left = block(unroller, node.body, scope)
        if left is Left.RETURN:
            return left
        if left is Left.BREAK or known is None:
            break
    return None


def with_(unroller: Unroller, node: With, scope: Scope) -> Left | None:
    suppressing = False
    for item in node.items:
        value = unroller.evaluate(item.context, scope)
        suppressing |= isinstance(value, Unseen) and value.name.startswith("contextlib.suppress")
        if item.target is not None:
            unroller.assign(item.target, value, scope)
    if not suppressing:
        return block(unroller, node.body, scope)
    try:
        with unroller.attempt():
            return block(unroller, node.body, scope)
    except Raised:
        return None


def try_(unroller: Unroller, node: Try, scope: Scope) -> Left | None:
    left: Left | None
    try:
        with unroller.attempt():
            left = block(unroller, (*node.body, *node.orelse), scope)
    except Raised as error:
        handler = next((each for each in node.handlers if catches(each, error.name)), None)
        if handler is None and unroller.trying:
            raise
        left = block(unroller, handler.body, scope) if handler else None
    return block(unroller, node.finalbody, scope) or left


def catches(handler: Handler, name: str) -> bool:
    """Whether an `except` clause is for an exception of this name."""
    types = handler.type.items if isinstance(handler.type, Sequence) else (handler.type,)
    names = {
        each.id
        if isinstance(each, Name)
        else getattr(getattr(each, "steps", (None,))[-1], "name", "")
        if each
        else "Exception"
        for each in types
    }
    return bool(names & {name, "Exception", "BaseException", *_ABOVE.get(name, ())})


def declared(_: Unroller, node: Declared, scope: Scope) -> None:
    scope.globals.update(node.names)


Follow = Callable[[Any, Any, Scope], Left | None]
STATEMENTS: dict[type[Statement], Follow] = {
    Assign: assign, AnnotatedAssign: annotated, AugmentedAssign: augmented, Evaluate: evaluate, Return: returned,
    Raise: raised, Jump: jump, Function: function, Class: class_, Import: imported, ImportFrom: imported, If: if_,
    For: for_, While: while_, With: with_, Try: try_, Declared: declared,
}  # fmt: skip
