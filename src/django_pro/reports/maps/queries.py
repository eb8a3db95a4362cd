"""Each endpoint's queries as they are read: what is loaded, what is asked for each row, and the sum as a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from django_pro.endpoints import Endpoint, endpoints_of
from django_pro.facts.views.view import View
from django_pro.flow.asked import Asked
from django_pro.flow.reading import Reading
from django_pro.flow.touches import LOADED, MISSING
from django_pro.flow.values import Place
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.reports.paint import Paint
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Node

#: Actions that answer with one row (DRF: "ViewSet actions").
_ONE = frozenset({"retrieve", "create", "update", "partial_update", "destroy"})
#: What makes the rows of every action of a view.
_SHARED = frozenset({"get_queryset", "queryset", "model"})


class Load(msgspec.Struct, frozen=True):
    """A relation that is read for each row of the queryset at the place.

    `state` is `loaded`, `missing`, or why it is not known.
    """

    model: str
    relation: str
    state: str
    path: str
    line: int


class Query(msgspec.Struct, frozen=True):
    """A query that the code makes for each row, and where."""

    model: str
    method: str
    path: str
    line: int


class QueryRow(msgspec.Struct, frozen=True):
    """An endpoint with its queries: `formula` counts them for `N` rows, those of packages and middleware aside."""

    route: str
    method: str
    name: str
    view: str
    formula: str
    loads: list[Load]
    asks: list[Query]


def query_rows(project: Project) -> Iterator[QueryRow]:
    """Yield the endpoints whose rows could be followed, in the order of the routes."""
    review = Reviewed(project)
    for endpoint in endpoints_of(project).sites:
        if endpoint.view is None:
            continue
        reach = _Reach(review, endpoint.view, endpoint)
        loads = [each for each in review.flow.readings if reach.holds(each.source, *(use.place for use in each.uses))]
        asks = [
            each for each in review.flow.asked if each.ask.over is not None and reach.holds(each.ask.over, each.place)
        ]
        if loads or asks:
            yield _row(review, endpoint, loads, asks)


def _row(review: Reviewed, endpoint: Endpoint, loads: Sequence[Reading], asks: Sequence[Asked]) -> QueryRow:
    def line(place: Place) -> int:
        return review.line(place.path, place.start)

    return QueryRow(
        endpoint.route.pattern, endpoint.method, endpoint.name, endpoint.route.view.name, _formula(review, loads, asks),
        [Load(each.model, "__".join(each.path), each.state, each.source.path, line(each.source)) for each in loads],
        [Query(each.ask.model, each.ask.method, each.place.path, line(each.place)) for each in asks],
    )  # fmt: skip


def _formula(review: Reviewed, loads: Sequence[Reading], asks: Sequence[Asked]) -> str:
    """Return the sum: a query for each queryset and each prefetched relation, and those for each row."""
    sources = {each.source for each in loads} | {each.ask.over for each in asks}
    fetched = {each.path for each in loads if each.state == LOADED and _many(review, each)}
    rows = len({(each.source, each.path) for each in loads if each.state == MISSING}) + len(asks)
    fixed = len(sources) + len(fetched)
    return str(fixed) if not rows else f"{fixed} + {'' if rows == 1 else rows}N"


def _many(review: Reviewed, reading: Reading) -> bool:
    """Whether a path's last relation leads to many rows, so that a query of its own loads it."""
    model = reading.model
    for name in reading.path[:-1]:
        relation = review.models.relation(model, name)
        if relation is None or not isinstance(relation.to, str):
            return False
        model = relation.to
    last = review.models.relation(model, reading.path[-1])
    return last is not None and last.many


class _Reach:
    """The stretches of source that answer one endpoint."""

    def __init__(self, review: Reviewed, view: View, endpoint: Endpoint) -> None:
        self.review = review
        self._spans = list(self._of(view, endpoint))

    def _of(self, view: View, endpoint: Endpoint) -> Iterator[Place]:
        target, handler = view.target, endpoint.handler
        path = target.module.path
        if handler is None or handler == target:
            yield Place(path, target.node.start, target.node.end)
            return
        yield Place(handler.module.path, handler.node.start, handler.node.end)
        if handler.qualname.rpartition(".")[2] in _ONE:
            return
        for owner in self.review.project.classes.mro(target).classes:
            if owner.module.origin == "project":
                for name in _SHARED:
                    yield from self._member(owner, name)

    def _member(self, owner: Defined, name: str) -> Iterator[Place]:
        for found in self.review.project.classes.own(owner).get(name, ()):
            node = found.value if isinstance(found, Assigned) else found
            if isinstance(node, Node):
                yield Place(owner.module.path, node.start, node.end)

    def holds(self, source: Place, *others: Place) -> bool:
        """Whether a queryset, or a place its rows come to, stands in what answers."""
        return any(self._inside(each) for each in (source, *others))

    def _inside(self, place: Place) -> bool:
        return any(
            span.path == place.path and span.start <= place.start and place.end <= span.end for span in self._spans
        )


def write_queries(rows: Sequence[QueryRow], paint: Paint) -> Iterator[str]:
    """Yield each endpoint with its formula, and below it what is read for each row."""
    for row in rows:
        style = "yellow" if "N" in row.formula else "green"
        yield f"{paint(row.method.ljust(6), 'bold')} {row.route or '/'}  {paint(row.formula, style)}"
        for load in row.loads:
            told = load.state if load.state in (LOADED, MISSING) else f"not known: {load.state}"
            yield f"         {load.model}.{load.relation}: {told}  {paint(f'{load.path}:{load.line}', 'dim')}"
        for ask in row.asks:
            yield f"         {ask.model}.{ask.method} for each row  {paint(f'{ask.path}:{ask.line}', 'dim')}"
    yield f"{len(rows)} endpoints whose rows are read further"
