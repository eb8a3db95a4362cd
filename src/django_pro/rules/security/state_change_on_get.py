"""DJP570 state-change-on-get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.facts.bodies import Bodies, Body, parts
from django_pro.facts.calls import called_name, without_last
from django_pro.facts.deriving import calls_in, made_of
from django_pro.facts.views.functions import walk
from django_pro.facts.views.view import Kind
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.asking import reached_by_get
from django_pro.rules.security.judging.effects import Effect, effects_of, nodes_in
from django_pro.rules.telling import Telling, steps
from django_pro.source.syntax import Call, Chain, Class, Expression, Function

#: Links of mails, other machines' calls, and pages that note who came by: what proves itself by a token is used once.
_ASIDE = re.compile(
    r"(?i)confirm|verif|activat|unsubscri|callback|oauth|oidc|saml|webhook|cron|track|magic|invit|reset|optout|opt_out|token"
    r"|uidb64|uuid|signature|signed|unsign|secret|_key$|^key$|^code$|^hash$|ticket|accept|sso|complete|return|success|cancel_url"
    r"|dismiss|require_ajax|health|redirect_to|impression|pixel|next_step|preview|download|export|detail|^view_|session_key"
)
_LEAVING = re.compile(r"(?i)log_?out|sign_?out|leave")
#: Functions that note something, or make what is missing.
_NOTING = re.compile(r"(?i)^_?log_|audit|ensure|cache|thumb|^_?get_|^record_|^track")


@rule("DJP570")
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
    return any(_ASIDE.search(each) for each in names) or any(
        each in ("token", "code", "state", "ticket") for each in texts
    )


def _changes(bodies: Bodies, body: Body, depth: int) -> Iterator[Effect]:
    """Yield what a GET changes, by itself or in a function of the project that it calls."""
    nodes = list(nodes_in(reached_by_get(body.statements)))
    for effect in effects_of(body, nodes):
        if _counts(body, effect, depth):
            yield effect
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
        if _NOTING.search(name) or _ASIDE.search(name) or _asks_method(call):
            continue
        inner = bodies.at(target, body.owner if parts(call)[:1] == ("self",) else None)
        for effect in _changes(bodies, inner, depth + 1):
            yield Effect(call, effect.said)


def _counts(body: Body, effect: Effect, depth: int) -> bool:
    """Whether a change is one that a link is enough for: no row that a helper makes where there is none, no checked link."""
    said = parts(effect.node)
    if effect.said == "logs out":
        owner = body.owner.qualname if body.owner is not None else ""
        return depth == 0 and _LEAVING.search(f"{body.short} {owner}") is not None
    if effect.said == "logs in":
        step = effect.node.steps[-1]
        users = [each.value for each in step.arguments[1:2]] if isinstance(step, Call) else []
        return any(calls_named(body, each, "get_object_or_404", "get", "first") for each in users)
    if depth == 0:
        return True
    made = [each for each in body.values(said[0]) if isinstance(each, Chain) and len(each.steps) == 1]
    return not effect.said.startswith("creates") and not any(_is_class(body, each) for each in made)


def calls_named(body: Body, value: Expression, *names: str) -> bool:
    """Whether a value comes from a look-up of a row by one of some calls."""
    for each in calls_in(made_of(body, value), *names):
        if called_name(each) == "get_object_or_404" or "objects" in parts(each):
            return True
    return False


def _is_class(body: Body, value: Chain) -> bool:
    target = body.target(without_last(value))
    return target is not None and isinstance(target.node, Class)


def _asks_method(call: Chain) -> bool:
    """Whether a call is told by which method it was asked: `run(change=request.method == "POST")`."""
    step = call.steps[-1]
    given = step.arguments if isinstance(step, Call) else ()
    return any(parts(each)[-2:] == ("request", "method") for argument in given for each in walk((argument.value,)))
