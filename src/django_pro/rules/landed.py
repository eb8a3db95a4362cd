"""What the rules about request data in dangerous calls say alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.findings.finding import Confidence, Data, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind, Landing
from django_pro.flow.inputs.values import SENT, Origin
from django_pro.flow.values import Place
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule


@dataclass(frozen=True)
class Danger:
    """One class of dangerous calls: `said` tells what the call does with the value, `recipe` what to do."""

    kinds: tuple[Kind, ...]
    cwe: str
    said: str
    recipe: str
    calls: frozenset[str] | None = None


def landed(rule: Rule, review: Reviewed, danger: Danger) -> Iterator[Site]:
    """Yield a site for each dangerous call: broken where a value that somebody else chose reaches it."""
    reached: dict[Place, list[Landing]] = defaultdict(list)
    for each in review.inputs.landings:
        if each.kind in danger.kinds and (danger.calls is None or each.call in danger.calls):
            reached[each.place].append(each)
    seen: dict[str, int] = {}
    for (kind, place), function in sorted(review.inputs.calls.items(), key=lambda each: each[0][1]):
        if kind not in danger.kinds or review.is_aside(place.path):
            continue
        scope = function.name
        seen[scope] = seen.get(scope, 0) + 1
        key = f"{scope} {danger.cwe}" + (f" {seen[scope]}" if seen[scope] > 1 else "")
        if place in reached:
            yield _broken(rule, review, danger, key, reached[place])
        else:
            yield rule.kept(key)


def _broken(rule: Rule, review: Reviewed, danger: Danger, key: str, landings: list[Landing]) -> Site:
    best = min(
        landings, key=lambda each: (each.taint.source.origin not in SENT, len(each.trail), each.taint.source.place)
    )
    source = best.taint.source
    label = source.label or source.name
    if best.taint.key and "[]" not in best.taint.key and not label.endswith(best.taint.key):
        label += best.taint.key
    told = f"`{label}` of {source.origin}" if "`" not in label else f"What `{label.split('`')[1]}` answers"
    message = first_that_fits(f"{told} {danger.said}", f"`{label}` {danger.said}", f"What a user sends {danger.said}")
    routes = routes_of(review, source.place)
    return rule.broken(
        key,
        Span(*best.place),
        message=message,
        recipe=danger.recipe,
        confidence=Confidence.PROVED if source.origin in SENT and routes else Confidence.LIKELY,
        severity=_severity(rule, best),
        scope=best.function.name,
        trace=tuple(_trace(best)),
        data=data_of(review, danger.cwe, source.place, routes),
    )


def _severity(rule: Rule, landing: Landing) -> Severity:
    """Return how bad it is: what is stored came from somebody trusted perhaps, and few can set another's Referer."""
    source = landing.taint.source
    if landing.kind is Kind.REDIRECT and source.origin is Origin.HEADER:
        return Severity.INFO
    return rule.severity if source.origin in SENT else Severity.WARNING


def _trace(landing: Landing) -> Iterator[Step]:
    source = landing.taint.source
    given = "an argument of the URL" if source.origin is Origin.ADDRESS else f"{source.origin} is read here"
    yield Step(Span(*source.place), given)
    for place in landing.trail:
        yield Step(Span(*place), "it is handed on here")
    yield Step(Span(*landing.place), f"`{landing.call}()` gets it")


def data_of(review: Reviewed, cwe: str, source: Place, routes: list[str]) -> Data:
    """Return what findings of this kind tell machines."""
    where: Data = {"path": source.path, "line": review.line(source.path, source.start)}
    found: Data = {"cwe": cwe, "source": where}
    return {**found, "routes": list(routes)} if routes else found


def routes_of(review: Reviewed, place: Place) -> list[str]:
    """Return the names of the endpoints whose view a place stands in."""
    found: dict[str, None] = {}
    for each in review.endpoints.sites:
        view = each.view
        if view is None:
            continue
        handler = each.handler or view.target
        spans = [handler] if handler != view.target else [view.target]
        if any(one.module.path == place.path and one.node.start <= place.start <= one.node.end for one in spans):
            found[each.key] = None
    return list(found)[:10]
