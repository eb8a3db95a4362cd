"""The statements that a statement holds."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.source.syntax import Class, For, Function, If, Match, Statement, Try, While, With, body_of


def inside(statement: Statement) -> Iterator[Statement]:
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
