"""DJP571 csrf-exempt-write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.views.functions import decorators_of
from django_pro.facts.views.view import View
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, full_name, last_name, names_in, text_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Chain, Class, Function, body_of

_EXEMPT = "django.views.decorators.csrf.csrf_exempt"
_METHOD = "django.utils.decorators.method_decorator"
#: Calls that change something: rows, sessions, passwords, files, processes.
_ACTS = frozenset({
    "save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "login", "logout",
    "set_password", "Popen", "system", "eval", "exec", "check_output", "send_mail", "set_cookie",
})  # fmt: skip
#: Words of what takes the place of the token: a signature, a key, a protocol of its own.
_CHECKS = re.compile(
    r"signature|hmac|compare_digest|verif|webhook|api_?key|authori[sz]|_key$|paypal|stripe|payment|bearer|signing|unsign|secret|jwt|oauth|saml|token"
    r"|basic_auth|constant_time|construct_event|HTTP_X|has_access|scim|ipn|callback|lti|xmlrpc|caldav|dav",
    re.IGNORECASE,
)
_OWN = re.compile(r"csrf|exempt", re.IGNORECASE)
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_DEEPEST = 2


@rule("DJP571", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    seen: set[Defined] = set()
    for endpoint in review.endpoints.sites:
        view = endpoint.view
        if view is None or view.is_rest or view.target in seen or review.is_aside(view.target.module.path):
            continue
        seen.add(view.target)
        if endpoint.method == "GET" and not set(view.methods) & set(_UNSAFE):
            seen.discard(view.target)
            continue
        yield from _judged(review, view, endpoint.key)


def _judged(review: Reviewed, view: View, key: str) -> Iterator[Site]:
    if not _is_exempt(review, view):
        yield check.kept(key)
        return
    handlers = [each for each in dict.fromkeys([*view.methods.values(), view.target]) if each is not None]
    bodies = [each for each in handlers if isinstance(each.node, Function)]
    words = {word for each in [*bodies, *_own_methods(review, view)] for word in _words(review, each, 0)}
    words.update(view.target.qualname.split("."))
    if isinstance(view.target.node, Class):
        mro = review.project.classes.mro(view.target).classes
        words.update(
            name for each in mro if each.module.origin == "project" for name in review.project.classes.own(each)
        )
    if any(_CHECKS.search(word) for word in words if not _OWN.search(word)):
        yield check.unknown(key, "something else than the token is checked")
    elif not words & _ACTS:
        yield check.kept(key)
    else:
        yield check.broken(
            key,
            review.headline(view.target.module.path, view.target.node),
            message=f"`{view.target.qualname[-50:]}` changes something, and no CSRF token is asked for",
            recipe="Take `csrf_exempt` away; a client without cookies sends a signature or a key that is checked",
            confidence=Confidence.PROVED if "user" in words or "login" in words else Confidence.LIKELY,
            severity=Severity.ERROR,
            scope=view.target.name,
            data={"cwe": "CWE-352", "routes": [key]},
        )


def _is_exempt(review: Reviewed, view: View) -> bool:
    """Whether the view, its class, its `dispatch` or what stands around it is exempt."""
    if _EXEMPT in view.decorators or any(each.endswith(".csrf_exempt") for each in view.decorators):
        return True
    found = [view.target]
    if isinstance(view.target.node, Class):
        dispatch = review.project.classes.method(view.target, "dispatch")
        found += [dispatch] if dispatch is not None else []
        found += [each for each in review.project.classes.mro(view.target).classes if each.module.origin == "project"]
    return any(_wraps(review, each) for each in found)


def _wraps(review: Reviewed, target: Defined) -> bool:
    for decorator in decorators_of(review.project.names, target):
        if decorator.name == _EXEMPT:
            return True
        if decorator.name == _METHOD and any(
            last_name(each.value) == "csrf_exempt" for each in decorator.arguments[:1]
        ):
            return True
    return False


def _own_methods(review: Reviewed, view: View) -> Iterator[Defined]:
    """Yield what runs before a class's handlers: `dispatch` and what it inherits from the project's own classes."""
    if isinstance(view.target.node, Class):
        for name in ("dispatch", "initial", "setup", "check", "authenticate"):
            method = review.project.classes.method(view.target, name)
            if method is not None and method.module.origin == "project":
                yield method


def _words(review: Reviewed, function: Defined, depth: int) -> Iterator[str]:
    """Yield the names and texts of a function and of the project's own functions that it calls."""
    assert isinstance(function.node, Function)
    body = body_of(function.node)
    yield from (name for name, _ in names_in(body))
    yield from (each.name for each in decorators_of(review.project.names, function))
    for node, step, called in calls_of(function):
        yield from (text for each in step.arguments if (text := text_of(each.value)) is not None and len(text) < 40)
        yield from _called(review, function, node, called, depth)


def _called(review: Reviewed, function: Defined, node: Chain, called: object, depth: int) -> Iterator[str]:
    if depth >= _DEEPEST or not isinstance(called, Chain | type(node.base)):
        return
    name = full_name(review, function, called)
    for found in review.project.names.dotted(name) if name else ():
        if isinstance(found, Defined) and isinstance(found.node, Function) and found.module.origin == "project":
            yield from _words(review, found, depth + 1)
