"""The endpoints of the project's own views, the ones of a view together."""

from __future__ import annotations

from collections.abc import Callable

from django_pro.endpoints import Endpoint
from django_pro.rules.reviewed import Reviewed


def by_view(review: Reviewed, wanted: Callable[[Endpoint], bool]) -> tuple[tuple[Endpoint, ...], ...]:
    """Return the endpoints that are wanted and that a test reaches, those of a view together."""
    found: dict[str, list[Endpoint]] = {}
    table = review.endpoints
    for each in table.sites:
        view = each.view
        if view is None or review.is_aside(view.target.module.path) or not wanted(each):
            continue
        if is_reached(review, each):
            found.setdefault(view.target.name, []).append(each)
    return tuple(tuple(each) for each in found.values())


def is_reached(review: Reviewed, endpoint: Endpoint) -> bool:
    """Whether a test reaches an endpoint: as it ran, else as reading tells."""
    requests = review.ran.requests_of(endpoint)
    return bool(review.endpoints.reaching.tests_of(endpoint) if requests is None else requests)


def named(endpoints: list[Endpoint]) -> str:
    """Return how some endpoints of a view are named in a message."""
    first, *others = endpoints
    more = f" and {len(others)} more" if others else ""
    return f"`{first.key}`{more}"
