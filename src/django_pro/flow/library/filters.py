"""What filter sets do with rows (django-filter: "FilterSet", "Generic view & configuration")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from django_pro.flow.arguments import Arguments
from django_pro.flow.library.django import own_rows, rows_in
from django_pro.flow.library.methods import method, property_
from django_pro.flow.values import Instance, Place, Rows, Values
from django_pro.source.syntax import Function

#: A method that loads relations names one of the two.
_RETURNS = b"_related"

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine


@property_("django_filters.filterset.BaseFilterSet.qs")
def qs(engine: Engine, filters: Instance, place: Place) -> Values:
    """The queryset that the filter set was given."""
    rows = dict(filters.made).get("queryset") or own_rows(engine, filters, place)
    if not _has_methods(engine, filters):
        return rows
    why = "a filter's own method may load it"
    return tuple(msgspec.structs.replace(each, blind=why) if isinstance(each, Rows) else each for each in rows)


def _has_methods(engine: Engine, filters: Instance) -> bool:
    """Whether the project's own code filters: `method=` of a filter, or `filter_queryset`."""
    own = [each for each in engine.classes.mro(filters.cls).classes if each.module.origin == "project"]
    nodes = (found[-1] for each in own for found in engine.classes.own(each).values())
    return any(isinstance(node, Function) and _RETURNS in bytes(node.packed) for node in nodes)


def _of_filters(engine: Engine, classes: Values, place: Place) -> Values:
    """Return the rows of the model that a filter set's `Meta` names."""
    return tuple(rows_in(engine, engine.get_of(engine.get_of(classes, "Meta", place), "model", place), place))


@method("django_filters.views.BaseFilterView.get")
def get(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """A page of the filtered rows, which the context also holds as `filter.qs`."""
    classes = engine.get(view, "filterset_class", place)
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    if not any(isinstance(each, Rows) for each in rows):
        rows = _of_filters(engine, classes, place) or rows
    filters = engine.call_of(classes, Arguments((), {"queryset": rows}), place)
    context = engine.get(view, "get_context_data", place)
    found = engine.call_of(context, Arguments((), {"filter": filters, "object_list": rows}), place)
    return engine.call_of(engine.get(view, "render_to_response", place), Arguments((found,)), place)
