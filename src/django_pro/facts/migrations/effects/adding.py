"""`AddField` and `CreateModel` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.columns import Column, column_of, is_serial
from django_pro.facts.migrations.effects.effect import NOTHING, Act, Action, Break, Effect, Mode, Work
from django_pro.facts.migrations.effects.server import VIRTUAL, Server
from django_pro.facts.migrations.states.field import Default, FieldState
from django_pro.facts.migrations.states.model import ModelState, ProjectState
from django_pro.facts.models.model import Kind
from django_pro.findings.blind import Unknown

#: Database functions that give each row a value of its own, so that a default of them is computed row by row.
VOLATILE = frozenset({"RandomUUID", "Random", "ClockTimestamp", "NextVal", "GenRandomUUID", "UUID4", "UUID7"})
#: Fields whose NOT NULL column Django fills with an empty value where nothing else is given.
_EMPTY_STRINGS = frozenset({"varchar", "text", "citext", "bytea"})


def added(state: ProjectState, model: ModelState, field: FieldState, server: Server) -> Effect:
    """Return what adding a field to an existing table does."""
    if field.kind is Kind.MANY_TO_MANY:
        return _join_table(state, model, field)
    if not field.has_column or not model.has_table:
        return NOTHING
    is_virtual = field.base == "GeneratedField" and not field.is_true("db_persist")
    if is_virtual and server.is_postgresql and server.is_older(VIRTUAL):
        return Effect(fails="PostgreSQL before 18 has no virtual generated columns", sure=True)
    column = column_of(state, model, field)
    acts = (
        Act(model.label, Mode.ACCESS_EXCLUSIVE, column=field.name),
        *_filling(model, field),
        *_key(model, field),
        *_indexes(model, field, column),
    )
    fails, sure = _failure(field, column)
    old = frozenset({Break(model.label, Action.INSERT)}) if breaks_insert(field) else frozenset()
    if field.base == "GeneratedField":
        old, fails = frozenset({Break(model.label, Action.INSERT_EDGE)}), "rows for which its expression fails"
    return Effect(acts, old, fails=fails, sure=sure, unknown=column.why if isinstance(column, Unknown) else "")


def breaks_insert(field: FieldState) -> bool:
    """Whether an INSERT that does not know the column fails: it takes no NULL and the database has no default for it."""
    filled = field.db_default is not Default.NONE or is_serial(field) or field.base == "GeneratedField"
    return field.has_column and not field.null and not filled


def _filling(model: ModelState, field: FieldState) -> Iterator[Act]:
    """Yield what giving each row a value costs."""
    if field.base == "GeneratedField" and field.is_true("db_persist"):
        yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.REWRITE, field.name, "a stored generated column")
    elif is_serial(field):
        yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.REWRITE, field.name, "each row is numbered")
    elif field.db_default is Default.CALLED and field.db_default_name.rpartition(".")[2] in VOLATILE:
        yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.REWRITE, field.name, "the default differs from row to row")
    if isinstance(field.base, str) and field.base.startswith("Positive"):
        yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.CHECK, field.name, "the CHECK that it is positive")


def _key(model: ModelState, field: FieldState) -> Iterator[Act]:
    if not field.constrained or not isinstance(field.to, str):
        return
    yield Act(field.to, Mode.SHARE_ROW_EXCLUSIVE, column=field.name)
    if not field.null and field.default is not Default.NONE:
        yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.KEY, field.name)
        yield Act(field.to, Mode.SHARE_ROW_EXCLUSIVE, Work.KEY, field.name)


def _indexes(model: ModelState, field: FieldState, column: Column | Unknown) -> Iterator[Act]:
    if field.has_index:
        yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.BUILD, field.name, count=index_count(field, column))


def index_count(field: FieldState, column: Column | Unknown) -> int:
    """Return how many indexes Django makes for a field: text has a second one for LIKE."""
    return 2 if isinstance(column, Column) and column.is_text and not field.is_key else 1


def _failure(field: FieldState, column: Column | Unknown) -> tuple[str, bool]:
    """Return which rows the operation fails on, and whether any row will do."""
    if field.is_true("null") or field.base == "GeneratedField" or is_serial(field):
        same = field.unique and field.default is not Default.NONE and not field.defaults_to_null
        return ("every row gets the same value of the unique column", True) if same else ("", False)
    given = field.default is not Default.NONE or field.db_default is not Default.NONE or field.is_automatic
    if not given and not (isinstance(column, Unknown) or column.type in _EMPTY_STRINGS):
        return "the rows there are have no value for it", True
    if field.unique and field.db_default is not Default.CALLED:
        return "every row gets the same value of the unique column", True
    return "", False


def _join_table(state: ProjectState, model: ModelState, field: FieldState) -> Effect:
    """Return what the new table of a many-to-many takes: foreign keys to both sides, and no rows to check."""
    if field.through is not None or not model.has_table:
        return NOTHING
    ends = (model.label, *([field.to] if isinstance(field.to, str) else []))
    return Effect(tuple(Act(end, Mode.SHARE_ROW_EXCLUSIVE, column=field.name) for end in ends))


def created(state: ProjectState, model: ModelState) -> Effect:
    """Return what a new table takes: its foreign keys lock the tables they lead to, where there are any rows or not."""
    if not model.has_table:
        return NOTHING
    targets = {
        each.to
        for each in model.fields.values()
        if isinstance(each.to, str) and (each.constrained or (each.kind is Kind.MANY_TO_MANY and each.through is None))
    }
    return Effect(tuple(Act(to, Mode.SHARE_ROW_EXCLUSIVE) for to in sorted(targets - {model.label})))
