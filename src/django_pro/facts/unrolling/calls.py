"""How arguments meet parameters, and what a followed function returns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.operators import joined
from django_pro.facts.unrolling.scopes import Scope
from django_pro.facts.unrolling.values import Given
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import AnnotatedAssign, Class, Name, Parameter

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller


def bind_arguments(unroller: Unroller, parameters: Iterable[Parameter], given: Given, scope: Scope) -> None:
    """Bind each parameter to its argument, else to its default."""
    waiting, keywords = list(given.positional), dict(given.keywords)
    for parameter in parameters:
        if parameter.kind == "args":
            scope.names[parameter.name] = tuple(waiting)
            waiting = []
        elif parameter.kind == "kwargs":
            scope.names[parameter.name] = keywords
        elif parameter.kind != "keyword" and waiting:
            scope.names[parameter.name] = waiting.pop(0)
        elif parameter.name in keywords:
            scope.names[parameter.name] = keywords.pop(parameter.name)
        elif parameter.default is not None:
            scope.names[parameter.name] = unroller.evaluate(parameter.default, scope.parent or scope)
        else:
            scope.names[parameter.name] = Unknown(f"`{parameter.name}` was given nothing that is known")


def result_of(scope: Scope) -> object:
    """Return what a function returns, over all its ways; None stands aside where another way returns something."""
    known = [each for each in scope.returned if each is not None]
    return joined(known) if known else None


def fields_given(unroller: Unroller, cls: Defined, given: Given) -> dict[str, object]:
    """Return the attributes of an object of a data class or named tuple."""
    names: dict[str, object] = {}
    for owner in reversed(unroller.project.classes.mro(cls).classes):
        body = owner.node.body if isinstance(owner.node, Class) else ()
        for statement in body:
            if isinstance(statement, AnnotatedAssign) and isinstance(statement.target, Name):
                default = unroller.class_value(owner, statement.target.id, statement.value) if statement.value else None
                names[statement.target.id] = default
    found = dict(zip(names, given.positional, strict=False))
    return (
        {**names, **found, **{name: value for name, value in given.keywords.items() if name in names}} if names else {}
    )
