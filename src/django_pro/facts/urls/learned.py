"""What was learned of routes, put into what was read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django_pro.facts.urls.flattening import NOWHERE
from django_pro.facts.urls.route import Route, Source, UnknownRoutes, ViewRef
from django_pro.project.bindings import Assigned
from django_pro.project.learned import RouteRow
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Expression

#: Views that serve files while somebody develops: they are no endpoints.
_SERVING = ("django.views.static.serve", "django.contrib.staticfiles.views.serve")
Found = Route | UnknownRoutes


def as_learned(read: tuple[Found, ...], project: Project) -> tuple[Found, ...]:
    """Return routes as they were read where that tells the same, else as they were learned; `taken` takes their views."""
    rows = [each for each in project.learned.routes if not each.admin and each.view not in _SERVING]
    if not rows:
        return read
    learning = _Learning(project, [each for each in read if isinstance(each, Route)])
    found = [learning.route(row) for row in rows]
    if not project.learned.has_all_routes:
        unsure = [each for each in read if isinstance(each, UnknownRoutes)]
        return (*found, *learning.left, *unsure)
    return (*found, *(each for each in learning.left if each.conditional or each.source is not Source.WRITTEN))


class _Learning:
    """Pairs rows with the routes that were read; `left` are those that no row is paired with."""

    def __init__(self, project: Project, read: Iterable[Route]) -> None:
        self.project = project
        self.left = list(read)

    def route(self, row: RouteRow) -> Route:
        """Return the route of a row: that which was read, where there is one."""
        for pairs in (self._same, self._without_view, self._without_text):
            read = next((each for each in self.left if pairs(each, row)), None)
            if read is not None:
                self.left = [each for each in self.left if each is not read]
                return self._merged(read, row)
        self.project.learned.taken.add(row.view)
        path = row.listed[-1] if row.listed and row.listed[-1] in self.project.files else ""
        return Route(row.pattern, row.name, self._view(row), path, self._node(path))

    def _node(self, path: str) -> Expression:
        """Return where a file lists its patterns: nearer than that nobody knows what makes a route."""
        if not path:
            return NOWHERE
        bound = self.project.names.bindings(self.project.modules.at(path)).names.get("urlpatterns", ())
        return next((each.value for each in bound if isinstance(each, Assigned) and each.value is not None), NOWHERE)

    def _same(self, read: Route, row: RouteRow) -> bool:
        return read.pattern == row.pattern and read.view.name in (row.view, *row.also)

    def _without_view(self, read: Route, row: RouteRow) -> bool:
        """Whether a route's view is not known, or goes by another name: two views at one pattern were paired before."""
        return read.pattern == row.pattern and (not read.view.name or read.name == row.name)

    def _without_text(self, read: Route, row: RouteRow) -> bool:
        return bool(read.unread) and read.name == row.name and read.view.name in (row.view, *row.also)

    def _merged(self, read: Route, row: RouteRow) -> Route:
        view = read.view if read.view.name else self._view(row)
        found = replace(read, pattern=row.pattern, name=row.name, view=view, unread="", conditional=False)
        if (read.pattern, read.name, read.view, read.unread) != (found.pattern, found.name, found.view, found.unread):
            self.project.learned.taken.add(row.view)
        return found

    def _view(self, row: RouteRow) -> ViewRef:
        names = (row.view, *row.also)
        target = next((each for name in names for each in self._defined(name)), None)
        return ViewRef(row.view, target, row.actions)

    def _defined(self, name: str) -> Iterator[Defined]:
        return (each for each in self.project.names.dotted(name) if isinstance(each, Defined))
