"""The constraints that raw SQL makes, validates and drops, which no model tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django_pro.facts.migrations.sql import Kind, Statement
from django_pro.facts.migrations.states.model import ProjectState, RawConstraint

Constraints = tuple[RawConstraint, ...]


def constrained(state: ProjectState, statements: Iterable[Statement]) -> ProjectState:
    """Return the state with the constraints that are there after some statements."""
    held = state.raw
    for each in statements:
        change = _CHANGES.get(each.kind)
        held = change(held, each) if change else held
    return state if held is state.raw else replace(state, raw=held)


def _add(held: Constraints, statement: Statement) -> Constraints:
    valid = not statement.not_valid
    made = RawConstraint(
        statement.table, statement.constraint, statement.type, statement.column, statement.target, valid
    )
    return (*held, made)


def _validate(held: Constraints, statement: Statement) -> Constraints:
    return tuple(replace(each, valid=True) if _is_meant(each, statement) else each for each in held)


def _drop(held: Constraints, statement: Statement) -> Constraints:
    return tuple(each for each in held if not _is_meant(each, statement))


def _is_meant(constraint: RawConstraint, statement: Statement) -> bool:
    return (constraint.table, constraint.name) == (statement.table, statement.constraint)


_CHANGES: Mapping[Kind, Callable[[Constraints, Statement], Constraints]] = {
    Kind.ADD_CONSTRAINT: _add,
    Kind.VALIDATE_CONSTRAINT: _validate,
    Kind.DROP_CONSTRAINT: _drop,
}
