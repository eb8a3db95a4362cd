"""How code and SQL of a project's own are undone, where that can be told from what they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django_pro.facts.migrations.code import Deed
from django_pro.facts.migrations.code import Kind as Done
from django_pro.facts.migrations.sql import Kind, Statement

#: What takes rows away: no reverse brings them back, and `noop` would say that it did.
_LOSING = frozenset({Done.REMOVE, Done.DELETE})
_UNDONE: dict[Kind, Callable[[Statement], str]] = {
    Kind.CREATE_INDEX: lambda done: f"DROP INDEX {'CONCURRENTLY ' * done.concurrently}{done.index}",
    Kind.ADD_CONSTRAINT: lambda done: f"ALTER TABLE {done.table} DROP CONSTRAINT {done.constraint}",
    Kind.SET_NOT_NULL: lambda done: f"ALTER TABLE {done.table} ALTER COLUMN {done.column} DROP NOT NULL",
    Kind.ADD_COLUMN: lambda done: f"ALTER TABLE {done.table} DROP COLUMN {done.column}",
}


def may_stay(deeds: Sequence[Deed]) -> bool:
    """Whether what code does may stay when it is undone: no row is taken away, and no SQL does what is not read."""
    return not any(each.kind in _LOSING or each.kind is Done.SQL for each in deeds)


def undone(statements: Sequence[Statement]) -> str | None:
    """Return the SQL that undoes some, the last first; None where that is not known of all of them.

    A name in quotes or with a schema is not known well enough to be written again; what was perhaps there before, neither.
    """
    back = [_undone(each) for each in reversed(statements)]
    return "; ".join(each for each in back if each) if back and all(back) else None


def _undone(statement: Statement) -> str | None:
    how = _UNDONE.get(statement.kind)
    quoted = set('"`.') & set(statement.text.partition("(")[0])
    named = statement.index or statement.constraint or statement.column
    return how(statement) if how and named and not quoted and not statement.guarded else None
