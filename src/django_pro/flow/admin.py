"""What the pages of the admin read of each row (Django: "ModelAdmin options", `ChangeList`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from django_pro.facts.admin.modeladmin import Admin, Entry
from django_pro.findings.blind import Unknown
from django_pro.flow.arguments import Arguments
from django_pro.flow.loading import prefixes
from django_pro.flow.managers import manager_rows
from django_pro.flow.values import (
    FunctionValue,
    Instance,
    Method,
    ModelClass,
    Place,
    Request,
    Row,
    Rows,
    Value,
    Values,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_TEXT = "__str__"
replace = msgspec.structs.replace


def change_list(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """A page of rows: each prints what `list_display` names."""
    view = _view(admin, label)
    shown = admin.list_display if isinstance(admin.list_display, tuple) else ()
    if isinstance(admin.list_display, Unknown) or "get_list_display" in admin.hooks:
        return
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    rows = tuple(_joined(engine, admin, label, each) if isinstance(each, Rows) else each for each in rows)
    row = engine.each_of(rows, place)
    if not shown:
        engine.text_of(row, place)
    for entry in shown:
        _print(engine, view, entry, row)


def inline_list(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """The rows below another row: each prints its text and its read-only fields.

    Widgets of foreign keys ask for the row they show by themselves, whatever the queryset loads.
    """
    view = _view(admin, label)
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    row = engine.each_of(rows, place)
    engine.text_of(row, place)
    for entry in admin.readonly_fields if isinstance(admin.readonly_fields, tuple) else ():
        _print(engine, view, entry, row)


def bare_list(engine: Engine, label: str, place: Place) -> None:
    """The change list of Django's own ModelAdmin: each row prints its text."""
    row = engine.each_of(manager_rows(engine, label, None, place), place)
    engine.text_of(row, place)


def _view(admin: Admin, label: str) -> Instance:
    known = (("model", (ModelClass(label),)), ("request", (Request("GET"),)))
    return Instance(admin.cls, known=known)


def _joined(engine: Engine, admin: Admin, label: str, rows: Rows) -> Rows:
    """Return rows as the change list loads them (Django: "list_select_related", `ChangeList.apply_select_related`)."""
    if rows.joins_all or any(load.joined for load in rows.loads):
        return rows
    stated = admin.list_select_related
    if isinstance(stated, Unknown) or "get_list_select_related" in admin.hooks:
        return replace(rows, blind="which relations the list joins turns out at run time")
    if isinstance(stated, tuple):
        return rows.loading(*(load for name in stated for load in prefixes(engine.models, label, name, joined=True)))
    names = [entry.name for entry in admin.list_display] if isinstance(admin.list_display, tuple) else []
    related = [each for name in names if (each := engine.models.relation(label, name)) is not None]
    return replace(rows, joins_all=stated or any(each.forward and each.joinable for each in related))


def _print(engine: Engine, view: Instance, entry: Entry, row: Values) -> None:
    """Print one column: a function of the row, an attribute, or the end of a path."""
    place = Place(entry.written.module.path, entry.written.value.start, entry.written.value.end)
    if entry.target is not None:
        owner = view if "." in entry.target.qualname else None
        engine.text_of(engine.enter(entry.target, owner, Arguments((row,)), place), place)
    elif entry.name == _TEXT:
        engine.text_of(row, place)
    else:
        values = row
        for name in entry.name.split("__"):
            values = _called(engine, engine.get_of(values, name, place), place)
        engine.text_of(tuple(value for value in values if isinstance(value, Row)), place)


def _called(engine: Engine, values: Values, place: Place) -> Values:
    found: tuple[Value, ...] = ()
    for value in values:
        called = isinstance(value, FunctionValue | Method)
        found += engine.call(value, Arguments(), place) if called else (value,)
    return found
