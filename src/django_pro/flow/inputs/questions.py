"""What functions of the project's own settle by the questions that they ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django_pro.facts.views.functions import walk
from django_pro.flow.inputs.sinks import CHECKS
from django_pro.flow.inputs.values import Kind
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Chain, Function, Name, Raise, body_of

if TYPE_CHECKING:
    from django_pro.flow.inputs.calls import Calls

#: Words of functions that ask what a value may be, with the kinds of calls they settle.
_QUESTIONS = (
    (
        re.compile(rb"ipaddress|hostname|netloc|getaddrinfo|is_private|ALLOWED_HOSTS|allowed_hosts"),
        (Kind.FETCH, Kind.REDIRECT),
    ),
    (re.compile(rb"is_relative_to|realpath|commonpath|commonprefix|abspath|\.\."), (Kind.PATH,)),
)
_VALIDATING = re.compile(r"(?i)validate|ssrf")


def raising(calls: Calls, call: Chain, name: str) -> tuple[Kind, ...]:
    """Return what a call settles that raises where its argument is not as it has to be."""
    defined = _asked(calls, call)
    if defined is None:
        return (Kind.FETCH, Kind.REDIRECT) if _VALIDATING.search(name) else ()
    assert isinstance(defined.node, Function)
    body = body_of(defined.node)
    if defined.module.origin != "project" or not any(isinstance(each, Raise) for each in walk(body)):
        return ()
    packed = bytes(defined.node.packed)
    return tuple(kind for words, kinds in _QUESTIONS for kind in kinds if words.search(packed))


def _asked(calls: Calls, test: Chain) -> Defined | None:
    """Return the function of the project's own that is called."""
    rest = test.steps[:-1]
    _, defined = calls.full_name(Chain(test.start, test.end, test.base, rest) if rest else test.base)
    owner = calls.frame.owner
    own = isinstance(test.base, Name) and test.base.id == "self" and len(rest) == 1
    if own and owner is not None and isinstance(rest[0], Attribute):
        defined = calls.frame.inputs.project.classes.method(owner, rest[0].name)
    return defined if defined is not None and isinstance(defined.node, Function) else None


def checks(calls: Calls, test: Chain) -> tuple[Kind, ...]:
    """Return what a function of the project's own settles by asking a known question of its parameter."""
    defined = _asked(calls, test)
    if defined is None:
        return ()
    assert isinstance(defined.node, Function)
    packed = bytes(defined.node.packed)
    return tuple(kind for check in ("url_has_allowed_host_and_scheme", "is_safe_url", "is_relative_to", "netloc")
                 if check.encode() in packed for kind in CHECKS.get(check, (Kind.REDIRECT, Kind.FETCH)))  # fmt: skip
