"""What one request that ran tried of its endpoint."""

from __future__ import annotations

import re

from django_pro.endpoints.tested import State
from django_pro.verifying.events import Unit

_REFUSED = frozenset({401, 403, 404})
_WRONG = frozenset({400, 405, 409, 411, 412, 413, 415, 422, 428})
_LOGIN = re.compile(r"log-?in|sign-?in|/auth/|/sso/|[?&]next=", re.IGNORECASE)
_ARGUMENT = re.compile(r"<|\(\?P")
#: States that only a run can tell.
NOT_FOUND, FORBIDDEN_OBJECT, CONFLICT, EMPTY = "not-found", "another-owner", "conflict", "empty-list"


def states(unit: Unit) -> frozenset[str]:
    """Return the states of a request, those of `State` and those that only a run can tell."""
    found = {State.TOUCHED.value}
    if unit.refused or unit.status in _WRONG:
        found.add(State.INPUT.value)
    elif 200 <= unit.status < 300 or (300 <= unit.status < 400 and not _turned_away(unit)):
        found.add(State.HAPPY.value)
    elif unit.status in _REFUSED or 300 <= unit.status < 400:
        found.add(State.AUTHORIZATION.value)
    if unit.counted:
        found.add(State.COUNTED.value)
    return frozenset(found | set(_further(unit)))


def _turned_away(unit: Unit) -> bool:
    """Whether a redirect sends somebody to log in: nobody, or one who leads to a login."""
    return unit.authenticated is False or bool(_LOGIN.search(unit.redirect))


def _further(unit: Unit) -> list[str]:
    found = []
    if unit.status == 404:
        found.append(NOT_FOUND)
    if unit.status == 403 and unit.authenticated and _ARGUMENT.search(unit.route):
        found.append(FORBIDDEN_OBJECT)
    if unit.status == 409:
        found.append(CONFLICT)
    if unit.method == "GET" and unit.status == 200 and unit.queries and unit.size == 0:
        found.append(EMPTY)
    return found
