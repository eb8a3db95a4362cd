"""The three moves by which one value leads to another: get (`.name`), each (one item), call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.flow import attributes, columns, rows
from django_pro.flow.arguments import Arguments
from django_pro.flow.library import filters, formsets, mixins, serializers, views
from django_pro.flow.library.containers import CONTAINER_METHODS
from django_pro.flow.library.django import DJANGO, PAGINATOR
from django_pro.flow.library.instances import ROW_METHODS
from django_pro.flow.library.methods import METHODS
from django_pro.flow.library.python import PYTHON
from django_pro.flow.library.querysets import QUERYSET_METHODS
from django_pro.flow.managers import manager_rows
from django_pro.flow.names import of_package
from django_pro.flow.values import (
    MEMORY,
    PLAIN,
    ClassValue,
    Closure,
    Const,
    FormSet,
    FunctionValue,
    Getter,
    Instance,
    Library,
    Many,
    Method,
    ModelClass,
    Package,
    Page,
    Partial,
    Place,
    Plain,
    Prefetch,
    Request,
    Row,
    Rows,
    Super,
    Value,
    Values,
    holds_rows,
    join,
    unknown,
)  # fmt: skip
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Methods that choose rows by their columns.
NARROWING = frozenset({"filter", "get", "exclude", "order_by", "aget", "get_or_create", "first", "exists"})
#: Tables that fill themselves when they are imported.
TABLES = (filters, formsets, mixins, serializers, views)
_QUERYSET = ("django.db.models.query.QuerySet", "django.db.models.QuerySet")


def get(engine: Engine, value: Value, name: str, place: Place) -> Values:
    """Return `value.name`."""
    return _GET[type(value)](engine, value, name, place)


def each(engine: Engine, value: Value, place: Place) -> Values:
    """Return one item of a value."""
    if isinstance(value, Rows):
        return rows.each_of_rows(engine, value, place)
    if isinstance(value, Many):
        if value.kind == "dict":
            return value.keys
        return join(*value.fixed) if value.fixed is not None else value.items
    if isinstance(value, Plain | Const):
        return PLAIN
    if isinstance(value, Instance):
        method = engine.classes.method(value.cls, "__iter__")
        if method is not None and method.module.origin == "project" and value not in engine.iterated:
            engine.iterated.add(value)  # an iterator may give itself
            found = engine.each_of(engine.enter(method, value, (), place), place)
            engine.iterated.discard(value)
            return found
    return (value,) if isinstance(value, Unknown) else unknown("items of something that is no container")


def call(engine: Engine, value: Value, given: Arguments, place: Place) -> Values:
    """Return what calling a value gives."""
    if isinstance(value, Method):
        return _call_method(engine, value, given, place)
    if isinstance(value, FunctionValue):
        return engine.enter(value.defined, value.owner, given, place)
    if isinstance(value, Library):
        return _call_library(engine, value, given, place)
    if isinstance(value, Closure):
        return engine.enter_closure(value, given, place)
    if isinstance(value, ModelClass):
        return _construct_row(value, given, place)
    if isinstance(value, ClassValue):
        return _construct(engine, value.defined, given, place)
    if isinstance(value, Instance):
        return engine.call_of(engine.get(value, "__call__", place), given, place)
    if isinstance(value, Partial):
        named = {**dict(value.named), **given.named}
        whole = Arguments((*value.positional, *given.positional), named, given.is_open)
        return call(engine, value.function, whole, place)
    if isinstance(value, FormSet):
        return formsets.made(engine, value, given, place)
    if isinstance(value, Getter):
        return _taken(engine, value, given, place)
    if isinstance(value, Rows):
        return (value,) if value.is_manager else unknown("a queryset is called")
    if isinstance(value, Plain | Const):
        return PLAIN
    return (value,) if isinstance(value, Unknown) else unknown("something that cannot be called")


def _taken(engine: Engine, getter: Getter, given: Arguments, place: Place) -> Values:
    """Return what `attrgetter("author.name")(book)` or `methodcaller("count")(books)` gives."""
    found: list[Values] = []
    for path in getter.paths:
        values = given.at(0)
        for name in path:
            values = engine.get_of(values, name, place)
        found.append(engine.call_of(values, Arguments(), place) if getter.calls else values)
    return found[0] if len(found) == 1 else (Many("tuple", join(*found), fixed=tuple(found)),)


def _call_method(engine: Engine, value: Method, given: Arguments, place: Place) -> Values:
    owner = value.owner
    if isinstance(owner, Rows):
        engine.asking.method(owner, value.name, place)
        if value.name in NARROWING:
            engine.asking.narrowed(owner, value.name, given, place)
        known = QUERYSET_METHODS.get(value.name)
        return known(engine, owner, given, place) if known else _unseen_method(owner, value.name)
    if isinstance(owner, Row):
        engine.asking.row_method(owner, value.name, place)
        return ROW_METHODS[value.name](engine, owner, given, place) if value.name in ROW_METHODS else PLAIN
    if isinstance(owner, Many):
        return CONTAINER_METHODS[value.name](engine, owner, given, place)
    if isinstance(owner, Instance):
        return METHODS[value.name](engine, owner, given, place)
    if isinstance(owner, Page):
        return views.rendered(engine, tuple(Const(name) for name in owner.names), given.at(0, "context"), place)
    return unknown(f"`{value.name}()`")


def _unseen_method(rows: Rows, name: str) -> Values:
    """A method of a queryset class that cannot be seen: rows of the same model, loaded nobody knows how."""
    narrowed = rows.parent is not None
    return (
        msgspec.structs.replace(rows, blind=f"`{name}()` could not be followed", narrowed=narrowed, is_manager=False),
    )


def _call_library(engine: Engine, value: Library, given: Arguments, place: Place) -> Values:
    known = PYTHON.get(value.name) or DJANGO.get(value.name)
    return known(engine, given, place) if known else unknown(f"`{value.name}()` cannot be seen")


def _construct_row(value: ModelClass, given: Arguments, place: Place) -> Values:
    """A row made in memory: what it is given is there, and it is one."""
    known = tuple((name, values) for name, values in given.named.items())
    return (Row(value.label, Rows(model=value.label, source=place, held=MEMORY), (), False, known),)


def _construct(engine: Engine, cls: Defined, given: Arguments, place: Place) -> Values:
    if engine.classes.inherits(cls, *_QUERYSET):
        return _construct_queryset(engine, cls, given, place)
    if engine.classes.inherits(cls, serializers.BASE):
        return serializers.construct(engine, cls, given)
    columns.made(engine, cls, given, place)
    if any(_is_instance(value) for values in given.every() for value in values):
        given = Arguments()  # objects made of objects made of objects: what they were made with is not followed
    from_init = engine.classes.method(cls, "__init__")
    if from_init is not None and (from_init.module.origin == "project" or engine.classes.inherits(cls, PAGINATOR)):
        made = engine.made_with(from_init, given)
    else:
        made = tuple({**_by_position(engine, cls, given), **given.named}.items())
    instance = Instance(
        cls, tuple((name, values) for name, values in made if any(holds_rows(value) for value in values))
    )
    if instance.made and from_init is not None and from_init.module.origin == "project":
        engine.enter(from_init, instance, made, place)  # without rows, what it assigns is read when it is asked for
    return (instance,)


def _by_position(engine: Engine, cls: Defined, given: Arguments) -> dict[str, Values]:
    """Return positional arguments by the fields of a dataclass or named tuple, in the order they are written."""
    own = (each for each in reversed(engine.classes.mro(cls).classes) if each.module.origin == "project")
    names = [
        name
        for each in own
        for name, nodes in engine.classes.own(each).items()
        if isinstance(last := nodes[-1], Assigned) and last.annotation is not None
    ]
    return dict(zip(names, given.positional, strict=False))


def _is_instance(value: Value) -> bool:
    return isinstance(value, Instance) and bool(value.made)


def _construct_queryset(engine: Engine, cls: Defined, given: Arguments, place: Place) -> Values:
    """`BookQuerySet(self.model, using=self._db)`: inside a manager it is the manager's own queryset."""
    own = engine.frame.self_value
    if isinstance(own, Rows):
        return (own,)
    found = [value for value in given.at(0, "model") if isinstance(value, ModelClass)]
    return (Rows(model=found[0].label, source=place, methods=(cls,)),) if found else unknown("a queryset of some model")


# What `.name` of each kind of value is


def _of_unknown(engine: Engine, value: Unknown, name: str, place: Place) -> Values:
    return (value,)


def _of_plain(engine: Engine, value: Value, name: str, place: Place) -> Values:
    return PLAIN


def _of_const(engine: Engine, value: Const, name: str, place: Place) -> Values:
    return (Library("format"),) if name == "format" and isinstance(value.value, str) else PLAIN


def _of_method(engine: Engine, value: Method, name: str, place: Place) -> Values:
    """A method of the library; `row._state.adding` tells whether the row is a new one."""
    return (Const(False),) if (value.name, name) == ("_state", "adding") else PLAIN


def _of_page(engine: Engine, value: Page, name: str, place: Place) -> Values:
    return (Method(value, name),) if name == "render" else PLAIN


def _of_callable(engine: Engine, value: Partial | Getter | FormSet, name: str, place: Place) -> Values:
    return unknown(f"`{name}` of a function")


def _of_model(engine: Engine, value: ModelClass, name: str, place: Place) -> Values:
    if engine.models.manager(value.label, name) is not None:
        return manager_rows(engine, value.label, name, place)
    if name in ("_default_manager", "_base_manager", "objects"):
        return manager_rows(engine, value.label, None, place)
    model = engine.models.get(value.label)
    found = engine.classes.member(model.cls, name) if model else None
    if found is not None and found.owner.module.origin == "project" and model and model.field(name) is None:
        return attributes.member(engine, found, value, place)
    return PLAIN


def _of_many(engine: Engine, value: Many, name: str, place: Place) -> Values:
    if value.kind in ("form", "formset") and (found := formsets.part(value, name)) is not None:
        return found
    return (Method(value, name),) if name in CONTAINER_METHODS else unknown(f"`{name}` of a container")


def _of_library(engine: Engine, value: Library, name: str, place: Place) -> Values:
    return (Library(f"{value.name}.{name}"),)


def _of_function(engine: Engine, value: FunctionValue, name: str, place: Place) -> Values:
    """`task.delay(…)` and `task.apply_async(…)` are calls of their own, made elsewhere."""
    return unknown(f"`{name}` of a function")


def _of_class(engine: Engine, value: ClassValue, name: str, place: Place) -> Values:
    found = engine.member_of(value.defined, name)
    if found is None:
        return unknown(f"`{name}` of {value.defined.qualname}")
    return attributes.member(engine, found, value, place)


def _of_request(engine: Engine, value: Request, name: str, place: Place) -> Values:
    if name == "method" and value.method:
        return (Const(value.method),)
    user = engine.models.user() if name == "user" else None
    if user is None:
        return unknown(f"`{name}` of the request")
    return (Row(user.label, Rows(model=user.label, source=place), (), False),)


def _of_prefetch(engine: Engine, value: Prefetch, name: str, place: Place) -> Values:
    return unknown("an attribute of a `Prefetch`")


_GET: dict[type, Callable[[Engine, Any, str, Place], Values]] = {
    Unknown: _of_unknown,
    Plain: _of_plain,
    Const: _of_const,
    Page: _of_page,
    Partial: _of_callable,
    Getter: _of_callable,
    FormSet: _of_callable,
    ModelClass: _of_model,
    Rows: rows.get_of_rows,
    Row: rows.get_of_row,
    Many: _of_many,
    Package: of_package,
    Library: _of_library,
    FunctionValue: _of_function,
    Closure: _of_function,
    ClassValue: _of_class,
    Instance: attributes.of_instance,
    Super: attributes.of_super,
    Method: _of_method,
    Prefetch: _of_prefetch,
    Request: _of_request,
}
