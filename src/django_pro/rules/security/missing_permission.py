"""DJP560 missing-permission."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import is_public
from django_pro.facts.bodies import Body, parts
from django_pro.facts.urls import Source
from django_pro.facts.views.functions import decorators_of
from django_pro.facts.views.view import View
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.guarding import MORE, Guarded, Guarding, by_view
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Call, Chain, Constant, Function, Return, body_of

_ADMIN = re.compile(r"(?:^|[/._^])(?:admin|administration|backoffice|staff)(?:[/._]|$)", re.IGNORECASE)
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: So many views beside it, and so large a part of them, ask for the same.
_FEWEST = 4
_MOST = 0.8
#: So many views render the shell of an application in the browser.
_SHELL = 4


@dataclass(frozen=True)
class _Unit:
    """A view with what it asks, and the decorators by which its handlers that take an argument ask for more."""

    target: Defined
    endpoints: tuple[Endpoint, ...]
    guarded: Guarded
    shared: frozenset[str]


@rule("DJP560", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    guarding = review.guarding
    told: set[Defined] = set()
    for site, target in (*_of_administrators(review, guarding), *_lacking(review, guarding)):
        if target not in told:
            told.add(target)
            yield site


def _of_administrators(review: Reviewed, guarding: Guarding) -> Iterator[tuple[Site, Defined]]:
    """Yield the pages whose address or module is the administrators', each with its view."""
    for target, endpoints in by_view(review).items():
        endpoint, view = endpoints[0], endpoints[0].view
        assert view is not None
        if view.is_rest or endpoint.route.source is Source.ADMIN or not _is_admin(endpoint, target):
            continue
        guarded = guarding.of(view, {each.handler for each in endpoints if each.handler is not None})
        if guarded.more or guarded.unread or guarding.permissions or _leads_on(target):
            yield check.kept(endpoint.key), target
        elif not any("." in name for name in guarded.login) or is_public(endpoint) or _is_shell(review, view):
            yield (
                check.unknown(
                    endpoint.key, "no login stands before it, or it is the shell of pages made in the browser"
                ),
                target,
            )
        else:
            yield (
                check.broken(
                    endpoint.key,
                    review.headline(target.module.path, target.node),
                    message=f"`{target.qualname[-40:]}` is a page for administrators that asks for a login alone",
                    recipe="Ask for more: `@staff_member_required`, or `@permission_required(…)`",
                    confidence=Confidence.LIKELY,
                    scope=target.name,
                    data={"cwe": "CWE-862", "routes": [each.key for each in endpoints]},
                ),
                target,
            )


def _is_admin(endpoint: Endpoint, target: Defined) -> bool:
    return bool(_ADMIN.search(endpoint.route.pattern) or _ADMIN.search(target.module.name))


def _is_shell(review: Reviewed, view: View) -> bool:
    """Whether a view renders what several others render too: a page that fills itself by calls of its own."""
    templates = _templates(review.bodies.at(view.target)) if isinstance(view.target.node, Function) else set()
    functions = (body for path in (view.target.module.path,) for body, _ in review.bodies.functions(path))
    same = sum(bool(templates & _templates(review.bodies.at(each))) for each in functions) if templates else 0
    return same >= _SHELL


def _templates(body: Body) -> set[str]:
    calls = (call.steps[-1] for call in body.calls("render"))
    given = (each.value for step in calls if isinstance(step, Call) for each in step.arguments[1:2])
    return {each.value for each in given if isinstance(each, Constant) and isinstance(each.value, str)}


def _lacking(review: Reviewed, guarding: Guarding) -> Iterator[tuple[Site, Defined]]:
    """Yield the views that take what those beside them take, and lack the decorator that these have."""
    if guarding.permissions:
        return
    modules: dict[str, list[tuple[Defined, list[Endpoint]]]] = {}
    for target, endpoints in by_view(review).items():
        modules.setdefault(target.module.path, []).append((target, endpoints))
    for views in modules.values():
        for argument in sorted({name for _, endpoints in views for name in _arguments(endpoints)}):
            units = [unit for target, rows in views if (unit := _unit(guarding, target, rows, argument))]
            yield from _judged(review, units, argument)


def _unit(guarding: Guarding, target: Defined, endpoints: list[Endpoint], argument: str) -> _Unit | None:
    """Return a view as far as its handlers take an argument; None where none does, or everybody is meant."""
    taking = tuple(each for each in endpoints if argument in _arguments([each]))
    view = endpoints[0].view
    if not taking or view is None or any(is_public(each) for each in taking):
        return None
    handlers = {each.handler for each in taking if each.handler is not None}
    shared = [_deciding(guarding, each) for each in sorted(handlers, key=lambda each: each.name)]
    return _Unit(
        target, taking, guarding.of(view, handlers), frozenset.intersection(*shared) if shared else frozenset()
    )


def _deciding(guarding: Guarding, handler: Defined) -> frozenset[str]:
    """Return the decorators of a handler that ask for more than a login."""
    found = (each.name for each in decorators_of(guarding.names, handler))
    return frozenset(name for name in found if "." in name and MORE.search(name.rpartition(".")[2]))


def _judged(review: Reviewed, units: list[_Unit], argument: str) -> Iterator[tuple[Site, Defined]]:
    common = Counter(name for unit in units for name in unit.shared).most_common(1)
    if not common or common[0][1] < _FEWEST or common[0][1] < _MOST * len(units):
        return
    name, count = common[0]
    for unit in units:
        key = unit.endpoints[0].key
        if name in unit.shared or unit.guarded.more or unit.guarded.unread:
            yield check.kept(key), unit.target
        elif any(each.method in _UNSAFE for each in unit.endpoints):
            yield _broken(review, unit, name, (argument, count)), unit.target


def _broken(review: Reviewed, unit: _Unit, name: str, among: tuple[str, int]) -> Site:
    target, last = unit.target, name.rpartition(".")[2]
    argument, count = among
    return check.broken(
        unit.endpoints[0].key,
        review.headline(target.module.path, target.node),
        message=first_that_fits(
            f"`{target.qualname}` lacks `@{last}`, which {count} views beside it that take `{argument}` have",
            f"`{target.qualname[-40:]}` lacks `@{last[:30]}`, which {count} views beside it have",
        ),
        recipe=f"Give its methods that take `{argument}` the decorator `@{last}` too",
        confidence=Confidence.LIKELY,
        scope=target.name,
        data={"cwe": "CWE-862", "routes": [each.key for each in unit.endpoints]},
    )


def _arguments(endpoints: list[Endpoint]) -> set[str]:
    """Return the arguments from the URL that handlers name."""
    found: set[str] = set()
    for each in endpoints:
        if each.handler is not None and isinstance(each.handler.node, Function):
            plain = (one.name for one in each.handler.node.parameters if one.kind not in ("args", "kwargs"))
            found.update(name for name in plain if name not in ("self", "cls", "request"))
    return found


def _leads_on(target: Defined) -> bool:
    """Whether a view does nothing but send the browser elsewhere."""
    body = body_of(target.node) if isinstance(target.node, Function) else ()
    only = body[0] if len(body) == 1 else None
    led = parts(only.value) if isinstance(only, Return) and isinstance(only.value, Chain) else ()
    return led[-1:] in (("redirect",), ("HttpResponseRedirect",))
