"""Requests as units: what view answered, how, and whether somebody was logged in."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable, Optional

from django_pro.recorder.patching import Patches
from django_pro.recorder.places import awaiting
from django_pro.recorder.unit import NOWHERE, Unit, current, running

Finish = Callable[[Unit], None]


def describe(unit: Unit, request: Any, response: Any) -> None:
    """Write what is known of a request and its answer into its unit."""
    match = getattr(request, "resolver_match", None)
    status = int(getattr(response, "status_code", 0) or 0)
    unit.name = str(getattr(match, "view_name", "") or "")
    unit.details.update(
        method=str(getattr(request, "method", "")),
        route=str(getattr(match, "route", "") or ""),
        view=_view(match),
        status=status,
        authenticated=is_authenticated(request),
        redirect=str(response.headers.get("Location", ""))[:200] if 300 <= status < 400 else "",
    )


def _view(match: Any) -> str:
    """Return the dotted name of the class or function that answered."""
    function = getattr(match, "func", None)
    target = getattr(function, "view_class", None) or getattr(function, "cls", None) or function
    name = getattr(target, "__qualname__", "")
    return f"{target.__module__}.{name}" if name else ""


def is_authenticated(request: Any) -> Optional[bool]:
    """Whether somebody was logged in, None where that cannot be told without asking the database."""
    if getattr(request, "_force_auth_user", None) is not None:
        return True
    values = vars(request)
    user = values.get("_cached_user", values.get("user"))
    if user is not None and getattr(user, "_wrapped", user) is not None and "_setupfunc" not in vars(user):
        return bool(getattr(user, "is_authenticated", False))
    from django.conf import settings

    session = values.get("session")
    held = getattr(session, "_session_cache", None)
    if held is not None:
        return "_auth_user_id" in held
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
        return None
    return False


def watch(patches: Patches, finish: Finish) -> None:
    """Make a unit of every request, by WSGI, ASGI and the test client alike."""
    from django.core.handlers.base import BaseHandler

    patches.around(BaseHandler, "get_response", lambda own: _answering(own, finish))
    patches.around(BaseHandler, "get_response_async", lambda own: _answering_async(own, finish))


@contextmanager
def _asking() -> Iterator[Unit]:
    """Run the unit of a request; the line that awaits a test's request is no cause of what the view does."""
    before = awaiting.set(NOWHERE)
    try:
        with running(Unit("request", "", current.get())) as unit:
            yield unit
    finally:
        awaiting.reset(before)


def _answering(own: Callable[..., Any], finish: Finish) -> Callable[..., Any]:
    @functools.wraps(own)
    def get_response(self: Any, request: Any) -> Any:
        with _asking() as unit:
            response = own(self, request)
        describe(unit, request, response)
        finish(unit)
        return response

    return get_response


def _answering_async(own: Callable[..., Any], finish: Finish) -> Callable[..., Any]:
    @functools.wraps(own)
    async def get_response_async(self: Any, request: Any) -> Any:
        with _asking() as unit:
            response = await own(self, request)
        describe(unit, request, response)
        finish(unit)
        return response

    return get_response_async
