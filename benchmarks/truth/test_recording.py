"""Runs a project's own tests and writes what they did: requests, states of endpoints, functions entered; as one JSON file.

Run by the project's own interpreter, in the project's folder:

    python test_recording.py --root SRC --output tests.json [--settings shop.settings] -- manage.py test
    python test_recording.py --root SRC --output tests.json -- pytest -q

What stands after `--` runs in this process, so nothing may divide the tests over others (`--parallel`, `-n`).
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import sys
import threading
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

Row = dict[str, Any]


class Recording:
    """What the tests did so far."""

    def __init__(self, root: Path) -> None:
        self.root = str(root.resolve())
        self.entered: set[CodeType] = set()
        self.requests: dict[tuple[Any, ...], int] = {}
        self.regions = 0
        self.form_errors = False

    def profile(self, frame: FrameType, event: str, _argument: object) -> None:
        """Note the function that is entered."""
        if event == "call":
            self.entered.add(frame.f_code)

    def note(self, request: Row, response: Any, signed_in: bool) -> None:
        """Note a request that a test client made."""
        match = _match(response)
        if match is None:
            return
        key = (
            match.view_name,
            match.route,
            _view(match.func),
            request.get("REQUEST_METHOD", request.get("method", "GET")),
            response.status_code,
            signed_in,
            self.form_errors,
            self.regions > 0,
        )
        self.requests[key] = self.requests.get(key, 0) + 1

    def rows(self) -> Row:
        """Return everything as JSON takes it."""
        names = ("name", "route", "view", "method", "status", "signed_in", "form_errors", "counted")
        functions = sorted(
            {
                (os.path.relpath(each.co_filename, self.root), each.co_firstlineno, each.co_name)
                for each in self.entered
                if each.co_filename.startswith(self.root + os.sep)
            }
        )
        return {
            "requests": [
                {**dict(zip(names, key, strict=True)), "times": times} for key, times in self.requests.items()
            ],
            "functions": [list(each) for each in functions],
        }


def _match(response: Any) -> Any:
    """Return the route of an answer, None where no route was found."""
    from django.urls import Resolver404

    try:
        match = getattr(response, "resolver_match", None)
        return match if match is not None and match.view_name is not None else None  # lazy: looked for only here
    except Resolver404:
        return None


def _view(function: Any) -> str:
    made = getattr(function, "view_class", None) or getattr(function, "cls", None) or function
    return f"{getattr(made, '__module__', '')}.{getattr(made, '__qualname__', type(made).__qualname__)}"


def watch(recording: Recording) -> None:
    """Put the recording between the tests and Django's test client, query counters and forms."""
    from django.forms.forms import BaseForm
    from django.test import client
    from django.test.utils import CaptureQueriesContext

    request_of, asked_of = client.Client.request, client.AsyncClient.request
    enter, leave, clean = CaptureQueriesContext.__enter__, CaptureQueriesContext.__exit__, BaseForm.full_clean

    def request(self: Any, **given: Any) -> Any:
        recording.form_errors, somebody = False, _comes_as_somebody(self, given)
        response = request_of(self, **given)
        recording.note(given, response, somebody and (_logged_in(self) or _is_somebody(response)))
        return response

    async def asked(self: Any, **given: Any) -> Any:
        recording.form_errors, somebody = False, _comes_as_somebody(self, given)
        response = await asked_of(self, **given)
        recording.note(given, response, somebody and (_logged_in(self) or _is_somebody(response)))
        return response

    def entered(self: Any) -> Any:
        recording.regions += 1
        return enter(self)

    def left(self: Any, *given: Any) -> Any:
        recording.regions -= 1
        return leave(self, *given)

    def cleaned(self: Any) -> None:
        clean(self)
        recording.form_errors = recording.form_errors or bool(self.is_bound and self._errors)

    login, logout = client.ClientMixin._login, client.ClientMixin.logout

    def logged_in(self: Any, *given: Any, **named: Any) -> Any:
        self._recorded_login = True
        return login(self, *given, **named)

    def logged_out(self: Any) -> Any:
        self._recorded_login = False
        return logout(self)

    client.ClientMixin._login, client.ClientMixin.logout = logged_in, logged_out  # type: ignore[attr-defined,method-assign]
    client.Client.request, client.AsyncClient.request = request, asked  # type: ignore[method-assign]
    CaptureQueriesContext.__enter__, CaptureQueriesContext.__exit__ = entered, left  # type: ignore[method-assign]
    BaseForm.full_clean = cleaned  # type: ignore[method-assign]


def _logged_in(client: Any) -> bool:
    return bool(getattr(client, "_recorded_login", False))


def _comes_as_somebody(client: Any, given: Row) -> bool:
    """Whether a client was logged in, or forced to be, before its request; middleware may make a user of nobody."""
    forced = getattr(getattr(client, "handler", None), "_force_user", None)
    if forced or getattr(client, "_credentials", None) or _logged_in(client):
        return True
    from django.conf import settings

    told = any(key.startswith("HTTP_") for key in given)
    return told or bool(client.cookies.get(settings.SESSION_COOKIE_NAME))


def _is_somebody(response: Any) -> bool:
    """Whether an answered request has a user, asking the database nothing; a view that does not ask has one."""
    request = getattr(response, "wsgi_request", None) or getattr(response, "asgi_request", None)
    user = getattr(request, "_cached_user", None)
    return user is None or bool(user.is_authenticated)


def main() -> int:
    """Run the tests; the exit code is theirs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--settings")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args()
    if options.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    sys.path[0] = os.getcwd()
    recording = Recording(options.root)
    watch(recording)
    sys.argv = options.command
    threading.setprofile(recording.profile)
    sys.setprofile(recording.profile)
    code: object = 0
    try:
        if options.command[0].endswith(".py"):
            runpy.run_path(options.command[0], run_name="__main__")
        else:
            runpy.run_module(options.command[0], run_name="__main__", alter_sys=True)
    except SystemExit as done:
        code = done.code
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]
        options.output.write_text(json.dumps(recording.rows(), indent=1), encoding="utf-8")
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    sys.exit(main())
