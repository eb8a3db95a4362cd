"""Whether a user is logged in when a test makes a request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from django_pro.facts.tests.meant import SETUP, Meaning
from django_pro.facts.views.functions import walk
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Function, Name, source_of

_IN = re.compile(
    r"(?i)^(?:\w*_)?(?:force_?)?(?:log_?in|sign_?in|force_auth\w*|authenticate|credentials)(?:_?\w*)$|^as_user$"
)
_OUT = re.compile(r"(?i)log_?out|sign_?out|unauth")
_RECEIVER = re.compile(r"(?i)auth|log(?:ged)?_?in|admin|staff|user|owner|super|member|creator|editor|manager|organi")
_NOBODY = re.compile(r"(?i)anon|unauth|no_?auth|guest|public|not_logged|logged_out|no_user")
_SOURCE = re.compile(
    rb"force_login|\.login\(|force_authenticate|\.credentials\(|log_?in\w*\(|authenticate\(|HTTP_AUTHORIZATION|\"Authorization\"|'Authorization'"
)
_PACKED = re.compile(rb"force_login|login|force_authenticate|credentials|Authorization")
_HEADERS = re.compile(r"(?i)^HTTP_AUTHORIZATION$|^Authorization$|^HTTP_X_API_KEY$|^X-Api-Key$|token|api_?key")


#: Where a function logs somebody in (True), or out.
Turn = tuple[int, bool]


class Signing:
    """Questions about who makes a request."""

    def __init__(self, project: Project, meaning: Meaning) -> None:
        self.project = project
        self.meaning = meaning
        self._setups: dict[Defined, bool] = {}
        self.fixtures: dict[str, list[Function]] = {}

    def is_signed(
        self, call: Chain, receiver: str, before: Iterable[Turn], function: Function, concrete: Defined | None
    ) -> bool:
        """Whether somebody is logged in at a request: by the client's name, a header, the set-up, or what ran before."""
        if _NOBODY.search(receiver):
            return False
        if _RECEIVER.search(receiver) or self._has_header(call):
            return True
        state = self._by_setup(concrete) or any(self._by_fixture(each.name, 0) for each in function.parameters)
        for start, signed in before:
            if start < call.start:
                state = signed
        return state

    def _has_header(self, call: Chain) -> bool:
        last = call.steps[-1]
        if not isinstance(last, Call):
            return False
        texts = [
            each.value for each in walk(last.arguments) if isinstance(each, Constant) and isinstance(each.value, str)
        ]
        names = [each.name or "" for each in last.arguments]
        return any(_HEADERS.match(each) for each in (*texts, *names)) or "user" in names

    def _by_setup(self, concrete: Defined | None) -> bool:
        """Whether a class's set-up logs somebody in."""
        if concrete is None:
            return False
        if concrete not in self._setups:
            owners = [each for each in self.project.classes.mro(concrete).classes if each.module.origin == "project"]
            bindings = (
                each for owner in owners for name in SETUP for each in self.project.classes.own(owner).get(name, ())
            )
            self._setups[concrete] = any(isinstance(each, Function) and _signs(each) for each in bindings)
        return self._setups[concrete]

    def _by_fixture(self, name: str, depth: int) -> bool:
        """Whether a fixture of that name logs somebody in, or its own name tells so."""
        if name in ("admin_client", "admin_user_client"):
            return True
        if depth > 2 or name in ("self", "client", "db", "settings", "django_assert_num_queries"):
            return False
        return any(
            _signs(each) or any(self._by_fixture(inner.name, depth + 1) for inner in each.parameters)
            for each in self.fixtures.get(name, ())
        )


def turns(nodes: Iterable[msgspec.Struct]) -> Iterator[Turn]:
    """Yield where somebody is logged in, or out."""
    for node in nodes:
        if isinstance(node, Chain) and isinstance(node.steps[-1], Call):
            names = [each.name for each in node.steps if isinstance(each, Attribute)]
            names += [node.base.id] if isinstance(node.base, Name) else []
            if any(_OUT.search(name) for name in names):
                yield node.start, False
            elif any(_IN.match(name) for name in names):
                yield node.start, True


def _signs(function: Function) -> bool:
    source = source_of(function)
    return bool(_SOURCE.search(source) if source is not None else _PACKED.search(function.packed))
