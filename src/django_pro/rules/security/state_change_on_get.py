"""DJP570 state-change-on-get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.facts.bodies import Bodies, Body, parts
from django_pro.facts.calls import called_name, without_last
from django_pro.facts.deriving import calls_in
from django_pro.facts.views.view import Kind
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.asking import reached_by_get
from django_pro.rules.security.judging.effects import Effect, effects_of, nodes_in
from django_pro.rules.telling import Telling, steps
from django_pro.source.syntax import Call, Class, Function

#: Links of mails, other machines' calls, and pages that note who came by: what proves itself by a token is used once.
_ASIDE = re.compile(
    r"(?i)confirm|verif|activat|unsubscri|callback|oauth|oidc|saml|webhook|cron|track|magic|invit|reset|optout|opt_out|token"
    r"|uidb64|uuid|signature|signed|unsign|secret|_key$|^key$|^code$|^hash$|ticket|accept|sso|complete|return|success|cancel_url"
    r"|health|redirect_to|impression|pixel|next_step|preview|download|export|detail|^view_|session_key"
)
_LEAVING = re.compile(r"(?i)log_?out|sign_?out")


@rule("DJP570", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-352")
    seen: set[Defined] = set()
    for endpoint in review.endpoints.sites:
        handler = _handler(review, endpoint)
        if handler is None or handler in seen:
            continue
        seen.add(handler)
        body = review.bodies.at(handler, _owner(endpoint))
        found = None if _is_aside(body) else next(_changes(review.bodies, body, 0), None)
        if found is None:
            yield telling.kept(body, "GET")
            continue
        leaves = found.said == "logs out"
        yield telling.broken(
            body,
            handler.node,
            "GET",
            (f"`{_name(handler)}` {found.said} when it is asked by GET", f"`{body.short}` changes something by GET"),
            "Let it answer POST alone (`@require_POST`), and ask by a form with `{% csrf_token %}`",
            severity=Severity.WARNING if leaves else Severity.ERROR,
            confidence=Confidence.LIKELY,
            on_line=True,
            trace=tuple(steps(body, (found.node, f"it {found.said}"))),
        )


def _handler(review: Reviewed, endpoint: Endpoint) -> Defined | None:
    """Return the function that answers a GET of a view that is Django's own kind."""
    view = endpoint.view
    if endpoint.method != "GET" or view is None or view.kind not in (Kind.FUNCTION, Kind.CLASS):
        return None
    handler = endpoint.handler
    if handler is None or not isinstance(handler.node, Function) or handler.module.origin != "project":
        return None
    return None if review.is_aside(handler.module.path) else handler


def _owner(endpoint: Endpoint) -> Defined | None:
    view = endpoint.view
    return view.target if view is not None and isinstance(view.target.node, Class) else None


def _name(handler: Defined) -> str:
    return handler.qualname if len(handler.qualname) < 40 else handler.qualname.rpartition(".")[2]


def _is_aside(body: Body) -> bool:
    """Whether a link proves itself, or is asked by a machine or for what notes its visits."""
    function = body.function
    names = [body.short, *(each.name for each in function.parameters)] if function is not None else []
    names += body.owner.qualname.rpartition(".")[2:] if body.owner is not None else []
    texts = [str(getattr(each, "value", "")) for each in body.nodes if isinstance(getattr(each, "value", None), str)]
    return any(_ASIDE.search(each) for each in names) or any(each in ("token", "code", "state", "ticket") for each in texts)


def _changes(bodies: Bodies, body: Body, depth: int) -> Iterator[Effect]:
    """Yield what a GET changes, by itself or in a function of the project that it calls."""
    nodes = list(nodes_in(reached_by_get(body.statements)))
    yield from effects_of(body, nodes)
    if depth == 0 and _LEAVING.search(body.short):
        for call in calls_in(iter(nodes), "delete_cookie", "flush"):
            yield Effect(call, "logs out")
    if depth > 1:
        return
    for call in calls_in(iter(nodes)):
        target = body.target(without_last(call))
        name = called_name(call)
        if target is None or target.module.origin != "project" or not isinstance(target.node, Function):
            continue
        if name.startswith("get_or_") or _ASIDE.search(name):
            continue
        step = call.steps[-1]
        assert isinstance(step, Call)
        inner = bodies.at(target, body.owner if parts(call)[:1] == ("self",) else None)
        for effect in _changes(bodies, inner, depth + 1):
            yield Effect(call, effect.said)
