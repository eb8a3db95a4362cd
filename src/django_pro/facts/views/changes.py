"""What a function changes for good: rows it saves, makes or deletes, and who is logged in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.views.functions import full_name, walk
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.source.syntax import (
    Assign,
    Attribute,
    AugmentedAssign,
    Boolean,
    Call,
    Chain,
    Comparison,
    Constant,
    Expression,
    For,
    Function,
    If,
    Name,
    Node,
    Return,
    Statement,
    Try,
    Unary,
    With,
    body_of,
)

_SESSION = frozenset({"django.contrib.auth.login", "django.contrib.auth.logout"})
#: Calls and attributes that give rows.
_ROWS = frozenset({
    "objects", "_default_manager", "get_object", "get_object_or_404", "get_queryset", "filter_queryset", "first", "last",
    "filter", "exclude", "all", "select_for_update",
})  # fmt: skip
#: Words of columns and models that note that somebody came by, whatever they came for.
_NOTED = re.compile(
    r"last|seen|visit|view|count|hit|access|read|click|open|log|stat|history|cache|audit|attempt|impression|download|track"
    r"|timestamp|updated|sync|refresh|fetched|checked|usage|metric|search|event|analytic|notif|locale|language|theme|prefer"
    r"|timezone|thumb|session|recent|token|poll|progress|expir",
    re.IGNORECASE,
)
#: Helpers that note something or make what is missing are not looked into.
_NOTING = re.compile(
    r"^_?(?:log_|get_or|ensure|record|track|note|cache|migrate|upgrade|generate|build|fetch)|audit|_log$|refresh|sync",
    re.IGNORECASE,
)
#: What is done where something is missing or too old is done once.
_ONCE = re.compile(r"created|expir|^now$|stale|outdated|exists|method", re.IGNORECASE)
_OLD = re.compile(r"expir|stale|outdated|fresh|cached", re.IGNORECASE)
DEEPEST = 2


@dataclass(frozen=True)
class Change:
    """A change: where it stands, in which function, in words, and the call of the handler that leads to it."""

    function: Defined
    node: Chain
    said: str
    via: Chain


def changes_of(classes: Classes, function: Defined, owner: Defined | None, depth: int = 0) -> Iterator[Change]:
    """Yield what a function changes whenever it runs, by itself or in the project's functions that it calls."""
    if not isinstance(function.node, Function):
        return
    nodes = list(_reached(body_of(function.node)))
    rows = _rows(function.node, nodes, depth)
    for node in nodes:
        if not isinstance(node, Chain):
            continue
        said = _said(classes, function, node, rows, nodes)
        if said:
            yield Change(function, node, said, node)
        elif depth < DEEPEST and (inner := _called(classes, function, owner, node)) is not None:
            for each in changes_of(classes, inner, owner, depth + 1):
                yield Change(each.function, each.node, each.said, node)


def _reached(statements: tuple[Statement, ...]) -> Iterator[Node]:
    """Yield the nodes that are reached in most cases: what is done once, or where something failed, is left out."""
    for each in statements:
        if isinstance(each, If):
            for branch in each.branches:
                yield from _nodes(branch.test)
                if not _is_once(branch.test):
                    yield from _reached(branch.body)
            if not any(_is_once(branch.test) for branch in each.branches):
                yield from _reached(each.orelse)
            if any(_is_fresh(branch.test) and isinstance(branch.body[-1], Return) for branch in each.branches):
                return
        elif isinstance(each, Try):
            yield from _reached((*each.body, *each.orelse, *each.finalbody))
        elif isinstance(each, With):
            for item in each.items:
                yield from _nodes(item.context)
            yield from _reached(each.body)
        else:
            yield from _nodes(each)


def _nodes(node: object) -> Iterator[Node]:
    yield from (each for each in walk((node,)) if isinstance(each, Node))


def _is_once(test: Expression) -> bool:
    """Whether a test asks that something is not there yet, is too old, or that another method asks."""
    if isinstance(test, Unary):
        return test.operator == "not"
    if isinstance(test, Boolean):
        return any(_is_once(each) for each in test.operands)
    if isinstance(test, Comparison) and isinstance(test.operands[-1], Constant):
        last = test.operands[-1].value
        if (test.operators[0] in ("is", "==") and last is None) or (test.operators[0] == "==" and last == 0):
            return True
    return any(_ONCE.search(name) for name in _names(test))


def _is_fresh(test: Expression) -> bool:
    return any(_OLD.search(name) for name in _names(test))


def _names(node: object) -> Iterator[str]:
    for each in walk((node,)):
        if isinstance(each, Name):
            yield each.id
        elif isinstance(each, Attribute):
            yield each.name


def _rows(function: Function, nodes: list[Node], depth: int) -> dict[str, str]:
    """Return the local names of rows, each with the name of what it was taken from."""
    found = {"request.user": "request.user", "self.request.user": "request.user"}
    if depth:
        found |= {each.name: each.name for each in function.parameters if each.name not in ("self", "request")}
    for node in sorted(nodes, key=lambda each: each.start):
        targets, value = (node.targets, node.value) if isinstance(node, Assign) else ((), None)
        if isinstance(node, For):
            targets, value = (node.target,), node.iterable
        if value is None or not isinstance(value, Chain):
            continue
        names = [getattr(value.base, "id", ""), *(each.name for each in value.steps if isinstance(each, Attribute))]
        if _ROWS.intersection(names) or names[0] in found or ".".join(names) in found:
            found |= {target.id: names[0] for target in targets if isinstance(target, Name)}
    return found


def _said(classes: Classes, function: Defined, node: Chain, rows: dict[str, str], nodes: list[Node]) -> str:
    """Return in words what a call changes, "" for any other chain."""
    call = node.steps[-1]
    if not isinstance(call, Call):
        return ""
    names = [getattr(node.base, "id", ""), *(each.name for each in node.steps if isinstance(each, Attribute))]
    last, plain = names[-1], ".".join(names[:-1])
    given = {each.name for each in call.arguments}
    if last in ("login", "logout") and full_name(classes.names, function, _before(node)) in _SESSION:
        return f"calls `{last}()`"
    if len(names) < 2 or _NOTED.search(names[0]):
        return ""
    if last == "delete" and not call.arguments and (plain in rows or "objects" in names):
        return "" if _NOTED.search(rows.get(plain, "")) else f"deletes `{plain[:30]}`"
    if last == "save" and plain in rows and len(node.steps) == plain.count(".") + 2:
        return f"saves `{plain}`" if _is_written(plain, nodes) else ""
    if last in ("create", "bulk_create") and names[1:-1] == ["objects"]:
        return f"makes a row of `{names[0]}`"
    if last == "update" and "objects" in names and given and None not in given:
        return "" if all(_NOTED.search(each or "") for each in given) else f"updates rows of `{names[0]}`"
    return ""


def _before(node: Chain) -> Expression:
    return Chain(node.start, node.end, node.base, node.steps[:-1]) if len(node.steps) > 1 else node.base


def _is_written(row: str, nodes: list[Node]) -> bool:
    """Whether a column of a row is given another value, and one that does not only note a visit."""
    columns = set()
    for node in nodes:
        targets = (
            node.targets if isinstance(node, Assign) else (node.target,) if isinstance(node, AugmentedAssign) else ()
        )
        for target in targets:
            if isinstance(target, Chain) and isinstance(target.steps[-1], Attribute):
                names = [getattr(target.base, "id", ""), *(getattr(each, "name", "") for each in target.steps)]
                if ".".join(names[:-1]) == row:
                    columns.add(names[-1])
    return any(not _NOTED.search(each) for each in columns)


def _called(classes: Classes, function: Defined, owner: Defined | None, node: Chain) -> Defined | None:
    """Return the project's own function that a call names: a bare one, or a method of the same object."""
    call = node.steps[-1]
    if not isinstance(call, Call):
        return None
    found: Defined | None = None
    first = node.steps[0]
    if len(node.steps) == 1:
        targets = [
            each for name in classes.names.resolve(function.module, node.base) for each in classes.names.follow(name)
        ]
        found = next((each for each in targets if isinstance(each, Defined)), None)
    elif len(node.steps) == 2 and getattr(node.base, "id", "") == "self" and isinstance(first, Attribute):
        found = classes.method(owner, first.name) if owner is not None else None
    if found is None or not isinstance(found.node, Function) or found.module.origin != "project":
        return None
    asks = any(_ONCE.search(name) for each in call.arguments for name in _names(each.value))
    return None if _NOTING.search(found.node.name) or asks or found == function else found
