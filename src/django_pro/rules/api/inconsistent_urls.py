"""DJP329 inconsistent-urls."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.urls import Route, Source
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Call, Chain, Constant, Name

#: A vote is held from this number of routes on, and won by this share of them.
_VOTERS, _MAJORITY = 10, 0.9
_REGULAR = ("re_path", "url")


@rule("DJP329", severity=Severity.INFO)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each route: one that another stands before, and one that ends unlike the others of the API."""
    yield from _hidden(review)
    yield from _slashes(review)


def _is_plain(review: Reviewed, route: Route) -> bool:
    return (
        route.source in (Source.WRITTEN, Source.ROUTER)
        and not route.conditional
        and not route.unread
        and "…" not in route.pattern
        and not route.localized
        and route.path in review.project.files
        and not review.is_aside(route.path)
    )


def _hidden(review: Reviewed) -> Iterator[Site]:
    """Yield each route, broken where an earlier one has its pattern and another view: nobody comes there."""
    first: dict[str, Route] = {}
    for route in review.endpoints.urls.all:
        if not _is_plain(review, route) or not route.view.name:
            continue
        before = first.setdefault(route.pattern, route)
        key = f"{route.pattern} {route.view.name}"
        if before is route or before.view.name == route.view.name or before.view.actions is not None:
            yield check.kept(key)
        elif before.path != route.path and not review.project.settings.modules:
            yield check.unknown(key, "which of the URL files are included is not known")
        else:
            name = before.view.name.rpartition(".")[2][:40]
            yield check.broken(
                key,
                review.span(route.path, route.node),
                message=f"Nobody comes here: `{name}` has the same pattern, and stands before it",
                recipe="Take one of the two away, or give it a pattern of its own",
                severity=Severity.WARNING,
                confidence=Confidence.LIKELY,
                scope=review.scope(route.path, route.node.start),
                subject=route.pattern,
                data={"routes": [route.pattern]},
            )


def _slashes(review: Reviewed) -> Iterator[Site]:
    """Yield the written routes of the API by how they end, the few broken where nearly all end otherwise."""
    rest = {each.route for each in review.endpoints.sites if each.view is not None and each.view.is_rest}
    voters = [(route, end) for route in rest if _is_plain(review, route) and (end := _ending(route)) is not None]
    written = [(route, end) for route, end in voters if route.source is Source.WRITTEN]
    with_slash = sum(end for _, end in written)
    share = with_slash / len(written) if written else 0.5
    if len(written) < _VOTERS or 1 - _MAJORITY < share < _MAJORITY:
        return
    usual = share >= _MAJORITY
    for route, end in sorted(written, key=lambda each: (each[0].path, each[0].node.start)):
        key = f"{route.pattern} slash"
        if end == usual:
            yield check.kept(key)
        else:
            count = with_slash if usual else len(written) - with_slash
            yield check.broken(
                key,
                review.span(route.path, route.node),
                message=f"It ends {'with' if end else 'without'} a slash, unlike {count} of the API's {len(written)} routes",
                recipe="End it as the others do, and keep the old path for those who use it",
                confidence=Confidence.PROVED,
                scope=review.scope(route.path, route.node.start),
                subject=key,
                data={"routes": [route.pattern]},
            )


def _ending(route: Route) -> bool | None:
    """Return whether a route ends with a slash, None where it may end in both ways or is a file's."""
    text = route.pattern.removesuffix("$").removesuffix("\\Z").replace("^", "")
    last = text.rstrip("/").rpartition("/")[2]
    if not text or text.endswith(("?", "*", ")")) or "." in last or "format" in last or _is_open(route):
        return None
    return text.endswith("/")


def _is_open(route: Route) -> bool:
    """Whether a route's own part does not say how it ends: it is empty, or an expression that more may stand behind."""
    node = route.node
    if not isinstance(node, Chain) or not isinstance(node.base, Name) or not isinstance(node.steps[0], Call):
        return False
    first = next((each.value for each in node.steps[0].arguments), None)
    if isinstance(first, Constant) and isinstance(first.value, str) and not first.value.strip("^$"):
        return True
    return node.base.id in _REGULAR and not route.pattern.endswith(("$", "\\Z"))
