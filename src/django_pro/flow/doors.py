"""Doors: what Django calls by itself on a class of the project, when a request comes in or a page of the admin is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from django_pro.flow import admin, columns, feeds, forms
from django_pro.flow.library.methods import METHODS
from django_pro.flow.roots import performing
from django_pro.flow.values import Instance, Place, Request
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Methods that Django's and DRF's own classes answer requests with: method of the class, action of a viewset, HTTP method.
_ANSWERS = (
    ("rest_framework.generics.GenericAPIView", "list", "list", "GET"),
    ("rest_framework.generics.GenericAPIView", "retrieve", "retrieve", "GET"),
    ("django.views.generic.base.TemplateResponseMixin", "get", "", "GET"),
)
_EDITS = "django.views.generic.edit.ModelFormMixin"
_ADMIN = "django.contrib.admin.options.BaseModelAdmin"

Door = Callable[[], None]


def doors_of(engine: Engine, path: str) -> Iterator[Door]:
    """Yield what to read of a file's classes, where no code of the project's own calls it."""
    module = engine.project.modules.at(path)
    for cls in engine.classes.in_module(module):
        place = Place(path, cls.node.start, cls.node.start)
        if engine.classes.inherits(cls, _ADMIN):
            yield from _pages(engine, cls, place)
        if engine.classes.inherits(cls, *feeds.FEED):
            yield partial(engine.begin_at, place, partial(feeds.feed, engine, cls, place))
        if engine.classes.inherits(cls, *feeds.SITEMAP):
            yield partial(engine.begin_at, place, partial(feeds.sitemap, engine, cls, place))
        if (found := engine.columns.of(cls)) is not None:
            yield partial(engine.begin_at, place, partial(columns.gathered, engine, found, place))
        if engine.classes.inherits(cls, columns.TABLE_VIEW):
            yield partial(engine.begin_at, place, partial(columns.shown_by_view, engine, cls, place))
        if (form := engine.forms.of(cls)) is not None:
            yield partial(engine.begin_at, place, partial(forms.shown, engine, form, place))
        if engine.classes.inherits(cls, _EDITS):
            yield partial(engine.begin_at, place, partial(forms.shown_by_view, engine, cls, place))
        for base, name, action, method in _ANSWERS:
            if engine.classes.inherits(cls, base) and _is_djangos(engine, cls, name):
                known = (*performing(action), ("request", (Request(method),)))
                yield partial(engine.open, Instance(cls, known=known), name, place)
    for each in engine.admins.registrations:
        if each.admin is None and each.module.path == path and isinstance(each.model, str):
            place = Place(path, each.node.start, each.node.start)
            yield partial(engine.begin_at, place, partial(admin.bare_list, engine, each.model, place))


def _pages(engine: Engine, cls: Defined, place: Place) -> Iterator[Door]:
    found = engine.admins.of(cls)
    for label in found.models if found else ():
        if found is not None and isinstance(label, str):
            pages = (admin.inline_list,) if found.inline else (admin.change_list, admin.change_form, admin.actions)
            for page in pages:
                yield partial(engine.begin_at, place, partial(page, engine, found, label, place))


def _is_djangos(engine: Engine, cls: Defined, name: str) -> bool:
    """Whether a method is Django's own, one that is known."""
    found = engine.classes.member(cls, name)
    return found is not None and f"{found.owner.name}.{found.name}" in METHODS
