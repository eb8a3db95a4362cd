"""Who may call an endpoint of DRF's where nobody said so: it is open to all unless something else decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django_pro.endpoints.endpoint import Endpoint
from django_pro.facts.models.calls import statements
from django_pro.facts.views.functions import decorators_of, full_name, walk
from django_pro.facts.views.policies import GUARDS
from django_pro.facts.views.view import Kind, Origin
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.settings import texts
from django_pro.source.syntax import Argument, Attribute, Call, Chain, Class, Constant, Function, Name, Return, body_of

ALLOW_ANY = "rest_framework.permissions.AllowAny"
_METHOD_DECORATOR = "django.utils.decorators.method_decorator"
#: Packages whose decorators let everybody in.
_HARMLESS = ("django.", "rest_framework.", "drf_spectacular.", "drf_yasg.", "functools.", "typing.", "transaction.")
#: Methods in which a view of the project may turn somebody away before its handler runs.
_BEFORE = ("dispatch", "initial", "check_permissions", "perform_authentication", "initialize_request", "as_view")
#: Methods that handlers of generic views run.
_INSIDE = (
    "get_queryset", "get_object", "filter_queryset", "perform_create", "perform_update", "perform_destroy", "get_serializer",
    "get_serializer_class", "list", "retrieve", "create", "update", "partial_update", "destroy",
)  # fmt: skip
#: Words of code that asks who is calling, or lets only those through who hold something.
_ASKS = re.compile(
    r"is_authenticated|is_anonymous|is_staff|is_superuser|is_active|perm(?:ission)?s?(?:_|$)|permission|authoriz|authoris|"
    r"authenticat|login_required|forbidden|unauthorized|notauth|denied|hmac|signature|compare_digest|"
    r"(?:check|verify|validate|require|assert|ensure|can|has|is)_\w*(?:access|auth|token|secret|owner|admin|member|role|key)|"
    r"http_40[13]|can_(?:\w+)$|api_?key|signing|unsign",
    re.IGNORECASE,
)
#: Words of what is open to everybody on purpose: it lets people in, or answers machines.
_PUBLIC = frozenset(
    "login signin logout signout signup register registration password reset forgot token tokens oauth oauth2 oidc sso saml "
    "jwt auth authenticate webhook webhooks callback hook hooks health healthcheck healthz healthy ping heartbeat "
    "readiness liveness "
    "ready alive version schema swagger redoc openapi docs captcha verify verification confirm activate activation otp mfa "
    "invite invites invitation invitations csrf public anonymous guest shared contact feedback subscribe unsubscribe manifest "
    "metrics robots sitemap telemetry csp root".split()
)
_WRITES = re.compile(
    r"(?:^|_)(?:save|create|update|delete|destroy|remove|add|set|send|delay|apply_async|start|stop|run|import|upload|write|insert|"
    r"change|approve|reject|cancel|assign|archive|move|copy|clear|restore|enable|disable|publish|toggle|merge|execute|trigger)(?:_|$)"
)


#: How the one who asks is read from a request.
_WHO = frozenset({("request", "user"), ("request", "auth"), ("request", "session")})


class Who(StrEnum):
    """Who may call: somebody in particular, everybody because it is so written or because nobody wrote anything."""

    SOME = "some"
    WRITTEN = "written"
    DEFAULT = "default"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Opened:
    """Who may call an endpoint; `why` where that is not known."""

    who: Who
    why: str = ""


def opened(endpoint: Endpoint) -> Opened:
    """Return who may call an endpoint of a DRF view."""
    stated = endpoint.permissions
    if isinstance(stated.value, Unknown):
        return Opened(Who.UNKNOWN, stated.value.why)
    if stated.value and set(stated.value) != {ALLOW_ANY}:
        return Opened(Who.SOME)
    if stated.origin not in (Origin.SETTING, Origin.DEFAULT):
        return Opened(Who.WRITTEN)
    if guarded := _guarded(endpoint):
        return guarded
    if why := _decides(endpoint):
        return Opened(Who.UNKNOWN, why)
    return Opened(Who.DEFAULT)


def elsewhere(endpoint: Endpoint) -> str:
    """Return what beside the permissions may turn somebody away from a DRF view, "" where nothing is seen."""
    guarded = _guarded(endpoint)
    return (guarded.why or "a guard stands around it") if guarded is not None else _decides(endpoint)


def depends_on_user(endpoint: Endpoint) -> bool:
    """Whether what an endpoint answers is chosen by who asks."""
    return any(_asks_user(method) for method in _methods(endpoint))


def _asks_user(function: Defined) -> bool:
    """Whether a function reads `request.user`, or hands the request on to what may."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    for node in walk(body):
        if not isinstance(node, Chain):
            continue
        names = [getattr(each, "id", getattr(each, "name", "")) for each in (node.base, *node.steps)]
        if any(pair in _WHO for pair in pairwise(names)) or any(
            re.search(r"(?:for|by|to)_user|visible|accessible", each) for each in names
        ):
            return True
    return False


def writes(endpoint: Endpoint) -> bool:
    """Whether the handler of an unsafe method is seen to change something."""
    handler = endpoint.handler
    if handler is None or not isinstance(handler.node, Function):
        return False
    if handler.name.startswith("rest_framework."):
        return True
    return any(_WRITES.search(name) for name in _called(handler))


def is_public(endpoint: Endpoint) -> bool:
    """Whether its name tells that everybody is meant: a login, a webhook, a health check, the schema."""
    assert endpoint.view is not None
    names = [endpoint.view.target.qualname, endpoint.route.name or "", endpoint.route.pattern]
    if endpoint.handler is not None and endpoint.view.kind is Kind.VIEWSET:
        names.append(endpoint.handler.qualname.rpartition(".")[2])
    return any(word in _PUBLIC for name in names for word in _parts(name))


def words_of(function: Defined) -> Iterator[str]:
    """Yield the names and attributes in a function's body, and the names of arguments."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    for node in walk(body):
        if isinstance(node, Name):
            yield node.id
        elif isinstance(node, Attribute | Argument) and node.name:
            yield node.name


def _guarded(endpoint: Endpoint) -> Opened | None:
    """Return that something else than a permission class stands before the view, as far as that is seen."""
    view = endpoint.view
    assert view is not None
    classes = endpoint.policies.project.classes
    around = [*view.decorators, *_decorators(endpoint)]
    mixins = classes.mro(view.target).names if isinstance(view.target.node, Class) else frozenset()
    if GUARDS & {*around, *mixins}:
        return Opened(Who.SOME)
    other = next((each for each in around if each and not each.startswith(_HARMLESS)), None)
    if other is not None:
        return Opened(Who.UNKNOWN, f"`{other}` stands around it")
    return _middleware(endpoint)


def _decorators(endpoint: Endpoint) -> Iterator[str]:
    """Yield the names of the decorators of an endpoint's class and handler, those inside `method_decorator` too."""
    assert endpoint.view is not None
    names = endpoint.policies.project.names
    for target in (endpoint.view.target, endpoint.handler):
        for decorator in decorators_of(names, target) if target is not None else ():
            if decorator.name != _METHOD_DECORATOR:
                yield decorator.name
            elif target is not None:
                yield from (_inner(endpoint, target, each) for each in decorator.arguments)


def _inner(endpoint: Endpoint, target: Defined, argument: Argument) -> str:
    value = argument.value
    if isinstance(value, Chain) and isinstance(value.steps[-1], Call):
        rest = value.steps[:-1]
        value = Chain(value.start, value.end, value.base, rest) if rest else value.base
    return full_name(endpoint.policies.project.names, target, value) if argument.name is None else ""


def _middleware(endpoint: Endpoint) -> Opened | None:
    """Return that a middleware of the project asks for a login, where its name tells so."""
    listed = texts(endpoint.policies.project.settings.value("MIDDLEWARE"))
    for name in listed:
        last = name.rpartition(".")[2]
        if last == "LoginRequiredMiddleware" or re.search(
            r"(?:Require|Force|Enforce)\w*(?:Login|Auth)|Login\w*Requir", last
        ):
            return Opened(Who.SOME if name.startswith("django.") else Who.UNKNOWN, f"`{last}` may ask for a login")
    return None


def _decides(endpoint: Endpoint) -> str:
    """Return what in the view's own code may turn somebody away, "" where nothing does."""
    assert endpoint.view is not None
    for name in _BEFORE:
        method = endpoint.policies.views.overrides(endpoint.view.target, name)
        if method is not None:
            return f"`{method.qualname}` may decide"
    for method in _methods(endpoint):
        if any(_ASKS.search(word) for word in words_of(method)) or _refuses(method):
            return f"`{method.qualname}` asks who is calling"
    return _strict(endpoint)


def _methods(endpoint: Endpoint) -> Iterator[Defined]:
    """Yield the functions of the project that answer: the handler and what generic views run, one helper deep."""
    assert endpoint.view is not None
    target, views = endpoint.view.target, endpoint.policies.views
    found = [endpoint.handler] if endpoint.handler is not None else []
    found += [method for name in _INSIDE if (method := views.overrides(target, name)) is not None]
    own = [each for each in found if each.module.origin == "project"]
    inner = [each for method in own for name in _own_calls(method) if (each := views.overrides(target, name))]
    yield from dict.fromkeys([*own, *inner])


def _own_calls(method: Defined) -> Iterator[str]:
    """Yield the names of the methods that a method calls on `self`."""
    body = body_of(method.node) if isinstance(method.node, Function) else ()
    for node in walk(body):
        if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id == "self":
            first = node.steps[0]
            if isinstance(first, Attribute) and len(node.steps) > 1 and isinstance(node.steps[1], Call):
                yield first.name


def _called(function: Defined) -> Iterator[str]:
    """Yield the last names of what a function calls."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    for node in walk(body):
        if isinstance(node, Chain):
            before: object = node.base
            for step in node.steps:
                if isinstance(step, Call):
                    yield before.id if isinstance(before, Name) else getattr(before, "name", "")
                before = step


def _refuses(method: Defined) -> bool:
    """Whether a function answers 401 or 403."""
    body = body_of(method.node) if isinstance(method.node, Function) else ()
    return any(
        isinstance(node, Constant) and node.value in (401, 403) and node.value is not True for node in walk(body)
    )


def _strict(endpoint: Endpoint) -> str:
    """Return the project's authenticator that lets nobody pass without credentials, "" where there is none."""
    project = endpoint.policies.project
    for name in endpoint.authentication.known:
        for cls in project.names.dotted(name):
            method = project.classes.method(cls, "authenticate") if isinstance(cls, Defined) else None
            if method is None or method.module.origin != "project" or not isinstance(method.node, Function):
                continue
            body = body_of(method.node)
            nothing = [each for each in statements(body) if isinstance(each, Return) and _is_none(each)]
            if not nothing and "super" not in set(words_of(method)):
                return f"`{name.rpartition('.')[2]}` lets nobody pass without credentials"
    return ""


def _is_none(node: Return) -> bool:
    return node.value is None or (isinstance(node.value, Constant) and node.value.value is None)


def _parts(name: str) -> Iterator[str]:
    """Yield the words of a name, in lower case: of `SignUpView` sign, up, view and signup."""
    found = [each.lower() for each in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]
    yield from found
    yield from (first + second for first, second in pairwise(found))
