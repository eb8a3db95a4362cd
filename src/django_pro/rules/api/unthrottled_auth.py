"""DJP320 unthrottled-auth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.facts.serializers import Serializer, Serializers
from django_pro.facts.views.limits import Limits, words_of
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class

#: Views of packages that take a password or send a code.
_KNOWN = {
    "rest_framework.authtoken.views.ObtainAuthToken": "a password",
    "rest_framework_simplejwt.views.TokenObtainPairView": "a password",
    "rest_framework_simplejwt.views.TokenObtainSlidingView": "a password",
    "dj_rest_auth.views.LoginView": "a password",
    "dj_rest_auth.views.PasswordResetView": "an address to send mail to",
    "dj_rest_auth.registration.views.RegisterView": "a registration",
}
#: What handlers, their classes and routes are called that take something that can be guessed, and what that is.
_GUESSED = (
    ("a password", r"(?:^|[._/-])(?:log_?in|sign_?in|obtain_?token)|(?-i:Log[Ii]n|SignIn|ObtainToken|ObtainAuth)"),
    ("a code", r"(?:^|[._/-])t?otp|2fa|mfa|(?:verify|check|confirm)_?code|(?-i:O[Tt][Pp](?:[A-Z]|$))"),
    (
        "an address to send mail to",
        r"(?:reset|forgot|forget|recover)\w*password|password\w*(?:reset|forgot|recover)",
    ),
    (
        "a registration",
        r"sign_?up|(?:^|[._/-])register(?:$|[._/-])|(?-i:RegisterView|Registration(?:View|API))|create_?account",
    ),
)
_AUTHENTICATES = frozenset({"authenticate"})
_ABOUT = re.compile(r"password|passwd|email|otp|code|totp|phone|create_user|credential", re.IGNORECASE)
_OPEN = "rest_framework.permissions.AllowAny"
_WAYS = re.compile(
    r"oauth|sso|saml|oidc|social|callback|google|github|facebook|apple|logout|config|provider", re.IGNORECASE
)


@rule("DJP320", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    limits = Limits(review.project)
    serializers = Serializers(review.project, review.models).all
    seen: set[object] = set()
    for endpoint in review.endpoints.all:
        taken = _taken(review, endpoint, serializers)
        view = endpoint.view
        if not taken or view is None:
            continue
        place = _place(review, endpoint)
        if place is None or place in seen:
            continue
        seen.add(place)
        why = limits.why_limited(view, endpoint.handler, endpoint.throttles)
        if why:
            yield check.kept(endpoint.key)
        elif limits.is_unknown(endpoint.throttles) or view.unseen:
            yield check.unknown(endpoint.key, "what throttles it cannot be told")
        else:
            name = view.name.rpartition(".")[2]
            yield check.broken(
                endpoint.key,
                place,
                message=f"`{name[:40]}` takes {taken}, as often as anybody likes",
                recipe=f'Throttle it: `throttle_classes = [ScopedRateThrottle]` and `throttle_scope = "{_scope(name)}"`',
                confidence=Confidence.LIKELY,
                scope=view.target.name if not view.third_party else endpoint.route.path,
                subject=endpoint.key,
                data={"cwe": "CWE-307", "routes": [endpoint.key]},
            )


def _scope(name: str) -> str:
    return "login" if re.search("log|token|sign", name, re.IGNORECASE) else "auth"


def _taken(review: Reviewed, endpoint: Endpoint, serializers: tuple[Serializer, ...]) -> str:
    """Return what an endpoint takes that can be guessed or abused, "" for any other."""
    view = endpoint.view
    if view is None or not view.is_rest or endpoint.method != "POST":
        return ""
    if isinstance(view.target.node, Class):
        names = review.project.classes.mro(view.target).names
        found = next((said for name, said in _KNOWN.items() if name in names), "")
        if found:
            return found
    handler = endpoint.handler
    if handler is None or view.third_party or _WAYS.search(f"{view.name} {endpoint.name}") or not _is_open(endpoint):
        return ""
    words = set(_words(review, endpoint, handler, serializers))
    if words & _AUTHENTICATES and any("password" in each.lower() or "credential" in each.lower() for each in words):
        return "a password"
    said = next((said for said, pattern in _GUESSED if _is_called(pattern, endpoint, handler)), "")
    return said if any(_ABOUT.search(each) for each in words) else ""


def _is_called(pattern: str, endpoint: Endpoint, handler: Defined) -> bool:
    assert endpoint.view is not None
    called = [handler.node.name, endpoint.view.target.node.name]
    return any(re.search(pattern, each, re.IGNORECASE) for each in called)


def _is_open(endpoint: Endpoint) -> bool:
    """Whether anybody may ask: nothing is asked first, or `AllowAny`."""
    value = endpoint.permissions.value
    return not isinstance(value, Unknown) and all(each == _OPEN for each in value)


def _words(
    review: Reviewed, endpoint: Endpoint, handler: Defined, serializers: tuple[Serializer, ...]
) -> Iterator[str]:
    """Yield the names in a handler, and in the serializers that it or its class names."""
    yield from words_of(handler)
    body = endpoint.view.target.node.body if endpoint.view and isinstance(endpoint.view.target.node, Class) else ()
    for inner in body:
        if isinstance(inner, Class):  # a serializer that stands in the view
            yield from words_of(Defined(handler.module, inner.name, inner))
    value = endpoint.serializer.value
    found = [
        each for name in (() if isinstance(value, Unknown) else value) for each in review.project.names.dotted(name)
    ]
    named = {each for each in words_of(handler) if each.endswith("Serializer")}
    for target in [*found, *(each.cls for each in serializers if each.name in named)]:
        if isinstance(target, Defined) and isinstance(target.node, Class) and target.module.origin == "project":
            yield from words_of(target)
            yield from review.project.classes.own(target)


def _place(review: Reviewed, endpoint: Endpoint) -> Span | None:
    """Return where the finding stands: the handler, the project's class, or the route of a package's view."""
    view = endpoint.view
    assert view is not None
    handler = endpoint.handler
    for target in (handler, view.target):
        if target is not None and target.module.origin == "project":
            aside = review.is_aside(target.module.path)
            return None if aside else review.headline(target.module.path, target.node)
    route = endpoint.route
    known = route.path in review.files
    return review.span(route.path, route.node) if known else None
