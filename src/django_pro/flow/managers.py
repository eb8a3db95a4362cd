"""Managers and querysets of the project's own classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.flow.values import FunctionValue, Place, Rows, Values, unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Function

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_GET_QUERYSET = "get_queryset"


def manager_rows(engine: Engine, label: str, name: str | None, place: Place) -> Values:
    """Return the queryset of a model's manager, the default one where `name` is None."""
    model = engine.models.get(label)
    if model is None:
        return unknown(f"the model {label} is not known")
    manager = engine.models.manager(label, name or model.default_manager)
    if manager is None or (manager.manager is None and manager.queryset is None):
        return (Rows(model=label, source=place, is_manager=True, unseen=True),)
    methods = tuple(each for each in (manager.manager, manager.queryset) if each is not None)
    rows = Rows(model=label, source=place, methods=methods, is_manager=True)
    own = _own_queryset(engine, manager.manager)
    if own is None:
        return (rows,)
    return _through(engine, own, rows)


def _own_queryset(engine: Engine, manager: Defined | None) -> Defined | None:
    """Return a manager's own `get_queryset`."""
    found = engine.classes.method(manager, _GET_QUERYSET) if manager else None
    return found if found and found.module.origin == "project" else None


def _through(engine: Engine, own: Defined, rows: Rows) -> Values:
    """Return a manager's rows as its own `get_queryset` makes them."""
    if engine.is_open(own, rows):
        return (rows,)
    found = engine.enter(own, rows, (), rows.source)
    replace = msgspec.structs.replace
    seen = tuple(replace(each, is_manager=True, methods=rows.methods) for each in found if isinstance(each, Rows))
    if seen and not any(isinstance(each, Unknown) for each in found):
        return seen
    return (replace(rows, blind=f"`{own.qualname}` could not be followed"),)


def method_of(engine: Engine, rows: Rows, name: str) -> Values | None:
    """Return a method that the project's own manager or queryset class gives."""
    for cls in rows.methods:
        found = engine.classes.method(cls, name)
        if found is not None and found.module.origin == "project" and isinstance(found.node, Function):
            if name == _GET_QUERYSET and rows.is_manager:
                return None
            return (FunctionValue(found, rows),)
    return None
