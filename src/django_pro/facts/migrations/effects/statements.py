"""What statements of raw SQL do on PostgreSQL, told like Django's own operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django_pro.facts.migrations.columns import Column, column_of
from django_pro.facts.migrations.effects.conversions import conversion
from django_pro.facts.migrations.effects.effect import (
    EVERY,
    NOTHING,
    Act,
    Action,
    Break,
    Effect,
    Mode,
    Reverse,
    Work,
    together,
)
from django_pro.facts.migrations.effects.filled import is_filled
from django_pro.facts.migrations.effects.server import Server
from django_pro.facts.migrations.sql import Kind, Statement
from django_pro.facts.migrations.states.constraints import constrained
from django_pro.facts.migrations.states.field import FieldState
from django_pro.facts.migrations.states.model import ModelState, ProjectState, RawConstraint

_SERIAL = ("serial", "bigserial", "smallserial")
_TYPES = {"int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean", "json": "jsonb"}


@dataclass(frozen=True)
class Stated:
    """A statement, and the model and field that it is about where they are known."""

    state: ProjectState
    statement: Statement
    server: Server

    @property
    def model(self) -> ModelState | None:
        """The model of the table."""
        return next((each for each in self.state.models.values() if each.table == self.statement.table), None)

    @property
    def label(self) -> str:
        """What the table goes by: its model's label, its own name where no model has it."""
        return self.model.label if self.model else self.statement.table

    @property
    def constraint(self) -> RawConstraint | None:
        """The constraint of that name, where SQL made it."""
        wanted = (self.statement.table, self.statement.constraint)
        return next((each for each in self.state.raw if (each.table, each.name) == wanted), None)

    @property
    def field(self) -> FieldState | None:
        """The field of the column."""
        fields = self.model.fields.values() if self.model else ()
        return next((each for each in fields if each.has_column and each.column == self.statement.column), None)


def effect_of_sql(state: ProjectState, statements: tuple[Statement, ...], server: Server) -> Effect:
    """Return what statements do, one after the other."""
    return together(_effects(state, statements, server))


def _effects(state: ProjectState, statements: tuple[Statement, ...], server: Server) -> Iterator[Effect]:
    for each in statements:
        yield _effect(Stated(state, each, server))
        state = constrained(state, (each,))


def _effect(stated: Stated) -> Effect:
    judge = _JUDGES.get(stated.statement.kind)
    return judge(stated) if judge else NOTHING


def _create_index(stated: Stated) -> Effect:
    statement = stated.statement
    mode = Mode.SHARE_UPDATE_EXCLUSIVE if statement.concurrently else Mode.SHARE
    why = "it is unique" if statement.unique else ""
    act = Act(stated.label, mode, Work.BUILD, statement.column or statement.index, why)
    duplicates = frozenset({Break(stated.label, Action.INSERT_DUPLICATE)}) if statement.unique else frozenset()
    return Effect((act,), duplicates, fails="rows with the same values" if statement.unique else "")


def _reindex(stated: Stated) -> Effect:
    online = stated.statement.concurrently
    return Effect((Act(stated.label, Mode.SHARE_UPDATE_EXCLUSIVE if online else Mode.ACCESS_EXCLUSIVE, Work.REBUILD),))


def _instant(stated: Stated) -> Effect:
    online = stated.statement.concurrently
    return Effect((Act(stated.label, Mode.SHARE_UPDATE_EXCLUSIVE if online else Mode.ACCESS_EXCLUSIVE),))


def _add_column(stated: Stated) -> Effect:
    statement = stated.statement
    rewrites = statement.type.lower().startswith(_SERIAL)
    act = Act(stated.label, Mode.ACCESS_EXCLUSIVE, Work.REWRITE if rewrites else Work.CATALOG, statement.column)
    missing = statement.not_null and not statement.has_default and not rewrites
    return Effect((act,), fails="the rows there are have no value for it" if missing else "", sure=missing)


def _drop_column(stated: Stated) -> Effect:
    actions = EVERY - {Action.DELETE} if stated.field else frozenset()
    return Effect(
        (Act(stated.label, Mode.ACCESS_EXCLUSIVE, column=stated.statement.column),),
        old=frozenset(Break(stated.label, action) for action in actions),
        reverse=Reverse.LOSES_DATA,
        loses=f"the values of `{stated.statement.column}`",
    )


def _alter_type(stated: Stated) -> Effect:
    model, field = stated.model, stated.field
    old = column_of(stated.state, model, field) if model and field else None
    new = _typed(stated.statement.type)
    if not isinstance(old, Column) or new is None:
        return Effect(
            (Act(stated.label, Mode.ACCESS_EXCLUSIVE),), unknown="which type the column has before is not known"
        )
    became = conversion(old, new)
    work = Work.REWRITE if became.rewrites else Work.CATALOG
    act = Act(stated.label, Mode.ACCESS_EXCLUSIVE, work, stated.statement.column, f"{old} becomes {new}")
    return Effect((act,), fails="values that do not fit" if became.narrows else "")


def _typed(text: str) -> Column | None:
    """Return a type as `ALTER COLUMN … TYPE` writes it."""
    name, _, rest = text.lower().strip().partition("(")
    numbers = [each.strip() for each in rest.rstrip(")").split(",")] if rest else []
    if not name or not all(each.isdigit() for each in numbers):
        return None
    kind = {"character varying": "varchar", "decimal": "numeric", "timestamp with time zone": "timestamptz"}
    known = kind.get(name.strip(), _TYPES.get(name.strip(), name.strip()))
    given = tuple(int(each) for each in numbers)
    return Column(known, given or ((None,) if known == "varchar" else ()))


def _set_not_null(stated: Stated) -> Effect:
    model, field = stated.model, stated.field
    proved = bool(model and field and is_filled(stated.state, model, field, stated.server))
    work, why = (Work.CATALOG, "a valid CHECK says it is not NULL") if proved else (Work.NOT_NULL, "")
    act = Act(stated.label, Mode.ACCESS_EXCLUSIVE, work, stated.statement.column, why)
    old = frozenset() if proved else frozenset({Break(stated.label, Action.INSERT_NULL)})
    return Effect((act,), old, fails="" if proved else "rows with NULL")


def _add_constraint(stated: Stated) -> Effect:
    statement = stated.statement
    return together(_constraint(stated, statement, statement.constraint or statement.column))


def _constraint(stated: Stated, statement: Statement, name: str) -> Iterator[Effect]:
    exclusive = Mode.ACCESS_EXCLUSIVE
    if statement.type == "check":
        work = Work.CATALOG if statement.not_valid else Work.CHECK
        yield Effect(
            (Act(stated.label, exclusive, work, name),),
            frozenset({Break(stated.label, Action.INSERT_EDGE)}),
            fails="" if statement.not_valid else "rows that break it",
        )
    elif statement.type == "foreign key":
        target = _titled(stated, statement.target)
        work = Work.CATALOG if statement.not_valid else Work.KEY
        yield Effect(
            (
                Act(stated.label, Mode.SHARE_ROW_EXCLUSIVE, work, name),
                Act(target, Mode.SHARE_ROW_EXCLUSIVE, work, name),
            ),
            frozenset({Break(stated.label, Action.INSERT_EDGE), Break(target, Action.DELETE)}),
            fails="" if statement.not_valid else "rows without a parent",
        )
    elif statement.using_index:  # that was unique before
        yield Effect((Act(stated.label, exclusive, column=name),))
    else:
        duplicates = frozenset({Break(stated.label, Action.INSERT_DUPLICATE)})
        act = Act(stated.label, exclusive, Work.BUILD, name, "it is unique")
        yield Effect((act,), duplicates, fails="rows with the same values")


def _titled(stated: Stated, table: str) -> str:
    """Return what a table goes by that a foreign key leads to."""
    return Stated(stated.state, Statement(Kind.OTHER, "", table=table), stated.server).label


def _validate(stated: Stated) -> Effect:
    made, name = stated.constraint, stated.statement.constraint
    if made is None or made.kind != "foreign key":
        act = Act(stated.label, Mode.SHARE_UPDATE_EXCLUSIVE, Work.CHECK, name)
        return Effect((act,), fails="rows that break it")
    acts = (
        Act(stated.label, Mode.SHARE_UPDATE_EXCLUSIVE, Work.KEY, name),
        Act(_titled(stated, made.target), Mode.ROW_SHARE, Work.KEY, name),
    )
    return Effect(acts, fails="rows without a parent")


def _rename(stated: Stated) -> Effect:
    if stated.statement.renamed not in ("table", "column"):
        return NOTHING
    known = stated.model if stated.statement.renamed == "table" else stated.field
    actions = EVERY if known else frozenset()
    return Effect(
        (Act(stated.label, Mode.ACCESS_EXCLUSIVE, column=stated.statement.column),),
        old=frozenset(Break(stated.label, action) for action in actions),
    )


def _drop_table(stated: Stated) -> Effect:
    actions = EVERY if stated.model else frozenset()
    return Effect(
        (Act(stated.label, Mode.ACCESS_EXCLUSIVE),),
        old=frozenset(Break(stated.label, action) for action in actions),
        reverse=Reverse.LOSES_DATA,
        loses=f"the rows of `{stated.statement.table}`",
    )


def _rows(stated: Stated) -> Effect:
    return Effect((Act(stated.label, Mode.ROW_EXCLUSIVE, Work.UPDATE),))


_JUDGES: Mapping[Kind, Callable[[Stated], Effect]] = {
    Kind.CREATE_INDEX: _create_index,
    Kind.REINDEX: _reindex,
    Kind.DROP_INDEX: _instant,
    Kind.ADD_COLUMN: _add_column,
    Kind.DROP_COLUMN: _drop_column,
    Kind.ALTER_TYPE: _alter_type,
    Kind.SET_NOT_NULL: _set_not_null,
    Kind.DROP_NOT_NULL: _instant,
    Kind.SET_DEFAULT: _instant,
    Kind.DROP_DEFAULT: _instant,
    Kind.ADD_CONSTRAINT: _add_constraint,
    Kind.VALIDATE_CONSTRAINT: _validate,
    Kind.DROP_CONSTRAINT: _instant,
    Kind.RENAME: _rename,
    Kind.DROP_TABLE: _drop_table,
    Kind.TRUNCATE: _instant,
    Kind.UPDATE: _rows,
    Kind.DELETE: _rows,
    Kind.INSERT: _rows,
}
