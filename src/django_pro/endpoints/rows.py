"""The table of endpoints as plain rows: what is known of each, and where it is said."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from django_pro.endpoints import Endpoints
from django_pro.endpoints.endpoint import NOTHING, Endpoint
from django_pro.facts.templates.renders import Renders
from django_pro.facts.views.functions import walk
from django_pro.facts.views.policies import FILTERS
from django_pro.facts.views.view import Stated
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Attribute, Chain, Constant, Function, Item, Name, body_of

#: Methods of a generic view that say which rows it works on.
_SCOPING = ("get_queryset", "get_object", "filter_queryset")


class Cell(msgspec.Struct, frozen=True):
    """Something about an endpoint: `value` is full names, None where it is not known, as `why` tells.

    `origin` says what decides it (`class`, `mixin`, `decorator`, `action`, `method`, `setting`, `middleware`, `default`),
    `path` and `line` where.
    """

    value: list[str] | None
    origin: str
    why: str = ""
    path: str = ""
    line: int = 0


class EndpointRow(msgspec.Struct, frozen=True):
    """One endpoint: a route (and those that share its name and view) by one HTTP method.

    `site` tells that the view is the project's own; `scope` is what the rows are narrowed by: `request.user`, a URL
    argument. `tests` names the tests that make the request, None where reading the tests cannot tell.
    """

    route: str
    routes: list[str]
    method: str
    name: str
    view: str
    kind: str
    path: str
    line: int
    site: bool
    authentication: Cell
    permissions: Cell
    throttles: Cell
    scope: list[str]
    serializer: Cell
    pagination: Cell
    filters: Cell
    templates: list[str]
    tests: list[str] | None


class Rows:
    """Makes the rows of one Django root."""

    def __init__(self, table: Endpoints) -> None:
        self.table = table
        self.project = table.project
        self._renders = Renders(table.project)

    def all(self) -> Iterator[EndpointRow]:
        """Yield every endpoint's row, in the order of the routes."""
        unsure = self.table.reaching.why_unsure is not None
        for endpoint in self.table.all:
            tests = [test.name for test in self.table.reaching.tests_of(endpoint)]
            yield self._row(endpoint, None if unsure and not tests else tests)

    def _row(self, endpoint: Endpoint, tests: list[str] | None) -> EndpointRow:
        view = endpoint.view
        target = view.target if view is not None else None
        name = endpoint.route.view.name or endpoint.route.view.why
        acts = endpoint.handler is not None and view is not None and endpoint.handler != target
        return EndpointRow(
            route=endpoint.route.pattern,
            routes=[each.pattern for each in endpoint.routes],
            method=endpoint.method,
            name=endpoint.name,
            view=f"{name}.{endpoint.handler.qualname.rpartition('.')[2]}" if acts and endpoint.handler else name,
            kind=view.kind.value if view is not None else "unknown",
            path=target.module.path if target is not None else "",
            line=self._line(target.module.path, target.node.start) if target is not None else 0,
            site=endpoint.is_site,
            authentication=self._cell(endpoint.authentication),
            permissions=self._cell(endpoint.permissions),
            throttles=self._cell(endpoint.throttles),
            scope=list(dict.fromkeys(self._scope(endpoint))),
            serializer=self._cell(endpoint.serializer),
            pagination=self._cell(endpoint.pagination),
            filters=self._cell(self._filters(endpoint)),
            templates=self._templates(endpoint),
            tests=tests,
        )

    def _cell(self, stated: Stated) -> Cell:
        line = self._line(stated.path, stated.node.start) if stated.path and stated.node is not None else 0
        if isinstance(stated.value, Unknown):
            return Cell(None, stated.origin.value, stated.value.why, stated.path, line)
        return Cell(list(stated.value), stated.origin.value, "", stated.path, line)

    def _line(self, path: str, offset: int) -> int:
        return self.project.sources.line(path, offset) if path in self.project.files else 0

    def _filters(self, endpoint: Endpoint) -> Stated:
        """What a generic view narrows its lists by, at the client's wish."""
        view = endpoint.view
        generic = view is not None and self.table.views.is_generic(view)
        return self.table.policies.by_class(FILTERS, view.target) if view is not None and generic else NOTHING

    def _templates(self, endpoint: Endpoint) -> list[str]:
        view = endpoint.view
        if view is None or view.is_rest or view.third_party:
            return []
        found = (each.names for each in self._renders.by(view.target))
        return list(dict.fromkeys(name for names in found if isinstance(names, tuple) for name in names))

    def _scope(self, endpoint: Endpoint) -> Iterator[str]:
        view = endpoint.view
        if view is None or view.third_party:
            return
        methods = [each for name in _SCOPING if (each := self.table.views.overrides(view.target, name))]
        for method in [*methods, *([endpoint.handler] if endpoint.handler else ())]:
            if isinstance(method.node, Function):
                yield from _narrowing(method.node)


def _narrowing(function: Function) -> Iterator[str]:
    """Yield `request.user` and the URL arguments that a function asks for."""
    arguments = {each.name for each in function.parameters[1:]} - {"self", "request", "args", "kwargs"}
    for node in walk(body_of(function)):
        if isinstance(node, Name) and node.id in arguments:
            yield f"argument {node.id}"
        if not isinstance(node, Chain):
            continue
        names = [each.name for each in node.steps if isinstance(each, Attribute)]
        base = node.base.id if isinstance(node.base, Name) else ""
        if [base, *names][:3] == ["self", "request", "user"] or [base, *names][:2] == ["request", "user"]:
            yield "request.user"
        at = 1 if base == "self" and names[:1] == ["kwargs"] else 0 if base == "kwargs" else None
        step = node.steps[at] if at is not None and len(node.steps) > at else None
        if isinstance(step, Item) and isinstance(step.index, Constant):
            yield f"argument {step.index.value}"
