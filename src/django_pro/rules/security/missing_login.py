"""DJP559 missing-login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import is_public
from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name
from django_pro.facts.deriving import is_sent
from django_pro.facts.urls import Source
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Step
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.guarding import Guarded, Guarding, by_view
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.effects import Effect, effects_of
from django_pro.source.syntax import Assign, Call, Chain, Class, Constant, Name

#: So many views of a file, and so large a part of them, ask for a login.
_FEWEST = 3
_MOST = 0.75
#: Whoever uses what is called so knows something, or is meant to be anybody.
_OPEN = re.compile(
    r"public|webhook|callback|track|contact|feedback|subscri|newsletter|search|comment|vote|cart|basket|checkout|payment|pay_|ipn|notify"
    r"|invit|accept|confirm|verif|activat|token|uuid|hash|secret|sign|regist|join|guest|anonym|embed|share|survey|language|cookie"
    r"|ping|health|api_?key|oembed|feed|error|404|500|home|index|about|landing|set_?up|install|donat|apply|rsvp|order|lang",
    re.IGNORECASE,
)
_SERIALIZE = "django.core.serializers.serialize"
_WRITE_MODES = re.compile(r"^[wax]b?\+?t?$")


@dataclass(frozen=True)
class _Unit:
    """A view of plain Django, what it asks, and the functions that answer."""

    target: Defined
    endpoints: tuple[Endpoint, ...]
    guarded: Guarded
    bodies: tuple[Body, ...]


@rule("DJP559")
def check(review: Reviewed) -> Iterator[Site]:
    guarding = review.guarding
    for units in _by_file(review, guarding).values():
        for unit in units:
            key = unit.endpoints[0].key
            if asking := guarding.middleware or guarding.permissions:
                yield check.unknown(key, f"`{asking}` may ask for a login")
            elif unit.guarded.asked or any(_knows(each) for each in unit.bodies):
                yield check.kept(key)
            else:
                others = [each for each in units if each is not unit]
                yield from _open(review, unit, sum(bool(each.guarded.login) for each in others), len(others))


def _open(review: Reviewed, unit: _Unit, asking: int, others: int) -> Iterator[Site]:
    """Yield the site of a view that asks nothing, where it is seen whether it is to be open."""
    key = unit.endpoints[0].key
    among = asking >= _FEWEST and asking >= _MOST * others
    never = [(body, each) for body in unit.bodies for each in (*_written(body), *_dumped(body))]
    changed = [(body, each) for body in unit.bodies for each in effects_of(body, body.nodes)]
    meant = any(is_public(each) for each in unit.endpoints)
    done = next(iter([] if meant else [*never, *(changed if among and not _is_meant(unit) else [])]), None)
    if done is None and not changed:
        yield check.kept(key)
        return
    if done is None:
        yield check.unknown(key, "nothing is asked, and everybody may be meant")
        return
    body, effect = done
    said = f", and asks for no login as {asking} of {others} beside it do" if among else " for anybody"
    yield check.broken(
        key,
        review.headline(unit.target.module.path, unit.target.node),
        message=first_that_fits(
            f"`{unit.target.qualname}` {effect.said}{said}", f"`{unit.target.qualname[-40:]}` asks for no login"
        ),
        recipe="Ask for one: `LoginRequiredMixin`"
        if isinstance(unit.target.node, Class)
        else "Ask for one: `@login_required`",
        confidence=Confidence.LIKELY,
        scope=unit.target.name,
        trace=(Step(review.span(body.path, effect.node), f"it {effect.said}"),),
        data={"cwe": "CWE-306", "routes": [each.key for each in unit.endpoints]},
    )


def _by_file(review: Reviewed, guarding: Guarding) -> dict[str, list[_Unit]]:
    found: dict[str, list[_Unit]] = {}
    for target, endpoints in by_view(review).items():
        view = endpoints[0].view
        if view is None or view.is_rest or endpoints[0].route.source in (Source.ADMIN, Source.NINJA):
            continue
        handlers = {each.handler for each in endpoints if each.handler is not None}
        owner = target if isinstance(target.node, Class) else None
        own = [each for each in handlers if each.module.origin == "project"]
        bodies = tuple(review.bodies.at(each, owner) for each in sorted(own, key=lambda each: each.name))
        unit = _Unit(target, tuple(endpoints), guarding.of(view, handlers), bodies)
        found.setdefault(target.module.path, []).append(unit)
    return found


def _knows(body: Body) -> bool:
    """Whether a function looks at who asks, or at what only somebody in particular holds."""
    return any({"user", "session", "COOKIES", "signing", "auth"}.intersection(parts(each)) for each in body.nodes)


def _is_meant(unit: _Unit) -> bool:
    names = [unit.target.qualname, *(each.route.pattern for each in unit.endpoints)]
    function = (parameter.name for body in unit.bodies if body.function for parameter in body.function.parameters)
    return any(_OPEN.search(name) for name in (*names, *function))


def _written(body: Body) -> Iterator[Effect]:
    """Yield the calls that write what was sent into a file."""
    opened = {name for name, call in _assigned(body) if _opens(body, call)}
    sent = {
        name
        for name, call in _assigned(body)
        if any(isinstance(each, Chain) and is_sent(each) for each in walk((call,)))
    }
    for call in body.calls("write"):
        step = call.steps[-1]
        assert isinstance(step, Call)
        given = {each.id for argument in step.arguments for each in walk((argument.value,)) if isinstance(each, Name)}
        direct = any(isinstance(each, Chain) and is_sent(each) for each in walk(step.arguments))
        if opened.intersection(parts(call)[:1]) and (direct or given & sent):
            yield Effect(call, "writes what was sent into a file")


def _assigned(body: Body) -> Iterator[tuple[str, Chain]]:
    for node in body.nodes:
        if isinstance(node, Assign) and isinstance(node.value, Chain):
            yield from ((each.id, node.value) for each in node.targets if isinstance(each, Name))


def _opens(body: Body, call: Chain) -> bool:
    """Whether a call opens a file for writing."""
    step = call.steps[-1]
    if not isinstance(step, Call) or called_name(call) != "open":
        return False
    modes = [each.value.value for each in step.arguments[1:] if isinstance(each.value, Constant)]
    return any(isinstance(each, str) and _WRITE_MODES.match(each) for each in modes)


def _dumped(body: Body) -> Iterator[Effect]:
    """Yield the calls that answer with all rows, whole, of a model that whoever asks may choose."""
    chosen = {name for name, call in _assigned(body) if called_name(call) in ("eval", "getattr", "get_model")}
    for call in body.calls("serialize"):
        given = call.steps[-1].arguments if isinstance(call.steps[-1], Call) else ()
        for each in (node for argument in given[1:] for node in walk((argument.value,)) if isinstance(node, Chain)):
            if _SERIALIZE in (body.called(call), _SERIALIZE) and parts(each)[:1] and parts(each)[0] in chosen:
                yield Effect(call, "answers with the rows of any model")
