"""The moves on rows and querysets: reading a relation, and asking for items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from django_pro.facts.models import Kind, Relation
from django_pro.flow.asks import DEFERRED, RELATED
from django_pro.flow.library.instances import ROW_METHODS
from django_pro.flow.library.querysets import QUERYSET_METHODS
from django_pro.flow.loading import below, is_deferred, is_loaded, list_at, state_of
from django_pro.flow.managers import manager_rows, method_of
from django_pro.flow.touches import LOADED, MISSING, NARROWED, WASTED, Touch
from django_pro.flow.values import (
    CHECKED,
    PLAIN,
    VARYING,
    FunctionValue,
    Many,
    Method,
    ModelClass,
    Place,
    Plain,
    Row,
    Rows,
    Values,
    too_deep,
    unknown,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

replace = msgspec.structs.replace
#: Rows reached from rows reached from rows: deeper than this nothing is followed.
DEEPEST = 8


def touch(engine: Engine, row: Row, name: str, place: Place, state: str) -> None:
    """Note that a relation of a row is read, where the row stands for many."""
    if row.each and not row.rows.few:
        path, rows = (*row.path, name), row.rows
        alone = engine.alone and not rows.unseen
        made = Touch(
            rows.source, rows.model, path, place, state, alone, rows.caller, rows.via, engine.for_key, engine.trail()
        )
        engine.ledger.add(made)


def get_of_row(engine: Engine, row: Row, name: str, place: Place) -> Values:
    """Return `row.name`."""
    for known, values in row.known:
        if known == name:
            return values
    if (model := list_at(row, name)) is not None:
        return (Many("list", (Row(model, row.rows, (*row.path, name), row.each),)),)
    if not row.path and name in row.rows.annotated:
        return PLAIN
    if (relation := engine.models.relation(row.model, name)) is not None:
        return related(engine, row, relation, place)
    return _attribute(engine, row, name, place)


def related(engine: Engine, row: Row, relation: Relation, place: Place) -> Values:
    """Return what a relation of a row leads to."""
    if too_deep(row.path, relation.name) or row.depth > DEEPEST:
        return unknown("the path is too long to follow")
    if relation.many:
        if not isinstance(relation.to, str):
            return unknown(relation.to.why)
        return _manager(engine, row, relation, relation.to, place)
    state = state_of(engine.models, row, relation.name)
    touch(engine, row, relation.name, place, state)
    if engine.frame.is_async and state == MISSING and row.rows.caller is None:
        engine.asking.read(row, relation.name, place, RELATED)
    if not isinstance(relation.to, str):
        return unknown(relation.to.why)
    known = _known_behind(relation, row)
    return (Row(relation.to, row.rows, (*row.path, relation.name), row.each, known),)


def _known_behind(relation: Relation, row: Row) -> tuple[tuple[str, Values], ...]:
    """Return what the other end of a relation holds already: the row it was reached from."""
    if relation.forward and relation.kind is Kind.ONE_TO_ONE and relation.field.related_name:
        return ((relation.field.related_name, (row,)),)
    if not relation.forward and relation.kind in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE):
        return ((relation.field.name, (row,)),)
    if not relation.forward and relation.kind is Kind.GENERIC_RELATION:
        return tuple(
            (name, unknown("a generic relation may know its row")) for name in ("content_object", "content_type")
        )
    return ()


def _manager(engine: Engine, row: Row, relation: Relation, to: str, place: Place) -> Values:
    fresh = manager_rows(engine, to, None, place)
    blind = "the function looks at what is prefetched" if engine.looks_at_prefetched(row) else ""
    held = CHECKED if engine.asks_what_is_there(row) else ""
    return tuple(
        replace(
            each, parent=row, accessor=relation.name, caller=None, is_manager=True, blind=each.blind or blind, held=held
        )
        if isinstance(each, Rows)
        else each
        for each in fresh
    )


def _attribute(engine: Engine, row: Row, name: str, place: Place) -> Values:
    model = engine.models.get(row.model)
    if model is None:
        return unknown(f"the model {row.model} is not known")
    field = model.field(name)
    if name in ("pk", "id") or field is not None:
        if is_deferred(model, row, name):
            engine.asking.read(row, name, place, DEFERRED)
        is_key = name in ("pk", "id") or (field is not None and field.argument("primary_key") is not None)
        return (Plain(varies=row.each, there=is_key and row.is_stored),)
    if name == "_state" and row.is_stored:
        return (Method(row, name),)
    found = engine.member_of(model.cls, name)
    if found is not None and found.owner.module.origin == "project":
        if row.each and engine.ledger.is_attached(row, name):
            return unknown(f"the program itself gives each row its `{name}`")
        return engine.member(found, row, place)
    if (given := engine.given.of(row.model, name)) is not None:
        bound = (FunctionValue(given.function, row),)
        return engine.enter(given.function, row, (), place) if given.is_property else bound
    if name in ROW_METHODS or found is not None:
        return (Method(row, name),)
    if name.startswith("get_"):
        return PLAIN
    return unknown(f"`{name}` of {row.model}")


def get_of_rows(engine: Engine, rows: Rows, name: str, place: Place) -> Values:
    """Return `rows.name`."""
    if name == "model":
        return (ModelClass(rows.model),)
    if name == "object_list":  # of a page, which stands for its rows
        return (rows,)
    method = method_of(engine, rows, name)
    if method is not None:
        return method
    if name in QUERYSET_METHODS:
        return (Method(rows, name),)
    return PLAIN if name in ("ordered", "db", "query", "_db", "core_filters") else (Method(rows, name),)


def each_of_rows(engine: Engine, rows: Rows, place: Place) -> Values:
    """Return one item of a queryset; a related manager asks for its rows now."""
    engine.asking.iterated(rows, place)
    if rows.plain:
        return VARYING
    row = rows.parent
    if row is None:
        return (Row(rows.model, rows, (), not rows.few),)
    relation = engine.models.relation(row.model, rows.accessor)
    known = _known_behind(relation, row) if relation else ()
    path = (*row.path, rows.accessor)
    ready = is_loaded(engine.models, row.rows, path) and not rows.narrowed
    ask(engine, rows, place)
    own = replace(rows, parent=None, accessor="", is_manager=False)
    if not row.each or row.rows.few:
        return (Row(rows.model, _own_rows(row, path, own, ready), (), not rows.few, known),)
    if ready or not (rows.narrowed or rows.loads):
        return (Row(rows.model, row.rows, path, not rows.few, known),)
    return (Row(rows.model, own, (), not rows.few, known),)


def _own_rows(row: Row, path: tuple[str, ...], own: Rows, ready: bool) -> Rows:
    """Return a single row's related rows as a queryset of their own, with what the row was loaded with."""
    if ready:
        own = own.loading(*below(row.rows, path))
    if own.narrowed:
        return own
    via = path[-1] if row.rows.caller is not None else ""
    return replace(own, caller=row.rows.caller, via=via, blind=own.blind or row.rows.blind)


def ask(engine: Engine, rows: Rows, place: Place) -> None:
    """Note that a related manager's rows are asked for."""
    row = rows.parent
    if row is None or rows.plain:
        return
    path = (*row.path, rows.accessor)
    if is_loaded(engine.models, row.rows, path):
        state = WASTED if rows.narrowed else LOADED
    else:
        state = row.rows.blind or MISSING
    if rows.narrowed and state == MISSING:
        state = NARROWED
    touch(engine, row, rows.accessor, place, state)


def text_of(engine: Engine, row: Row, place: Place) -> None:
    """Read what `str(row)` reads."""
    model = engine.models.get(row.model)
    method = engine.classes.method(model.cls, "__str__") if model else None
    given = engine.given.of(row.model, "__str__")
    if given is not None:
        engine.enter(given.function, row, (), place)
    elif method is not None and method.module.origin == "project":
        engine.enter(method, row, (), place)
