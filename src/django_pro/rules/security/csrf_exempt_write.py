"""DJP571 csrf-exempt-write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from django_pro.facts.bodies import Bodies, Body, parts
from django_pro.facts.calls import without_last
from django_pro.facts.deriving import is_sent
from django_pro.facts.views import API
from django_pro.facts.views.functions import decorators_of, walk
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.effects import Effect, effects_of, runs_of
from django_pro.rules.security.judging.words import is_credential, labels_of
from django_pro.rules.telling import Telling, steps
from django_pro.source.syntax import Chain, Class, Constant, Function

_EXEMPT = "django.views.decorators.csrf.csrf_exempt"
_HANDLERS = ("dispatch", "post", "put", "patch", "delete", "get")
#: Words of what is asked of a sender who is no browser.
_CHECKED = re.compile(
    r"(?i)signature|hmac|compare_digest|constant_time|verif|webhook|api_?key|authorization|bearer|jwt\b|jws|jwk|unsign"
    r"|signing|saml|\bacs\b|\blti|oauth|basic_auth|shared_secret|access_token|construct_event|check_token|hub_|csrf_protect"
    r"|client_cert|remote_addr|ip_allow|whitelist|xmlrpc|lookup_key|token_auth|auth_?token|api_?auth|authori[sz]e|token_required"
    r"|^DEBUG$|^DEV$|TESTING"
)
_GUARDING = re.compile(
    r"(?i)(login|permission|auth|access|staff|superuser|admin|group)\w*(required|mixin)|(login|permission)_?required"
)
_UNGUESSED = re.compile(r"(?i)uuid|token|secret|^code$|ping_key|signature|hash")


@dataclass(frozen=True)
class _View:
    """A view that is exempt: where a finding stands, and the functions that answer."""

    owner: Body
    node: Class | Function
    bodies: tuple[Body, ...]
    guarded: bool


@rule("DJP571")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-352")
    for view in _views(review):
        doing = next((each for body in view.bodies for each in _doing(review.bodies, body, 0)), None)
        if doing is None or any(_is_checked(each) for each in view.bodies):
            yield telling.kept(view.owner, "csrf")
            continue
        body, effect = doing
        session = view.guarded or any(_uses_session(each) for each in view.bodies)
        said = "for whoever is logged in" if session else "for any site that asks"
        yield telling.broken(
            view.owner,
            view.node,
            "csrf",
            (
                f"`{view.node.name}` {effect.said} {said}, and asks for no CSRF token",
                f"`{view.node.name[:40]}` asks for no CSRF token",
            ),
            "Take `csrf_exempt` away; senders that are no browsers sign, and the signature is checked",
            severity=Severity.ERROR if session else Severity.WARNING,
            confidence=Confidence.LIKELY,
            on_line=True,
            trace=tuple(steps(body, (effect.node, f"it {effect.said}"))),
        )


def _views(review: Reviewed) -> Iterator[_View]:
    """Yield the views of which `csrf_exempt` is said, Django REST framework's aside: it asks for the token itself."""
    for path in review.files:
        for function, owner in review.bodies.functions(path):
            if not _is_exempt(review, function):
                continue
            body = review.bodies.at(function, owner)
            if owner is None:
                guarded = any(_GUARDING.search(each.name) for each in decorators_of(review.project.names, function))
                assert isinstance(function.node, Function)
                yield _View(body, function.node, (body,), guarded)
            elif function.qualname.endswith(".dispatch"):
                yield from _class_view(review, owner, body, function)
        for cls in review.project.classes.in_file(path):
            if _is_exempt(review, cls):
                yield from _class_view(review, cls, Body(review.project, cls.module, cls, cls), cls)


def _class_view(review: Reviewed, cls: Defined, body: Body, at: Defined) -> Iterator[_View]:
    classes = review.project.classes
    if classes.inherits(cls, API):
        return
    found = [(each, classes.method(cls, each)) for each in _HANDLERS]
    own = [
        review.bodies.at(method, cls)
        for name, method in found
        if method is not None and method.module.origin == "project" and (name != "get")
    ]
    if own:
        yield _View(body, at.node, tuple(own), any(_GUARDING.search(each) for each in classes.mro(cls).names))


def _is_exempt(review: Reviewed, target: Defined) -> bool:
    if not target.node.decorators:
        return False
    for each in decorators_of(review.project.names, target):
        if each.name == _EXEMPT:
            return True
        if each.name.endswith("method_decorator") and any(
            parts(argument.value)[-1:] == ("csrf_exempt",) for argument in each.arguments
        ):
            return True
    return False


def _doing(bodies: Bodies, body: Body, depth: int) -> Iterator[tuple[Body, Effect]]:
    """Yield what a function changes or runs, by itself or in a function of the project that it calls."""
    for effect in effects_of(body, body.nodes):
        yield body, effect
    for effect in runs_of(body):
        target = body.target(without_last(effect.node))
        own = target is not None and isinstance(target.node, Function)
        if target is None or not (own and _is_checked(bodies.at(target))):
            yield body, effect
    if depth > 1:
        return
    for call in body.calls():
        target = body.target(without_last(call))
        if target is None or target.module.origin != "project" or not isinstance(target.node, Function):
            continue
        owner = body.owner if parts(call)[:1] == ("self",) else None
        inner = bodies.at(target, owner)
        if _is_checked(inner):
            continue
        for _, effect in _doing(bodies, inner, depth + 1):
            yield body, Effect(call, effect.said)


def _is_checked(body: Body) -> bool:
    """Whether a function asks for what a foreign page cannot send: a signature, a key, an address nobody guesses."""
    function = body.function
    if function is not None and any(_UNGUESSED.search(each.name) for each in function.parameters):
        return True
    around = [name for each in (function.decorators if function is not None else ()) for name in _names(walk((each,)))]
    for name in (*around, *_names(body.nodes), body.short):
        if _CHECKED.search(name):
            return True
    sent = (each for each in body.nodes if isinstance(each, Chain) and is_sent(each) and "COOKIES" not in parts(each))
    return any(is_credential(label) and "otp" not in label.lower() for each in sent for label in labels_of(each))


def _names(nodes: Iterable[msgspec.Struct]) -> Iterator[str]:
    for each in nodes:
        if (
            isinstance(each, Constant)
            and isinstance(each.value, str)
            and len(each.value) < 40
            and " " not in each.value
        ):
            yield each.value
        yield from parts(each)


def _uses_session(body: Body) -> bool:
    """Whether the browser's own login decides: nobody has to know anything to use it."""
    for each in body.nodes:
        said = parts(each)
        if said[:1] == ("self",):
            said = said[1:]
        if said[:2] in (("request", "user"), ("request", "session"), ("request", "COOKIES")):
            return True
    return any(effect.said.startswith("logs") for effect in effects_of(body, body.nodes))
