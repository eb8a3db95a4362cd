"""DJP579 unverified-jwt."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body
from django_pro.facts.calls import argument_of
from django_pro.facts.deriving import made_of
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.words import labels_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Call, Chain, Constant, Entry, Sequence


@rule("DJP579", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-347")
    for body in review.bodies.of("jwt", outside=True):
        decodes = [call for call in body.calls("decode") if _is_jwt(body.called(call))]
        verified = any(_off(body, each) is None for each in decodes) or _only_asks(body)
        for call in decodes:
            why, step = _off(body, call), call.steps[-1]
            assert isinstance(step, Call)
            if why is None or verified:  # it looks into a token first, to choose the key that it is checked with
                yield telling.kept(body, "token")
                continue
            yield telling.broken(
                body,
                call,
                "token",
                (f"`decode()` takes a token {why}, so anybody writes one",),
                "Give it the key and `algorithms=[…]`, and leave `verify_signature` as it is",
                confidence=_confidence(step),
            )


def _only_asks(body: Body) -> bool:
    """Whether a function only tells what a token says it is, so that its maker is asked: `is_ours(token)`."""
    return body.short.startswith(("is_", "has_", "_is_", "_has_")) or any(
        each in body.short for each in ("unverified", "no_verif", "without")
    )


def _confidence(step: Call) -> Confidence:
    """Return possible for an ID token: from its maker by TLS it needs no signature (OpenID Connect Core, 3.1.3.7)."""
    token = argument_of(step.arguments, 0, "jwt") or argument_of(step.arguments, 0, "token")
    names = [*labels_of(token)] if token is not None else []
    return Confidence.POSSIBLE if any("id_token" in each.lower() for each in names) else Confidence.LIKELY


def _is_jwt(full: str) -> bool:
    return full in ("jwt.decode", "jwt.api_jwt.decode", "jose.jwt.decode", "jwt.PyJWT.decode")


def _off(body: Body, call: Chain) -> str | None:
    """Return why a token's signature is not checked, None where it is or that cannot be told."""
    step = call.steps[-1]
    assert isinstance(step, Call)
    algorithms = argument_of(step.arguments, 2, "algorithms")
    if isinstance(algorithms, Sequence) and any(
        isinstance(each, Constant) and str(each.value).lower() == "none" for each in algorithms.items
    ):
        return "that is signed with `none`"
    verify = next((each.value for each in step.arguments if each.name == "verify"), None)
    if isinstance(verify, Constant) and verify.value is False:
        return "without its signature"
    options = argument_of(step.arguments, 3, "options")
    if options is None:
        return None
    for node in made_of(body, options):
        if isinstance(node, Entry) and isinstance(node.key, Constant) and node.key.value == "verify_signature":
            return "without its signature" if isinstance(node.value, Constant) and node.value.value is False else None
    return None
