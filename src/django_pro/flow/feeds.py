"""What feeds and sitemaps read of each item (Django: "The syndication feed framework", "The sitemap framework")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.values import Instance, Place, Values
from django_pro.project.names import Defined
from django_pro.source.syntax import Function

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

FEED = ("django.contrib.syndication.views.Feed",)
SITEMAP = ("django.contrib.sitemaps.Sitemap", "django.contrib.sitemaps.GenericSitemap")
_ABOUT_ITEMS = "item_"
_OF_SITEMAP = ("location", "lastmod", "priority", "changefreq")
_ADDRESS = "get_absolute_url"


def feed(engine: Engine, cls: Defined, place: Place) -> None:
    """A feed asks its methods about each item; without `item_title` and `item_description` it prints it."""
    view = Instance(cls)
    items = engine.each_of(_items(engine, view, place), place)
    own = _methods(engine, cls)
    for name in own:
        if name.startswith(_ABOUT_ITEMS):
            engine.call_of(engine.get(view, name, place), Arguments((items,)), place)
    if "item_title" not in own or "item_description" not in own:
        engine.text_of(items, place)
    if "item_link" not in own:
        _address(engine, items, place)


def sitemap(engine: Engine, cls: Defined, place: Place) -> None:
    """A sitemap asks where each item is, and when it was changed."""
    view = Instance(cls)
    items = engine.each_of(_items(engine, view, place), place)
    own = _methods(engine, cls)
    for name in _OF_SITEMAP:
        if name in own:
            engine.call_of(engine.get(view, name, place), Arguments((items,)), place)
    if "location" not in own:
        _address(engine, items, place)


def _items(engine: Engine, view: Instance, place: Place) -> Values:
    """Return what `items()` gives; a feed that takes an object is given that of its `get_object`."""
    found = engine.classes.method(view.cls, "items")
    if found is None or not isinstance(found.node, Function):
        return ()
    given = Arguments()
    if len(found.node.parameters) > 1:
        given = Arguments((engine.call_of(engine.get(view, "get_object", place), Arguments(), place),))
    return engine.call_of(engine.get(view, "items", place), given, place)


def _methods(engine: Engine, cls: Defined) -> frozenset[str]:
    own = (each for each in engine.classes.mro(cls).classes if each.module.origin == "project")
    return frozenset(name for each in own for name, nodes in engine.classes.own(each).items()
                     if isinstance(nodes[-1], Function))  # fmt: skip


def _address(engine: Engine, items: Values, place: Place) -> None:
    engine.call_of(engine.get_of(items, _ADDRESS, place), Arguments(), place)
