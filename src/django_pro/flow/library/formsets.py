"""What formsets do with rows: a form for each (Django: "Creating forms from models", "Model formsets")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.library.django import function, rows_in
from django_pro.flow.managers import manager_rows
from django_pro.flow.values import Const, FormSet, Many, ModelClass, Place, Row, Rows, Values, constants, unknown

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine


@function("django.forms.models.modelformset_factory")
def of_model(engine: Engine, given: Arguments, place: Place) -> Values:
    """A class of formsets over the rows of a model."""
    return _factory(given.at(0, "model"), given, "")


@function("django.forms.models.inlineformset_factory")
def of_children(engine: Engine, given: Arguments, place: Place) -> Values:
    """A class of formsets over the rows that belong to another row."""
    parents = [each.label for each in given.at(0, "parent_model") if isinstance(each, ModelClass)]
    return _factory(given.at(1, "model"), given, parents[0] if parents else "")


def _factory(models: Values, given: Arguments, parent: str) -> Values:
    model = next((each for each in models if isinstance(each, ModelClass)), None)
    if model is None:
        return unknown("the model of a formset")
    fields = [each.fixed for each in given.named.get("fields", ()) if isinstance(each, Many)]
    names = tuple(name for parts in fields[:1] for part in parts or () for name in constants(part) or ())
    return (FormSet(model.label, parent, names if "form" not in given.named else ()),)


def made(engine: Engine, formset: FormSet, given: Arguments, place: Place) -> Values:
    """A formset: its forms, each with the row that it edits."""
    found: tuple[Rows, ...] = tuple(rows_in(engine, given.named.get("queryset", ()), place))
    if not found:
        found = tuple(each for each in manager_rows(engine, formset.model, None, place) if isinstance(each, Rows))
    row = engine.each_of(found, place)
    for each in row:
        if isinstance(each, Row):
            offered(engine, each, formset.fields, formset.parent, place)
    form = Many("form", row, named=(("instance", row),))
    return (Many("formset", (form,), named=(("queryset", found),)),)


def offered(engine: Engine, row: Row, fields: tuple[str, ...], parent: str, place: Place) -> None:
    """Note that the form of each row asks for the choices of its foreign keys by itself."""
    for name in fields:
        relation = engine.models.relation(row.model, name)
        forward = relation is not None and relation.forward and relation.joinable
        if relation is not None and forward and isinstance(relation.to, str) and relation.to != parent:
            engine.asking.offered(row, relation.to, place)


def part(value: Many, name: str) -> Values | None:
    """Return an attribute of a formset or of one of its forms, None where nothing is known of it."""
    if value.kind == "formset" and name in ("forms", "initial_forms"):
        return (value,)
    found = dict(value.named).get(name)
    return found if found is not None else (Const(name),) if name == "prefix" else None
