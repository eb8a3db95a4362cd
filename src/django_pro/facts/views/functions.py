"""Function views: their decorators, and the methods they answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from django_pro.project.names import Defined, External, Names, Value
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Call,
    Chain,
    Comparison,
    Constant,
    Expression,
    Function,
    Name,
    Sequence,
    body_of,
)  # fmt: skip

_HTTP = "django.views.decorators.http"
_ONLY = {
    "django.views.decorators.http.require_POST": ("POST",),
    "django.views.decorators.http.require_GET": ("GET",),
    "django.views.decorators.http.require_safe": ("GET",),
}
_LISTED = ("django.views.decorators.http.require_http_methods", "rest_framework.decorators.api_view")
API_VIEW = "rest_framework.decorators.api_view"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Decorator(NamedTuple):
    """A decorator: its full name, its arguments, and the expression."""

    name: str
    arguments: tuple[Argument, ...]
    node: Expression


def decorators_of(names: Names, target: Defined) -> tuple[Decorator, ...]:
    """Return the decorators of a function or class, outermost first."""
    return tuple(_decorator(names, target, each) for each in target.node.decorators)


def _decorator(names: Names, target: Defined, node: Expression) -> Decorator:
    called = isinstance(node, Chain) and isinstance(node.steps[-1], Call)
    arguments: tuple[Argument, ...] = ()
    inner: Expression = node
    if called and isinstance(node, Chain) and isinstance(node.steps[-1], Call):
        arguments = node.steps[-1].arguments
        rest = node.steps[:-1]
        inner = Chain(node.start, node.end, node.base, rest) if rest else node.base
    return Decorator(full_name(names, target, inner), arguments, node)


def full_name(names: Names, target: Defined, node: Expression) -> str:
    """Return the full name that an expression stands for in the module of a view, as it is written where nobody knows."""
    for found in names.resolve(target.module, node):
        if isinstance(found, Value) and found.module.name == _HTTP:  # `require_POST = require_http_methods(["POST"])`
            return f"{_HTTP}.{_last(node)}"
        for each in names.follow(found):
            if isinstance(each, Defined | External):
                return each.name
    return _last(node)


def _last(node: Expression) -> str:
    if isinstance(node, Chain):
        last = node.steps[-1]
        return last.name if isinstance(last, Attribute) else ""
    return node.id if isinstance(node, Name) else ""


def methods_of(names: Names, target: Defined) -> tuple[str, ...]:
    """Return the HTTP methods that a function view answers: what its decorators allow, else what it asks for."""
    for decorator in decorators_of(names, target):
        if decorator.name in _ONLY:
            return _ONLY[decorator.name]
        if decorator.name in _LISTED:
            listed = tuple(_texts(decorator.arguments))
            return tuple(each for each in METHODS if each in listed) if listed else ("GET",)
    return asked_for(target.node) if isinstance(target.node, Function) else ("GET",)


def _texts(arguments: tuple[Argument, ...]) -> Iterator[str]:
    for argument in arguments:
        items = argument.value.items if isinstance(argument.value, Sequence) else ()
        yield from (item.value.upper() for item in items if isinstance(item, Constant) and isinstance(item.value, str))


def asked_for(function: Function) -> tuple[str, ...]:
    """Return GET, and the methods that a function compares `request.method` with, or reads the body of."""
    found = {"GET"}
    for node in walk(body_of(function)):
        if isinstance(node, Comparison) and any(_ends_in(each, "method") for each in node.operands):
            found.update(each for operand in node.operands for each in _methods(operand))
        elif isinstance(node, Chain) and any(_is(step, "POST") or _is(step, "FILES") for step in node.steps[:1]):
            found.add("POST")
    return tuple(each for each in METHODS if each in found)


def walk(body: object) -> Iterator[msgspec.Struct]:
    """Yield every node below statements; functions inside are not entered."""
    waiting: list[Any] = [body]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is tuple:
            waiting.extend(node[::-1])
        elif node is not None:
            yield node
            fields = _FIELDS.get(kind)
            if fields is None:
                fields = _FIELDS[kind] = _fields(kind)
            for name in fields:
                inner = getattr(node, name)
                if inner:
                    waiting.append(inner)


_FIELDS: dict[type, tuple[str, ...]] = {}
_PLAIN = frozenset({"str", "int", "float", "bool", "bytes", "msgspec.Raw", "tuple[str, ...]", "None"})


def _fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the names of a node's fields that hold nodes, last first."""
    annotations = {name: text for base in kind.__mro__ for name, text in getattr(base, "__annotations__", {}).items()}
    return tuple(
        name for name in reversed(kind.__struct_fields__) if not _PLAIN.issuperset(annotations[name].split(" | "))
    )


def _methods(operand: Expression) -> Iterator[str]:
    items = operand.items if isinstance(operand, Sequence) else (operand,)
    yield from (
        item.value
        for item in items
        if isinstance(item, Constant) and isinstance(item.value, str) and item.value in METHODS
    )


def _ends_in(node: Expression, name: str) -> bool:
    return isinstance(node, Chain) and _is(node.steps[-1], name)


def _is(step: object, name: str) -> bool:
    return isinstance(step, Attribute) and step.name == name
