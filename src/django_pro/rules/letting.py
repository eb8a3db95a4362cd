"""Who is let in by nobody's decision: what the rules about views without permissions say alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.facts.views import Views
from django_pro.facts.views.view import Attribute, Origin, View
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.rules.functions import names_in
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Class, Function, Sequence, body_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ALLOW = "rest_framework.permissions.AllowAny"
#: Methods that decide who is let in, beside the permissions.
_DECIDING = ("check_permissions", "initial", "dispatch", "permission_denied", "perform_authentication")
#: Words of what asks who it is.
_ASKS = re.compile(
    r"is_authenticated|is_anonymous|NotAuthenticated|PermissionDenied|has_perm|login_required|permission|signature|hmac|verif|token"
    r"|webhook|api_?key|HTTP_4(?:01|03)|staff|superuser",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Open:
    """A view and those of its endpoints that let everybody in because nothing says otherwise; `why` where that is not sure."""

    view: View
    endpoints: tuple[Endpoint, ...]
    why: str = ""

    @property
    def writes(self) -> bool:
        """Whether any of them changes something."""
        return any(each.method not in SAFE for each in self.endpoints)


def open_views(review: Reviewed) -> Iterator[tuple[Open | None, Endpoint]]:
    """Yield each endpoint of DRF's views, with the open view that it belongs to, None where somebody decided."""
    table = review.endpoints
    views: dict[Defined, list[Endpoint]] = defaultdict(list)
    decided: list[Endpoint] = []
    for endpoint in table.sites:
        view = endpoint.view
        if view is None or not view.is_rest or review.is_aside(view.target.module.path):
            continue
        if _is_open(endpoint):
            views[view.target].append(endpoint)
        else:
            decided.append(endpoint)
    for endpoint in decided:
        yield None, endpoint
    for endpoints in views.values():
        view = endpoints[0].view
        assert view is not None
        found = Open(view, tuple(endpoints), _why_unsure(table.views, view, endpoints))
        for endpoint in endpoints:
            yield found, endpoint


def _is_open(endpoint: Endpoint) -> bool:
    """Whether an endpoint is open by the settings or by DRF's own default."""
    stated = endpoint.permissions
    if isinstance(stated.value, Unknown) or stated.origin not in (Origin.DEFAULT, Origin.SETTING):
        return False
    return all(each == _ALLOW for each in stated.value)


def _why_unsure(views: Views, view: View, endpoints: list[Endpoint]) -> str:
    """Return what else may ask who it is, "" where nothing is seen."""
    if isinstance(view.target.node, Class):
        for name in _DECIDING:
            if (method := views.overrides(view.target, name)) is not None:
                return f"`{method.qualname}` may ask who it is"
        for name in ("get_queryset", "filter_queryset", "get_object"):
            method = views.overrides(view.target, name)
            if method is not None and _words(method) & {"user", "permission", "for_user"}:
                return f"`{method.qualname}` gives each user rows of their own"
        backends = views.attribute(view.target, "filter_backends")
        if backends is not None and backends.owner.module.origin == "project" and _asks(views, backends):
            return "its filter backends may ask who it is"
    for endpoint in endpoints:
        if endpoint.handler is not None and any(_ASKS.search(word) for word in _words(endpoint.handler)):
            return f"`{endpoint.handler.qualname}` may ask who it is"
    decorators = [each for each in view.decorators if each and not each.startswith(("rest_framework.", "django."))]
    return f"`{decorators[0]}` stands around it" if decorators else ""


def _words(function: Defined) -> set[str]:
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    return {name for name, _ in names_in(body)}


def _asks(views: Views, backends: Attribute) -> bool:
    """Whether a filter backend asks for the user; one that cannot be read may."""
    items = backends.value.items if isinstance(backends.value, Sequence) else ()
    for each in items:
        for target in views.project.names.resolve(backends.owner.module, each):
            for found in views.project.names.follow(target):
                if not isinstance(found, Defined) or not isinstance(found.node, Class):
                    return True
                method = views.project.classes.method(found, "filter_queryset")
                own = method is not None and method.module.origin == "project"
                if own and method is not None and _words(method) & {"user", "permission", "has_perm"}:
                    return True
    return not items
