"""Doors: what Django calls by itself on a class of the project, when a request comes in or a page of the admin is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django_pro.flow.library.methods import METHODS
from django_pro.flow.values import Const, Instance, Place, Request
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Methods that Django's and DRF's own classes answer requests with: method of the class, action of a viewset, HTTP method.
_ANSWERS = (
    ("rest_framework.generics.GenericAPIView", "list", "list", "GET"),
    ("rest_framework.generics.GenericAPIView", "retrieve", "retrieve", "GET"),
    ("django.views.generic.base.TemplateResponseMixin", "get", "", "GET"),
)

Door = tuple[Instance, str, Place]


def doors_of(engine: Engine, path: str) -> Iterator[Door]:
    """Yield the objects of a file's classes with what is called on them, where no code of the project's own does it."""
    module = engine.project.modules.at(path)
    for cls in engine.classes.in_module(module):
        place = Place(path, cls.node.start, cls.node.start)
        for base, name, action, method in _ANSWERS:
            if engine.classes.inherits(cls, base) and _is_djangos(engine, cls, name):
                known = (("action", (Const(action),)), ("request", (Request(method),)))
                yield Instance(cls, known=known), name, place


def _is_djangos(engine: Engine, cls: Defined, name: str) -> bool:
    """Whether a method is Django's own, one that is known."""
    found = engine.classes.member(cls, name)
    return found is not None and f"{found.owner.name}.{found.name}" in METHODS
