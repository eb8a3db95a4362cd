"""The table of endpoints: route by method, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

from django_pro.endpoints.endpoint import Endpoint
from django_pro.endpoints.reaching import Reaching
from django_pro.endpoints.tested import State, Tested
from django_pro.facts.tests import Tests
from django_pro.facts.urls import Route, Urls
from django_pro.facts.urls.route import ViewRef
from django_pro.facts.views import API, VIEWSET, Views
from django_pro.facts.views.policies import Guards, Policies
from django_pro.facts.views.view import View
from django_pro.project.project import Project
from django_pro.source.syntax import Name

__all__ = ["Endpoint", "Endpoints", "Reaching", "State", "Tested", "endpoints_of"]

#: What a router sends to which action of a viewset.
_ACTIONS = (("get", "list"), ("post", "create"), ("put", "update"), ("delete", "destroy"))
_KNOWN: WeakKeyDictionary[Project, Endpoints] = WeakKeyDictionary()


def endpoints_of(project: Project) -> Endpoints:
    """Return the endpoints of a Django root, built once for it."""
    found = _KNOWN.get(project)
    if found is None:
        found = _KNOWN[project] = Endpoints(project, Urls(project), Views(project), Tests(project))
    return found


class Endpoints:
    """Questions about the endpoints of one Django root."""

    def __init__(self, project: Project, urls: Urls, views: Views, tests: Tests) -> None:
        self.project = project
        self.urls = urls
        self.views = views
        self.tests = tests
        self.policies = Policies(views)
        self.guards = Guards(views)

    @cached_property
    def all(self) -> tuple[Endpoint, ...]:
        """Every endpoint, in the order of the routes; routes of one name, view and set of actions are one."""
        together: dict[tuple[object, ...], list[Route]] = {}
        for route in self.urls.all:
            actions = tuple(sorted((route.view.actions or {}).items()))
            together.setdefault((route.name or route.pattern, route.view.name, actions), []).append(route)
        found: dict[str, Endpoint] = {}
        for routes in together.values():
            for each in self._of(tuple(routes)):
                row = replace(each, label=each.route.pattern) if each.key in found else each
                found.setdefault(row.key, row)
        return tuple(found.values())

    def _of(self, routes: tuple[Route, ...]) -> Iterator[Endpoint]:
        found: dict[str, Endpoint] = {}
        for route in routes:
            view = self.views.of(route)
            for method, handler in (view.methods if view else {"GET": None}).items():
                label = route.name or route.pattern
                found.setdefault(method, Endpoint(routes, method, view, handler, self.policies, self.guards, label))
        yield from found.values()

    @property
    def sites(self) -> tuple[Endpoint, ...]:
        """The endpoints that rules judge: those of the project's own views."""
        return tuple(each for each in self.all if each.is_site)

    def unrouted(self, base: str = API) -> Iterator[Endpoint]:
        """Yield the endpoints of views that no route seen here leads to and nothing builds on: a package may."""
        routed = {each.view.target for each in self.all if each.view is not None}
        bases = {base for cls in self.views.classes for base in self.project.classes.mro(cls).classes[1:]}
        for cls in self.views.classes:
            if cls in routed or cls in bases or not self.project.classes.inherits(cls, base):
                continue
            here = {method: name for method, name in _ACTIONS if self.project.classes.method(cls, name) is not None}
            ref = ViewRef(cls.name, cls, here if self.project.classes.inherits(cls, VIEWSET) else None)
            written = Name(cls.node.start, cls.node.end, cls.qualname)
            yield from self._of((Route("", cls.qualname, ref, cls.module.path, written),))

    @cached_property
    def _by_view(self) -> dict[str, tuple[Endpoint, ...]]:
        found: dict[str, list[Endpoint]] = {}
        for each in self.all:
            if each.view is not None:
                found.setdefault(each.view.target.name, []).append(each)
        return {name: tuple(rows) for name, rows in found.items()}

    def of(self, view: View) -> tuple[Endpoint, ...]:
        """Return the endpoints that lead to a view's class or function."""
        return self._by_view.get(view.target.name, ())

    @cached_property
    def reaching(self) -> Reaching:
        """Which tests reach which endpoints."""
        return Reaching(self.urls, self.all, self.tests)

    @cached_property
    def tested(self) -> Tested:
        """What the tests try of each endpoint."""
        return Tested(self.reaching)
