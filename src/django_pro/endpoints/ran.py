"""What a run of the tests tried of each endpoint."""

from __future__ import annotations

from django_pro.endpoints.endpoint import Endpoint
from django_pro.endpoints.tested import State
from django_pro.facts.ran import Running
from django_pro.findings.evidence import RanRequest


class RanEndpoints:
    """Questions about endpoints and a run; without one, and of a view whose file was changed since, it can tell nothing."""

    def __init__(self, running: Running | None) -> None:
        self.running = running

    def requests_of(self, endpoint: Endpoint) -> tuple[RanRequest, ...] | None:
        """Return what was asked of an endpoint, None where the run cannot tell of it any more."""
        view, running = endpoint.view, self.running
        if running is None or view is None or not running.is_current(view.target.module.path):
            return None
        names = [route.name for route in endpoint.routes if route.name]
        found = [each for name in names for each in _named(running, (name, endpoint.method), view.target.name)]
        found = found or list(running.by_name.get((view.target.name, endpoint.method), ()))
        return tuple({id(each): each for each in found}.values())

    def states(self, endpoint: Endpoint) -> frozenset[str] | None:
        """Return what was tried of an endpoint, None where the run cannot tell."""
        found = self.requests_of(endpoint)
        return None if found is None else frozenset(state for each in found for state in each.states)

    def is_counted_at_two_sizes(self, endpoint: Endpoint) -> bool:
        """Whether its queries were counted for two numbers of rows, and were as many for both."""
        sizes = [size for each in self.requests_of(endpoint) or () for size in each.sizes if size[2]]
        return len({rows for rows, _, _ in sizes}) > 1 and len({queries for _, queries, _ in sizes}) == 1


def _named(running: Running, key: tuple[str, str], view: str) -> list[RanRequest]:
    """Return the requests of a view name and method, of this view where several share it."""
    found = running.by_name.get(key, [])
    return [each for each in found if each.view == view] or found


def is_tried(states: frozenset[str]) -> bool:
    """Whether something that must be refused was tried."""
    return bool(states & {State.AUTHORIZATION.value, State.INPUT.value})
