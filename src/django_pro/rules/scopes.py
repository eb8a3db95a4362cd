"""Which class and function a place of a file stands in."""

from __future__ import annotations

from collections.abc import Iterable

from django_pro.source.nesting import inside
from django_pro.source.syntax import Class, Function, Module, Statement


def scope_at(module: Module, offset: int) -> tuple[str, ...]:
    """Return the names of the classes and functions around a byte offset, outermost first."""
    names: list[str] = []
    statements: Iterable[Statement] = module.body
    while inner := next((each for each in statements if each.start <= offset < each.end), None):
        if isinstance(inner, Class | Function):
            names.append(inner.name)
        statements = tuple(inside(inner))
    return tuple(names)
