"""What DRF's serializers read of each row: a field is a get for each part of its source, `many=True` is an each.

From DRF's "Serializer fields", "Serializer relations" and "Serializers" (https://www.django-rest-framework.org/api-guide/).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django_pro.facts.models import Kind
from django_pro.facts.serializers import ALL, Serializer, SerializerField
from django_pro.findings.blind import Unknown
from django_pro.flow.arguments import Arguments
from django_pro.flow.library.methods import method, property_
from django_pro.flow.values import (
    PLAIN,
    ClassValue,
    Const,
    FunctionValue,
    Instance,
    Many,
    Method,
    Place,
    Row,
    Rows,
    Values,
    unknown,
)  # fmt: skip
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

BASE = "rest_framework.serializers.BaseSerializer"
_RELATIONS = "rest_framework.relations."
_KEY, _TEXT, _SLUG = (
    f"{_RELATIONS}{name}" for name in ("PrimaryKeyRelatedField", "StringRelatedField", "SlugRelatedField")
)
_LINKS = (f"{_RELATIONS}HyperlinkedRelatedField", f"{_RELATIONS}HyperlinkedIdentityField")
_CONTEXT = "context"
#: Parts of a context that tell how a serializer's methods go.
_TELLING = (Const, Many, Row, Rows)
#: Serializers inside serializers are followed this far: one may hold itself.
DEEPEST = 3


@dataclass(frozen=True)
class _Shown:
    """A field that a serializer shows: declared, or by its name in `Meta.fields`; `place` is where it is written."""

    name: str
    field: SerializerField | None
    place: Place


def construct(engine: Engine, cls: Defined, given: Arguments) -> Values:
    """Return a serializer made with an object or with many."""
    made = {"instance": given.at(0, "instance"), "many": given.at(99, "many"), "data": given.at(1, "data")}
    made[_CONTEXT] = _context(given.named.get(_CONTEXT, ()))
    return (Instance(cls, tuple((name, values) for name, values in made.items() if values)),)


def _context(values: Values) -> Values:
    """Return what is known of a serializer's context; whatever else it may hold is not."""
    known: dict[str, Values] = {}
    for value in values:
        if not isinstance(value, Many) or value.kind != "dict" or len(values) > 1:
            return ()
        known = {name: inner for name, inner in value.named if all(isinstance(each, _TELLING) for each in inner)}
    return (Many("dict", unknown("a part of a context"), named=tuple(known.items())),) if known else ()


def _in_the_context_of(serializer: Instance, cls: Defined) -> Instance:
    """Return a serializer that shares another's context: one nested in it, or itself without its object."""
    return Instance(cls, tuple(pair for pair in serializer.made if pair[0] == _CONTEXT))


@property_("rest_framework.fields.Field.context")
def context(engine: Engine, serializer: Instance, place: Place) -> Values:
    """`self.context`: what the outermost serializer was made with."""
    return dict(serializer.made).get(_CONTEXT) or unknown("the context of a serializer")


@property_("rest_framework.serializers.BaseSerializer.data", "rest_framework.serializers.Serializer.data",
           "rest_framework.serializers.ListSerializer.data")  # fmt: skip
def data(engine: Engine, serializer: Instance, place: Place) -> Values:
    """`serializer.data`: what every field reads."""
    made = dict(serializer.made)
    values = made.get("instance", ())
    if made.get("many") == (Const(True),):
        values = engine.each_of(values, place)
    represent(engine, serializer, values, place)
    return PLAIN


@method("rest_framework.serializers.Serializer.to_representation",
        "rest_framework.serializers.BaseSerializer.to_representation",
        "rest_flex_fields.serializers.FlexFieldsSerializerMixin.to_representation",
        "rest_framework_gis.serializers.GeoFeatureModelSerializer.to_representation")  # fmt: skip
def to_representation(engine: Engine, serializer: Instance, given: Arguments, place: Place) -> Values:
    """`super().to_representation(instance)`."""
    read_fields(engine, serializer, given.at(0, "instance"), place)
    return (Many("dict", PLAIN, PLAIN),)


def represent(engine: Engine, serializer: Instance, values: Values, place: Place) -> None:
    """Read what a serializer reads of objects."""
    values = tuple(value for value in values if isinstance(value, Row | Rows | Instance))
    if not values or engine.nested > DEEPEST:
        return
    own = engine.classes.method(serializer.cls, "to_representation")
    reader = _in_the_context_of(serializer, serializer.cls)
    engine.nested += 1
    if own is not None and own.module.origin == "project":
        for value in values:
            engine.enter(own, reader, Arguments(((value,),)), place)
    else:
        read_fields(engine, reader, values, place)
    engine.nested -= 1


def read_fields(engine: Engine, reader: Instance, values: Values, place: Place) -> None:
    """Read every field of a serializer that is shown."""
    serializer = engine.serializers.of(reader.cls)
    rows = tuple(value for value in values if isinstance(value, Row | Instance))
    if serializer is None or not rows:
        return
    for shown in _shown(engine, serializer):
        if shown.field is None:
            _read_named(engine, serializer, shown, rows)
        elif shown.field.write_only is not True:
            _read_declared(engine, reader, shown.field, rows, shown.place)


def _shown(engine: Engine, serializer: Serializer) -> Iterator[_Shown]:
    declared = {each.name: each for each in serializer.declared}
    left_out = serializer.exclude if isinstance(serializer.exclude, tuple) else ()
    names = dict(engine.serializers.names(serializer.cls))
    for field in serializer.declared:
        if not names or field.name in names or serializer.fields == ALL:
            yield _Shown(field.name, field, Place(field.owner.module.path, field.value.start, field.value.end))
    for name, written in names.items():
        if name not in declared and name not in left_out:
            yield _Shown(name, None, Place(written.module.path, written.value.start, written.value.end))
    if serializer.fields == ALL or (serializer.fields is None and left_out):
        yield from _all_of_model(engine, serializer, {*declared, *left_out})


def _all_of_model(engine: Engine, serializer: Serializer, without: set[str]) -> Iterator[_Shown]:
    """Yield the many-to-many fields that `__all__` brings; foreign keys are shown by their column."""
    if not isinstance(serializer.model, str):
        return
    options = engine.serializers.written(serializer.cls, "fields") or engine.serializers.written(
        serializer.cls, "exclude"
    )
    if options is None:
        return
    place = Place(options.module.path, options.value.start, options.value.end)
    for relation in engine.models.relations(serializer.model).values():
        shown = relation.kind is Kind.MANY_TO_MANY or (serializer.depth and relation.joinable)
        if relation.forward and relation.name not in without and shown:
            yield _Shown(relation.name, None, place)


def _read_named(engine: Engine, serializer: Serializer, shown: _Shown, rows: Values) -> None:
    """Read a field of `Meta.fields`: a relation by its key, unless `depth` nests it; anything else as it is."""
    relation = engine.models.relation(serializer.model, shown.name) if isinstance(serializer.model, str) else None
    depth = serializer.depth if isinstance(serializer.depth, int) else 0
    if relation is None:
        _walk(engine, rows, (shown.name,), shown.place)
    elif relation.many:
        items = engine.each_of(_walk(engine, rows, (shown.name,), shown.place), shown.place)
        _nest(engine, items, depth, shown.place)
    elif not relation.forward or depth > 0:
        _nest(engine, _walk(engine, rows, (shown.name,), shown.place), depth, shown.place)


def _nest(engine: Engine, rows: Values, depth: int, place: Place) -> None:
    """Read rows that `depth` nests: all their fields, foreign keys nested while there is depth left (DRF: "depth")."""
    for row in rows if depth > 0 else ():
        relations = engine.models.relations(row.model).values() if isinstance(row, Row) else ()
        for relation in (each for each in relations if each.forward):
            if relation.kind is Kind.MANY_TO_MANY:
                items = engine.each_of(_walk(engine, (row,), (relation.name,), place), place)
                _nest(engine, items, depth - 1, place)
            elif relation.joinable and depth > 1:
                _nest(engine, _walk(engine, (row,), (relation.name,), place), depth - 1, place)


def _read_declared(engine: Engine, reader: Instance, field: SerializerField, rows: Values, place: Place) -> None:
    if isinstance(field.method, Defined):
        for row in rows:
            engine.enter(field.method, reader, Arguments(((row,),)), place)
        return
    if isinstance(field.source, Unknown) or field.method is not None:
        return
    names = () if field.source == "*" else tuple(field.source.split("."))
    if field.serializer is not None:
        values = _walk(engine, rows, names, place)
        inner = engine.each_of(values, place) if field.many is True else values
        represent(engine, _in_the_context_of(reader, field.serializer), inner, place)
    elif field.class_name.startswith(_RELATIONS) or _is_relation(engine, field):
        _read_relation(engine, field, rows, names, place)
    else:
        engine.text(_walk(engine, rows, names, place), field.class_name, place)


def _is_relation(engine: Engine, field: SerializerField) -> bool:
    return field.cls is not None and engine.classes.inherits(field.cls, f"{_RELATIONS}RelatedField")


def _read_relation(engine: Engine, field: SerializerField, rows: Values, names: tuple[str, ...], place: Place) -> None:
    """Read a relation: a single one by key or link comes from the row's own column."""
    kinds = engine.classes.mro(field.cls).names if field.cls is not None else frozenset({field.class_name})
    by_column = _KEY in kinds or bool(kinds.intersection(_LINKS) and field.argument("lookup_field") is None)
    if field.many is True:
        values = engine.each_of(_walk(engine, rows, names, place), place)
    elif by_column:
        _walk(engine, rows, names[:-1], place)
        return
    else:
        values = _walk(engine, rows, names, place)
    if _TEXT in kinds:
        engine.text_of(values, place)
    elif _SLUG in kinds:
        slug = engine.serializers.text(field, "slug_field")
        _walk(engine, values, tuple(slug.split("__")) if slug else (), place)


def _walk(engine: Engine, values: Values, names: tuple[str, ...], place: Place) -> Values:
    """Return what a dotted source leads to; what can be called is, as DRF does."""
    for name in names:
        values = engine.get_of(values, name, place)
        if any(isinstance(value, FunctionValue | Method) for value in values):
            values = engine.call_of(values, Arguments(), place)
    return values


# Views


@method("rest_framework.generics.GenericAPIView.get_serializer_class")
def get_serializer_class(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """`serializer_class`."""
    return engine.get(view, "serializer_class", place)


@method("rest_framework.generics.GenericAPIView.get_serializer_context")
def get_serializer_context(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The request, the format and the view."""
    parts = unknown("a part of a context")
    return (Many("dict", parts, PLAIN, named=tuple((name, parts) for name in ("request", "format", "view"))),)


@method("rest_framework.generics.GenericAPIView.get_serializer")
def get_serializer(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The serializer that `get_serializer_class` names, made with what is given and the view's own context."""
    own = engine.classes.method(view.cls, "get_serializer_context")
    if _CONTEXT not in given.named and own is not None and own.module.origin == "project":
        stated = engine.call_of(engine.get(view, "get_serializer_context", place), Arguments(), place)
        given = Arguments(given.positional, {**given.named, _CONTEXT: stated}, given.is_open)
    classes = engine.call_of(engine.get(view, "get_serializer_class", place), Arguments(), place)
    found: Values = ()
    for cls in classes:
        if isinstance(cls, ClassValue) and engine.classes.inherits(cls.defined, BASE):
            found += construct(engine, cls.defined, given)
    return found or unknown("the view's serializer is not known")


@method("rest_framework.generics.GenericAPIView.get_paginated_response")
def get_paginated_response(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """A response; what it holds was read before."""
    return PLAIN


@method("rest_framework.mixins.ListModelMixin.list")
def list_(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """Every row of `filter_queryset(get_queryset())`, a page of them, through the serializer."""
    rows = engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    rows = engine.call_of(engine.get(view, "filter_queryset", place), Arguments((rows,)), place)
    page = engine.call_of(engine.get(view, "paginate_queryset", place), Arguments((rows,)), place)
    given = Arguments((page,), {"many": (Const(True),)})
    serializers = engine.call_of(engine.get(view, "get_serializer", place), given, place)
    engine.get_of(serializers, "data", place)
    return PLAIN


@method("rest_framework.generics.ListAPIView.get", "rest_framework.generics.ListCreateAPIView.get")
def get_list(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """`self.list(…)`."""
    return engine.call_of(engine.get(view, "list", place), Arguments(), place)


@method("rest_framework.mixins.RetrieveModelMixin.retrieve")
def retrieve(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """One row through the serializer: what it reads of its own related rows is read for each of those."""
    row = engine.call_of(engine.get(view, "get_object", place), Arguments(), place)
    serializers = engine.call_of(engine.get(view, "get_serializer", place), Arguments((row,)), place)
    engine.get_of(serializers, "data", place)
    return PLAIN
