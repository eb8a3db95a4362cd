"""DJP305 dropped-authentication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import depends_on_user, elsewhere, is_public
from django_pro.facts.views.asking import Asking, Asks
from django_pro.facts.views.policies import AUTHENTICATION, PERMISSIONS
from django_pro.facts.views.view import Origin
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Expression, Operation, Sequence

_STATED = (Origin.CLASS, Origin.MIXIN, Origin.ACTION)


@dataclass(frozen=True)
class _Override:
    """A statement of permissions: the class or action that makes it, the expression, and what was asked before."""

    owner: Defined
    value: Expression
    before: Asks
    whose: str


@rule("DJP305", severity=Severity.ERROR, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    asking = Asking(review.project)
    for override, endpoints in _overrides(review, asking).items():
        key = override.owner.name
        asks = asking.of(override.owner, override.value)
        if asks is Asks.LOGIN:
            yield check.kept(key)
            continue
        open_ones = [each for each in endpoints if not _why_unsure(review, override, asks, each)]
        if asks in (Asks.UNKNOWN, Asks.WRITTEN) or not open_ones:
            yield check.unknown(key, "what its permissions ask cannot be told, or everybody is meant")
        else:
            yield _broken(review, override, open_ones)


def _overrides(review: Reviewed, asking: Asking) -> dict[_Override, list[Endpoint]]:
    """Return the statements of permissions that stand in place of ones that ask for a login, with their endpoints."""
    found: dict[_Override, list[Endpoint]] = {}
    for endpoint in (*review.endpoints.sites, *review.endpoints.unrouted()):
        stated = endpoint.permissions
        value, owner = stated.node, stated.owner
        if stated.origin not in _STATED or owner is None or not isinstance(value, Expression):
            continue
        if review.is_aside(owner.module.path) or owner.module.origin != "project":
            continue
        before, whose = _before(review, asking, endpoint, owner)
        if before is Asks.LOGIN:
            found.setdefault(_Override(owner, value, before, whose), []).append(endpoint)
    return found


def _before(review: Reviewed, asking: Asking, endpoint: Endpoint, owner: Defined) -> tuple[Asks, str]:
    """Return what would be asked without the statement, and who says so."""
    assert endpoint.view is not None
    target = endpoint.view.target
    own = isinstance(owner.node, Class)
    for cls in review.project.classes.mro(owner).classes[1:] if own else review.project.classes.mro(target).classes:
        bound = review.project.classes.own(cls).get(PERMISSIONS.attribute)
        value = getattr(bound[-1], "value", None) if bound else None
        if value is not None and cls.module.origin == "project":
            return asking.of(cls, value), cls.qualname
    stated = review.endpoints.policies.by_setting(PERMISSIONS)
    known = bool(stated.known) and stated.origin is Origin.SETTING
    return (asking.of_names(stated.known) if known else Asks.UNKNOWN), "the settings"


def _why_unsure(review: Reviewed, override: _Override, asks: Asks, endpoint: Endpoint) -> str:
    """Return what else may turn those away who are not logged in, "" where nothing is seen."""
    assert endpoint.view is not None
    if is_public(endpoint):
        return "its name tells that everybody is meant"
    if asks is Asks.ROWS and (endpoint.method != "POST" or _is_detail(endpoint) or depends_on_user(endpoint)):
        return "it looks at one row, or whose rows they are"
    stated = review.endpoints.policies.by_class(AUTHENTICATION, endpoint.view.target)
    if stated.origin is Origin.CLASS and not all(each.startswith("rest_framework.") for each in stated.known):
        return "its own authentication may turn somebody away"
    return elsewhere(endpoint)


def _is_detail(endpoint: Endpoint) -> bool:
    return "{" in endpoint.route.pattern or "<" in endpoint.route.pattern or "(?P" in endpoint.route.pattern


def _broken(review: Reviewed, override: _Override, endpoints: list[Endpoint]) -> Site:
    owner = override.owner
    items = override.value.items if isinstance(override.value, Sequence) else (override.value,)
    combined = any(isinstance(each, Operation) for each in items)
    whose = override.whose if override.whose == "the settings" else f"`{override.whose}`"
    return check.broken(
        owner.name,
        review.headline(owner.module.path, owner.node),
        message=first_that_fits(
            f"`{owner.qualname}` asks for no login, and {whose} did: permissions are replaced, not added to",
            f"`{owner.qualname}` asks for no login, and {whose} did",
            f"`{owner.qualname[-40:]}` asks for no login, and what it replaces did",
        ),
        recipe="Ask for it too: `IsAuthenticated & (…)`"
        if combined
        else "Ask for it too: `[IsAuthenticated, …]`, or write `AllowAny` where everybody is meant",
        confidence=Confidence.LIKELY,
        scope=owner.name,
        subject="dropped authentication",
        data={"cwe": "CWE-306", "routes": sorted({each.key for each in endpoints})},
    )
