"""What the pages of the admin read of each row (Django: "ModelAdmin options", `ChangeList`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from django_pro.facts.admin.modeladmin import Admin, Entry
from django_pro.findings.blind import Unknown
from django_pro.flow.arguments import Arguments
from django_pro.flow.library.formsets import offered
from django_pro.flow.library.methods import method
from django_pro.flow.loading import prefixes
from django_pro.flow.managers import manager_rows
from django_pro.flow.values import (
    Const,
    FunctionValue,
    Instance,
    Many,
    Method,
    ModelClass,
    Place,
    Request,
    Row,
    Rows,
    Value,
    Values,
)  # fmt: skip
from django_pro.source.syntax import Function

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_TEXT = "__str__"
_BY_NAME = (6, 1)
#: Methods that decide what a field offers.
_CHOOSING = frozenset({"formfield_for_foreignkey", "get_form", "formfield_for_dbfield", "get_field_queryset"})
replace = msgspec.structs.replace


def change_list(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """A page of rows: each prints what `list_display` names."""
    view = _view(admin, label)
    _filters(engine, admin, label, place)
    shown = _shown(engine, admin, view, place)
    if shown is None:
        return
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    rows = tuple(_joined(engine, admin, label, each) if isinstance(each, Rows) else each for each in rows)
    row = engine.each_of(rows, place)
    _offered(engine, admin, row, admin.list_editable, place)
    if not shown:
        engine.text_of(row, place)
    certain, engine.alone = engine.alone, engine.alone and "get_list_display" not in admin.hooks
    for entry in shown:
        _print(engine, view, entry, row, place)
    engine.alone = certain


def _shown(engine: Engine, admin: Admin, view: Instance, place: Place) -> tuple[Entry | str, ...] | None:
    """Return the columns, those of `get_list_display` that are literals; None where nobody knows."""
    stated = admin.list_display
    if "get_list_display" not in admin.hooks:
        return None if isinstance(stated, Unknown) else stated
    found = engine.call_of(engine.get(view, "get_list_display", place), Arguments(((Request("GET"),),)), place)
    entries = {entry.name: entry for entry in stated} if isinstance(stated, tuple) else {}
    names = dict.fromkeys(each.value for each in _parts(found) if isinstance(each, Const))
    return tuple(entries.get(str(name), str(name)) for name in names if name) or None


def _parts(lists: Values) -> Iterator[Value]:
    for each in lists:
        if isinstance(each, Many):
            yield from each.items or (value for part in each.fixed or () for value in part)


@method("django.contrib.admin.options.ModelAdmin.get_list_display")
def list_display(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """What the class states."""
    return engine.get(view, "list_display", place)


def _filters(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """A filter of a foreign key offers every row that it may lead to (Django: `RelatedFieldListFilter`)."""
    for entry in admin.list_filter if isinstance(admin.list_filter, tuple) else ():
        relation = engine.models.relation(label, entry.name) if entry.target is None else None
        if relation is not None and isinstance(relation.to, str):
            _offer(engine, relation.to, place)


def _offered(engine: Engine, admin: Admin, row: Values, fields: object, place: Place) -> None:
    """Each row's own form asks for the choices, or the one text, of its foreign keys."""
    read_only = {each.name for each in admin.readonly_fields} if isinstance(admin.readonly_fields, tuple) else set()
    names = tuple(str(name) for name in fields if name not in read_only) if isinstance(fields, tuple) else ()
    for each in row:
        if isinstance(each, Row):
            offered(engine, each, names, "", place)


def _offer(engine: Engine, label: str, place: Place) -> None:
    rows = manager_rows(engine, label, None, place)
    engine.text_of(engine.each_of(rows, place), place)


def change_form(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """A row's own page: each foreign key offers every row that it may lead to, but for those that are searched."""
    fields = tuple(engine.models.relations(label)) if admin.fields is None else admin.fields
    apart = [admin.raw_id_fields, admin.autocomplete_fields]
    own = (engine.classes.method(admin.cls, name) for name in _CHOOSING)
    if any(each is not None and each.module.origin == "project" for each in own):
        return
    if isinstance(fields, Unknown) or any(isinstance(each, Unknown) for each in apart):
        return
    searched = {name for names in apart if isinstance(names, tuple) for name in names}
    read_only = {each.name for each in admin.readonly_fields} if isinstance(admin.readonly_fields, tuple) else set()
    for name in fields:
        relation = engine.models.relation(label, name)
        if name in searched or name in read_only or relation is None or not relation.forward:
            continue
        if isinstance(relation.to, str):
            _offer(engine, relation.to, place)


def actions(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """Methods that take a request and a queryset: actions, and what they call."""
    view = _view(admin, label)
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    for name, found in engine.classes.own(admin.cls).items():
        node = found[-1]
        names = [each.name for each in node.parameters] if isinstance(node, Function) else []
        if len(names) == 3 and names[2] in ("queryset", "qs"):
            engine.call_of(engine.get(view, name, place), Arguments(((Request("POST"),), rows)), place)


def inline_list(engine: Engine, admin: Admin, label: str, place: Place) -> None:
    """The rows below another row: each prints its text and its read-only fields.

    Widgets of foreign keys ask for the row they show by themselves, whatever the queryset loads.
    """
    if _is_single(engine, admin, label):
        return
    view = _view(admin, label)
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    row = engine.each_of(rows, place)
    engine.text_of(row, place)
    _offered(engine, admin, row, admin.fields, place)
    for entry in admin.readonly_fields if isinstance(admin.readonly_fields, tuple) else ():
        _print(engine, view, entry, row, place)


def _is_single(engine: Engine, admin: Admin, label: str) -> bool:
    """Whether the row above has one row of the inline at most: the key that leads to it is unique."""
    outer = (each for each in engine.admins.all if isinstance(each.inlines, tuple) and admin.cls in each.inlines)
    above = {model for each in outer for model in each.models}
    keys = [each for each in engine.models.relations(label).values() if each.forward and each.to in above]
    return bool(keys) and all(each.field.unique for each in keys)


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
    joined = [each.name for each in related if each.forward and each.joinable]
    if not stated and _joins_by_name(engine):
        return rows.loading(*(load for name in joined for load in prefixes(engine.models, label, name, joined=True)))
    return replace(rows, joins_all=stated or bool(joined))


def _joins_by_name(engine: Engine) -> bool:
    """Whether the change list joins the keys that it shows, nullable ones too, and no others (Django 6.1 and newer)."""
    found = engine.project.versions.of("django")
    return not isinstance(found, Unknown) and found.release >= _BY_NAME


def _print(engine: Engine, view: Instance, entry: Entry | str, row: Values, at: Place) -> None:
    """Print one column: a function of the row, an attribute, or the end of a path."""
    if isinstance(entry, str):
        _print_name(engine, view, entry, row, at)
        return
    place = Place(entry.written.module.path, entry.written.value.start, entry.written.value.end)
    if entry.target is not None:
        owner = view if "." in entry.target.qualname else None
        engine.text_of(engine.enter(entry.target, owner, Arguments((row,)), place), place)
    else:
        _print_name(engine, view, entry.name, row, place)


def _print_name(engine: Engine, view: Instance, name: str, row: Values, place: Place) -> None:
    own = engine.classes.method(view.cls, name)
    if name == _TEXT:
        engine.text_of(row, place)
    elif own is not None and own.module.origin == "project":
        engine.text_of(engine.enter(own, view, Arguments((row,)), place), place)
    else:
        values = row
        for step in name.split("__"):
            values = _called(engine, engine.get_of(values, step, place), place)
        engine.text_of(tuple(value for value in values if isinstance(value, Row)), place)


def _called(engine: Engine, values: Values, place: Place) -> Values:
    found: tuple[Value, ...] = ()
    for value in values:
        called = isinstance(value, FunctionValue | Method)
        found += engine.call(value, Arguments(), place) if called else (value,)
    return found
