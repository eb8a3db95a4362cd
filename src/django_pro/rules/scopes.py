"""Which class and function a place of a file stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_pro.source.syntax import Class, For, Function, If, Match, Module, Statement, Try, While, With, body_of


def scope_at(module: Module, offset: int) -> tuple[str, ...]:
    """Return the names of the classes and functions around a byte offset, outermost first."""
    names: list[str] = []
    statements: Iterable[Statement] = module.body
    while inner := next((each for each in statements if each.start <= offset < each.end), None):
        if isinstance(inner, Class | Function):
            names.append(inner.name)
        statements = tuple(_inside(inner))
    return tuple(names)


def _inside(statement: Statement) -> Iterator[Statement]:
    """Yield the statements that a statement holds."""
    if isinstance(statement, Function):
        yield from body_of(statement)
    elif isinstance(statement, Class | With):
        yield from statement.body
    elif isinstance(statement, While | For):
        yield from (*statement.body, *statement.orelse)
    elif isinstance(statement, If):
        yield from (each for branch in statement.branches for each in branch.body)
        yield from statement.orelse
    elif isinstance(statement, Try):
        yield from (*statement.body, *statement.orelse, *statement.finalbody)
        yield from (each for handler in statement.handlers for each in handler.body)
    elif isinstance(statement, Match):
        yield from (each for case in statement.cases for each in case.body)
