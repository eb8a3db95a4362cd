"""DJP304 open-write-without-check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import Who, elsewhere, opened, words_of, writes
from django_pro.facts.serializers import Serializers
from django_pro.facts.views.view import Origin
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.guarding import by_view
from django_pro.rules.opened import UNSAFE
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Function

#: Words of code that looks at what only somebody in particular sends, or keeps the number of calls low.
_CHECKS = re.compile(
    r"captcha|signature|hmac|digest|secret|verif|token|password|authenticat|throttl|ratelimit|rate_limit|honeypot|otp|api_?key"
    r"|permission|allowed|is_authenticated|is_anonymous|user$|session|invit|webhook_id|uuid|hash|signing|unsign|header|META|whitelist",
    re.IGNORECASE,
)
#: Names of what hands out logins or is asked and answered: to send is not to change.
_ASKED = re.compile(
    r"login|signin|logout|signout|auth|token|password|regist|sign_?up|search|query|preview|validate|calculate|compute|convert|render|graphql"
    r"|check|oauth|saml|sso|refresh|verify|activate|confirm|reset|health|csp|metric|telemetry|track|analytic|log",
    re.IGNORECASE,
)


@rule("DJP304", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each view of DRF's that everybody may call, because it is so written, and that changes something."""
    serializers = Serializers(review.project, review.models)
    for target, endpoints in by_view(review).items():
        written = [each for each in endpoints if _is_written(each)]
        if not written:
            continue
        key = f"{target.name} open"
        if any(isinstance(each.throttles.value, Unknown) or each.throttles.value for each in written):
            yield check.kept(key)
        elif why := next((why for each in written if (why := _why_unsure(review, serializers, each))), ""):
            yield check.unknown(key, why)
        else:
            yield _broken(review, target, written)


def _is_written(endpoint: Endpoint) -> bool:
    """Whether an endpoint that changes something says that everybody may call it."""
    view = endpoint.view
    if view is None or not view.is_rest or endpoint.method not in UNSAFE:
        return False
    return opened(endpoint).who is Who.WRITTEN and writes(endpoint)


def _why_unsure(review: Reviewed, serializers: Serializers, endpoint: Endpoint) -> str:
    """Return what may look at who sends it, "" where nothing is seen."""
    view = endpoint.view
    assert view is not None
    names = [view.target.qualname, endpoint.route.name or "", endpoint.route.pattern]
    if any(_ASKED.search(each) for each in names):
        return "its name tells that it lets people in, or only answers"
    stated = endpoint.authentication
    if stated.origin is not Origin.SETTING and any(not each.startswith("rest_framework.") for each in stated.known):
        return "its own authentication may turn somebody away"
    if why := elsewhere(endpoint):
        return why
    for method in _methods(review, view.target, endpoint.handler):
        if word := next((each for each in words_of(method) if _CHECKS.search(each)), ""):
            return f"`{method.qualname}` looks at `{word}`"
    for name in endpoint.serializer.known:
        for cls in review.project.names.dotted(name):
            found = serializers.of(cls) if isinstance(cls, Defined) else None
            if found is not None and any(_CHECKS.search(each.name) for each in found.declared):
                return f"`{found.name}` asks for more"
            if isinstance(cls, Defined) and any(
                _CHECKS.search(word) for method in _own(review, cls) for word in words_of(method)
            ):
                return f"`{cls.qualname}` asks for more"
    arguments = (
        (each.name for each in endpoint.handler.node.parameters)
        if endpoint.handler and isinstance(endpoint.handler.node, Function)
        else ()
    )
    return (
        "what is in its URL is not guessed"
        if any(_CHECKS.search(each) for each in (*arguments, endpoint.route.pattern))
        else ""
    )


def _methods(review: Reviewed, target: Defined, handler: Defined | None) -> Iterator[Defined]:
    if handler is not None and handler.module.origin == "project":
        yield handler
    if isinstance(target.node, Class):
        for cls in review.project.classes.mro(target).classes:
            yield from _own(review, cls)


def _own(review: Reviewed, cls: Defined) -> Iterator[Defined]:
    """Yield the methods that a class of the project defines."""
    if cls.module.origin == "project" and isinstance(cls.node, Class):
        for name, nodes in review.project.classes.own(cls).items():
            for node in nodes:
                if isinstance(node, Function):
                    yield review.project.names.define(cls.module, f"{cls.qualname}.{name}", node)


def _broken(review: Reviewed, target: Defined, endpoints: list[Endpoint]) -> Site:
    methods = ", ".join(dict.fromkeys(each.method for each in endpoints))
    return check.broken(
        f"{target.name} open",
        review.headline(target.module.path, target.node),
        message=first_that_fits(
            f"`{target.qualname}` lets everybody {methods}, as often as they like, and checks nothing",
            f"`{target.qualname[-40:]}` lets everybody {methods}, and checks nothing",
        ),
        recipe="Verify a signature or a captcha, or give it `throttle_classes`",
        confidence=Confidence.LIKELY,
        scope=target.name,
        data={
            "cwe": "CWE-306",
            "routes": [each.name for each in endpoints],
            "endpoints": [each.key for each in endpoints],
        },
    )
