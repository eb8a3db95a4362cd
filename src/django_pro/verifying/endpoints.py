"""Endpoint coverage: what a run tried of each endpoint, and how many queries it cost at which size."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from django_pro.endpoints.tested import State
from django_pro.rules.reviewed import Reviewed


class Row(msgspec.Struct, frozen=True):
    """An endpoint: the states that were tried; `sizes` are (rows, queries) of requests that succeeded, smallest first."""

    name: str
    method: str
    view: str
    states: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...]
    counted_twice: bool


def rows_of(review: Reviewed) -> tuple[Row, ...]:
    """Return the endpoints of the project's own views, those that the run cannot tell of left out."""
    found: list[Row] = []
    for each in review.endpoints.sites:
        states = review.ran.states(each)
        if states is None or each.view is None or review.is_aside(each.view.target.module.path):
            continue
        sizes = {(rows, made) for request in review.ran.requests_of(each) or () for rows, made, _ in request.sizes}
        twice = review.ran.is_counted_at_two_sizes(each)
        found.append(
            Row(each.name, each.method, each.view.target.name, tuple(sorted(states)), tuple(sorted(sizes)), twice)
        )
    return tuple(found)


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """Return of how many endpoints each state was tried, in the order of the states, those that only a run tells last."""
    states = [state for row in rows for state in row.states]
    further = sorted(set(states) - {state.value for state in State})
    return {name: states.count(name) for name in (*(state.value for state in State), *further)}
