"""DJP570 state-change-on-get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, full_name, last_name, names_in, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Assign, Attribute, Chain, Function, Name, body_of

#: Links that are meant to change something once: what they carry proves who follows them.
_MEANT = re.compile(
    r"confirm|activat|verif|callback|token|unsubscri|track|click|visit|redirect|export|download|feed|cron|health|seen|read|count|login"
    r"|log_?in|sso|oauth|saml|accept|invit|reset|setup|install|webhook|hook|import|refresh|sync|init|session|preview|register|signup",
    re.IGNORECASE,
)
_SESSION = frozenset({"django.contrib.auth.login", "django.contrib.auth.logout"})
_ASKS = frozenset({"method", "POST", "is_valid", "FILES", "body"})


@rule("DJP570", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    seen: set[Defined] = set()
    for endpoint in review.endpoints.sites:
        handler = _handler(endpoint)
        if handler is None or handler in seen or review.is_aside(handler.module.path):
            continue
        seen.add(handler)
        found = _change(review, handler)
        if found is None:
            yield check.kept(endpoint.key)
        elif _MEANT.search(endpoint.name) or _MEANT.search(handler.qualname) or _words(handler) & _ASKS:
            yield check.unknown(endpoint.key, "a link that is followed once may be meant")
        else:
            yield check.broken(
                endpoint.key,
                review.headline(handler.module.path, handler.node),
                message=f"A link is enough: `{handler.qualname[-40:]}` answers GET and calls `{found}`",
                recipe="Answer POST alone: `@require_POST`, and a form with `{% csrf_token %}` in the link's place",
                confidence=Confidence.LIKELY,
                scope=handler.name,
                data={"cwe": "CWE-352", "routes": [endpoint.key]},
            )


def _handler(endpoint: Endpoint) -> Defined | None:
    """Return what answers GET of a view that is not DRF's, None for views of Django's own making."""
    view = endpoint.view
    if view is None or view.is_rest or endpoint.method != "GET" or endpoint.handler is None:
        return None
    if isinstance(view.target.node, Function) and set(view.methods) != {"GET"}:
        return None
    return endpoint.handler if endpoint.handler.module.origin == "project" else None


def _words(handler: Defined) -> set[str]:
    body = body_of(handler.node) if isinstance(handler.node, Function) else ()
    return {name for name, _ in names_in(body)}


def _change(review: Reviewed, handler: Defined) -> str | None:
    """Return what a handler calls that changes rows or the session, None where it does not."""
    assigned = {
        target.base.id
        for node in nodes_of(handler)
        if isinstance(node, Assign)
        for target in node.targets
        if isinstance(target, Chain) and isinstance(target.base, Name) and isinstance(target.steps[-1], Attribute)
    } - {"self", "request"}
    for node, step, called in calls_of(handler):
        last = last_name(called)
        if last in ("login", "logout") and full_name(review, handler, called) in _SESSION:
            return f"{last}()"
        if last == "delete" and not step.arguments and _is_row(node):
            return f"{node.base.id}.delete()" if isinstance(node.base, Name) else "delete()"
        if last == "save" and isinstance(node.base, Name) and node.base.id in assigned and len(node.steps) == 2:
            return f"{node.base.id}.save()"
    return None


def _is_row(node: Chain) -> bool:
    """Whether `delete()` is called on a local row, or on rows of a manager."""
    names = [each.name for each in node.steps if isinstance(each, Attribute)]
    return names == ["delete"] or "objects" in names
