"""Where a reading begins: every function that the program may enter from outside, with what its `self` is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django_pro.flow.attributes import last_name
from django_pro.flow.frame import Frame
from django_pro.flow.values import ClassValue, Const, Instance, ModelClass, Place, Row, Rows, Value, Values
from django_pro.project.names import Defined
from django_pro.source.syntax import Call, Chain, Function

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: What an action may state of its viewset.
_GIVEN = frozenset({"serializer_class", "queryset"})
Root = tuple[Defined, Value | None]
_MANAGER = "django.db.models.manager.BaseManager"
_QUERYSET = "django.db.models.query.QuerySet"
_VIEWSET = "rest_framework.viewsets.ViewSetMixin"
#: The actions that a router finds by their names, on the list and on one row (DRF: "Routers").
_LISTS = frozenset({"list", "create"})
_DETAILS = frozenset({"retrieve", "update", "partial_update", "destroy"})


def roots_of(engine: Engine, path: str) -> Iterator[Root]:
    """Yield the functions and methods of a file."""
    module = engine.project.modules.at(path)
    for name, found in engine.names.bindings(module).names.items():
        for node in found:
            if isinstance(node, Function):
                yield engine.names.define(module, name, node), None
    for cls in engine.classes.in_module(module):
        yield from _methods(engine, cls)


def is_inner(function: Defined) -> bool:
    """Whether a function is there for others of its file or class to call: its name begins with one underscore."""
    name = function.qualname.rpartition(".")[2]
    return name.startswith("_") and not name.startswith("__")


def _methods(engine: Engine, cls: Defined) -> Iterator[Root]:
    for name, found in engine.classes.own(cls).items():
        for node in found:
            if isinstance(node, Function):
                method = engine.names.define(cls.module, f"{cls.qualname}.{name}", node)
                yield from ((method, self_value) for self_value in _selves(engine, cls, method, node))
    yield from _inherited(engine, cls)


def _inherited(engine: Engine, cls: Defined) -> Iterator[Root]:
    """Yield methods of the project's own base classes that loop and use what this class gives them."""
    if engine.models.of(cls) is not None:
        return
    own = engine.classes.own(cls)
    names = [name.encode() for name in own]
    for base in engine.classes.mro(cls).classes[1:]:
        if base.module.origin != "project":
            continue
        for name, found in engine.classes.own(base).items():
            node = found[-1]
            if name in own or not isinstance(node, Function):
                continue
            method = engine.names.define(base.module, f"{base.qualname}.{name}", node)
            if engine.loops(method) and any(used in bytes(node.packed) for used in names):
                yield method, Instance(cls)


def _selves(engine: Engine, cls: Defined, method: Defined, node: Function) -> Iterator[Value | None]:
    """Yield what `self`, or `cls`, stands for in a method that nothing is known of."""
    kinds = {last_name(decorator) for decorator in node.decorators}
    model = engine.models.of(cls)
    if "staticmethod" in kinds:
        yield None
    elif "classmethod" in kinds:
        yield ModelClass(model.label) if model else ClassValue(cls)
    elif model is not None:
        place = Place(cls.module.path, node.start, node.end)
        yield Row(model.label, Rows(model=model.label, source=place, caller=method), (), False)
    elif engine.classes.inherits(cls, _MANAGER, _QUERYSET):
        yield from _managed(engine, cls, method, node)
    else:
        yield Instance(cls, known=_stated_by_action(engine, cls, node) or _routed(engine, cls, node))


def _stated_by_action(engine: Engine, cls: Defined, node: Function) -> tuple[tuple[str, Values], ...]:
    """Return the attributes that `@action(serializer_class=…, queryset=…)` gives a viewset for one action (DRF: "action")."""
    for decorator in node.decorators:
        if last_name(decorator) == "action" and isinstance(decorator, Chain) and isinstance(decorator.steps[-1], Call):
            frame = Frame(cls.module, owner=cls)
            given = (each for each in decorator.steps[-1].arguments if each.name in _GIVEN)
            stated = tuple((str(each.name), engine.evaluate(frame, each.value)) for each in given)
            detail = next((each.value for each in decorator.steps[-1].arguments if each.name == "detail"), None)
            on_row = (("detail", engine.evaluate(frame, detail)),) if detail is not None else ()
            return (("action", (Const(node.name),)), *on_row, *stated)
    return ()


def _routed(engine: Engine, cls: Defined, node: Function) -> tuple[tuple[str, Values], ...]:
    """Return the action that a viewset performs where one of its own methods answers the request."""
    routed = node.name in _LISTS | _DETAILS and engine.classes.inherits(cls, _VIEWSET)
    return performing(node.name) if routed else ()


def performing(action: str) -> tuple[tuple[str, Values], ...]:
    """Return what a router tells a viewset of the action it performs (DRF: "Introspecting ViewSet actions")."""
    known = action in _LISTS | _DETAILS
    on_row: tuple[tuple[str, Values], ...] = (("detail", (Const(action in _DETAILS),)),) if known else ()
    return (("action", (Const(action),)), *on_row)


def _managed(engine: Engine, cls: Defined, method: Defined, node: Function) -> Iterator[Value]:
    place = Place(cls.module.path, node.start, node.end)
    for model in engine.models.all():
        for manager in model.managers:
            if cls in (manager.manager, manager.queryset):
                methods = tuple(each for each in (manager.manager, manager.queryset) if each is not None)
                yield Rows(model=model.label, source=place, methods=methods, is_manager=True, caller=method)
                return
