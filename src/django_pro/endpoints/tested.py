"""What the tests try of each endpoint, as far as reading them tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from django_pro.endpoints.endpoint import Endpoint
from django_pro.endpoints.reaching import Reaching, Resolved
from django_pro.facts.tests import Test
from django_pro.source.syntax import Function, source_of

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED = frozenset({401, 403, 404})

#: What a function that validates a form holds.
_FORM = re.compile(rb"is_valid|errors")
#: What the name of a test says of something sent wrongly.
_WRONGLY = re.compile(
    r"invalid|error|wrong|bad_|missing|reject|fail|required|duplicate|validat|too_|incorrect|mismatch"
)
#: What the name of a test says of something that is not to be let through, or that goes wrong.
_REFUSING = re.compile(
    rf"{_WRONGLY.pattern}|not_|_not|no_|cannot|den(?:y|ied|ies)|forbid|unauth|anonymous|permission|only_|without_|unknown"
    r"|disallow|refus|expire|exceed|limit|timeout|locked|illegal|restrict|protect|requires|owner|access|scope"
)
#: What a test says of an answer that lets nothing through, or tells of something wrong.
_REFUSED_SO = re.compile(
    rb"(?i)not allowed|denied|forbidden|not exist|not found|invalid|not valid|error|cannot|can ?not|can't|unauthori[sz]ed"
)


class State(StrEnum):
    """Something a test tries of an endpoint.

    A request is `happy` where it is answered by 2xx, or by a redirect for somebody who is logged in; it is one of
    `authorization` where it is refused (401, 403, 404, a redirect of nobody), one of `input` where what was sent is
    (any other status from 400 to 499, a form's errors), and `count-verified` where its queries are counted.
    """

    TOUCHED = "touched"
    HAPPY = "happy"
    AUTHORIZATION = "authorization"
    INPUT = "input"
    COUNTED = "count-verified"


class Tested:
    """Questions about endpoints and what is tried of them."""

    def __init__(self, reaching: Reaching) -> None:
        self.reaching = reaching

    def requests_of(self, endpoint: Endpoint) -> tuple[Resolved, ...]:
        """Return the requests that lead to an endpoint."""
        found = (each for route in endpoint.routes for each in self._by_route.get((id(route), endpoint.method), ()))
        return tuple(dict.fromkeys(found))

    def states(self, endpoint: Endpoint) -> frozenset[State]:
        """Return what is tried of an endpoint."""
        found = {state for each in self.requests_of(endpoint) for state in states_of(each, endpoint)}
        return frozenset(found | ({State.TOUCHED} if self.reaching.tests_of(endpoint) else set()))

    def is_refused(self, endpoint: Endpoint) -> bool:
        """Whether a test asks an endpoint's route, by any method, for what must fail: its status says so, or what it tells."""
        asked = {each for route in endpoint.routes for each in self._by_any_method.get(id(route), ())}
        failing = frozenset({State.AUTHORIZATION, State.INPUT})
        return any(
            not failing.isdisjoint(states_of(each, endpoint))
            or any(status >= 500 for status in each.call.outcome.statuses)
            or _tells_of_refusal(each.test)
            for each in asked
        )

    def is_named_apart(self, endpoint: Endpoint) -> bool:
        """Whether a route's name stands in a test file of which no request leads to it: something there may."""
        read = {each.call.path for route in endpoint.routes for each in self._by_any_method.get(id(route), ())}
        names = {route.name.encode() for route in endpoint.routes if route.name}
        marks = [quote + name + quote for name in names for quote in (b'"', b"'")]
        return any(mark in text for path, text in self._texts.items() if path not in read for mark in marks)

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        tests = self.reaching.tests
        return {path: (tests.project.root / path).read_bytes() for path in tests.files}

    @cached_property
    def _by_any_method(self) -> dict[int, list[Resolved]]:
        found: dict[int, list[Resolved]] = {}
        for each in self.reaching.resolved:
            for route in each.routes:
                found.setdefault(id(route), []).append(each)
        return found

    @cached_property
    def _by_route(self) -> dict[tuple[int, str], list[Resolved]]:
        found: dict[tuple[int, str], list[Resolved]] = {}
        for each in self.reaching.resolved:
            for route in each.routes:
                found.setdefault((id(route), each.call.method), []).append(each)
        return found


def states_of(request: Resolved, endpoint: Endpoint) -> Iterator[State]:
    """Yield what a request tries of an endpoint; one whose status nobody asserts is taken for answered well."""
    outcome = request.call.outcome
    yield State.TOUCHED
    if outcome.counted:
        yield State.COUNTED
    if outcome.form_errors and endpoint.method not in _SAFE:
        yield State.INPUT
    for status in outcome.statuses or (200,):
        if status in _REFUSED:
            yield State.AUTHORIZATION
        elif 400 <= status < 500:
            yield State.INPUT
        elif 300 <= status < 400:
            yield State.HAPPY if outcome.signed_in and not outcome.to_login else State.AUTHORIZATION
        elif outcome.statuses and _is_form_again(request, endpoint):
            yield State.INPUT
        elif 200 <= status < 300 and (endpoint.method in _SAFE or not outcome.form_errors):
            yield State.HAPPY


def _tells_of_refusal(test: Test) -> bool:
    """Whether a test's name or body tells of something that is refused or wrong, whatever it asserts of the status."""
    name = test.name.rpartition(".")[2]
    return bool(_REFUSING.search(name) or _REFUSED_SO.search(source_of(test.node) or test.node.packed))


def _is_form_again(request: Resolved, endpoint: Endpoint) -> bool:
    """Whether a page that is asked for by POST is shown again: 200 in a test whose name tells of something wrong."""
    if endpoint.method != "POST" or endpoint.view is None or endpoint.view.is_rest:
        return False
    node = endpoint.view.target.node
    has_form = not isinstance(node, Function) or bool(_FORM.search(source_of(node) or node.packed))
    return has_form and bool(_WRONGLY.search(request.test.name.rpartition(".")[2]))
