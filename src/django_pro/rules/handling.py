"""The functions that answer requests of Django REST framework's views, for rules that look into their bodies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Function


@dataclass(frozen=True)
class Handling:
    """A function of the project that answers requests, and the endpoints that it answers."""

    function: Defined
    endpoints: tuple[Endpoint, ...]

    @property
    def node(self) -> Function:
        """Return the function as it is written."""
        assert isinstance(self.function.node, Function)
        return self.function.node

    @property
    def methods(self) -> frozenset[str]:
        """Return the HTTP methods by which it is reached."""
        return frozenset(each.method for each in self.endpoints)

    @property
    def routes(self) -> list[str]:
        """Return the names of the endpoints, for machines."""
        return sorted({each.key for each in self.endpoints})


def handlings_of(review: Reviewed) -> Iterator[Handling]:
    """Yield each function of the project that answers an endpoint of DRF's views, once."""
    found: dict[Defined, list[Endpoint]] = {}
    for endpoint in review.endpoints.sites:
        handler = endpoint.handler
        if handler is None or endpoint.view is None or not endpoint.view.is_rest:
            continue
        if handler.module.origin == "project" and isinstance(handler.node, Function):
            found.setdefault(handler, []).append(endpoint)
    for handler, endpoints in sorted(found.items(), key=lambda each: each[0].name):
        if not review.is_aside(handler.module.path):
            yield Handling(handler, tuple(endpoints))


def handlers_of(review: Reviewed) -> Iterator[Defined]:
    """Yield the project's own functions and methods of DRF's views, those that only help them too."""
    table = review.endpoints
    targets = {each.view.target for each in table.sites if each.view is not None and each.view.is_rest}
    for target in sorted(targets, key=lambda each: each.name):
        if review.is_aside(target.module.path):
            continue
        if isinstance(target.node, Function):
            yield target
            continue
        for name, nodes in review.project.classes.own(target).items():
            for node in nodes:
                if isinstance(node, Function):
                    yield review.project.names.define(target.module, f"{target.qualname}.{name}", node)
