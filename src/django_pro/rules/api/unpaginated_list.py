"""DJP317 unpaginated-list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.facts.views.lists import Listed, Lists, Paged
from django_pro.facts.views.policies import PAGINATION
from django_pro.findings.finding import Confidence, Finding, Fix
from django_pro.findings.site import Site, Verdict
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit


@dataclass(frozen=True)
class _Lack:
    """A class or function without pages, and the endpoints that it answers."""

    culprit: Defined
    listed: Listed
    endpoints: list[Endpoint]


@rule("DJP317")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that answers with a list; those that lack pages for one reason share a finding."""
    table = review.endpoints
    lists = Lists(review.project, table.views, table.policies)
    lacks: dict[str, _Lack] = {}
    for endpoint in table.sites:
        if endpoint.method != "GET" or endpoint.view is None or review.is_aside(endpoint.view.target.module.path):
            continue
        listed = lists.of(endpoint.view, endpoint.handler, endpoint.pagination, endpoint.route.pattern)
        if listed is None:
            continue
        if listed.paged is Paged.YES:
            yield check.kept(endpoint.key)
        elif listed.paged is Paged.UNKNOWN:
            yield check.unknown(endpoint.key, listed.why)
        else:
            lacks.setdefault(listed.culprit.name, _Lack(listed.culprit, listed, [])).endpoints.append(endpoint)
    for lack in lacks.values():
        yield from _broken(review, lack)


def _broken(review: Reviewed, lack: _Lack) -> Iterator[Site]:
    """Yield a site for each endpoint; those that lack pages for one reason share its finding."""
    path = lack.culprit.module.path
    first, *others = lack.endpoints
    site = check.broken(
        first.key,
        review.headline(path, lack.culprit.node),
        message=_message(lack),
        recipe=_recipe(review, lack),
        confidence=lack.listed.confidence,
        scope=lack.culprit.name,
        subject="pagination",
        fix=_fix(review, lack),
        data={"endpoints": [each.key for each in lack.endpoints]},
    )
    yield site
    for endpoint in others:
        yield (
            Site(endpoint.key, site.verdict, site.finding)
            if isinstance(site.finding, Finding)
            else Site(endpoint.key, Verdict.UNKNOWN)
        )


def _message(lack: _Lack) -> str:
    name = lack.culprit.qualname
    return first_that_fits(
        f"`{name}` answers with all rows at once: {lack.listed.why}",
        f"`{name}` answers with all rows at once",
        f"It answers with all rows at once: {lack.listed.why}",
    )


def _recipe(review: Reviewed, lack: _Lack) -> str:
    if lack.listed.helper:
        return "Divide it into pages: `paginator.paginate_queryset(…)`, then `get_paginated_response(…)`"
    if lack.listed.switched_off is not None and lack.listed.default_pages and _answers_results(review):
        return 'Let the default divide it into pages: clients then get `{"results": […], …}` for `[…]`'
    if lack.listed.switched_off is not None:
        return "Let the default divide it into pages, or give it a `pagination_class` of its own"
    return "Give it a `pagination_class` with a `page_size`, or set the two defaults in `REST_FRAMEWORK`"


def _answers_results(review: Reviewed) -> bool:
    """Whether the default paginator answers in the shape of DRF's own."""
    stated = review.endpoints.policies.by_setting(PAGINATION)
    found = [cls for name in stated.known for cls in review.project.names.dotted(name) if isinstance(cls, Defined)]
    methods = [review.project.classes.method(cls, "get_paginated_response") for cls in found]
    return bool(methods) and all(each is not None and each.name.startswith("rest_framework.") for each in methods)


def _fix(review: Reviewed, lack: _Lack) -> Fix | None:
    """Return the edit that takes `pagination_class = None` away, where the settings divide into pages."""
    switched = lack.listed.switched_off
    if switched is None or not lack.listed.default_pages:
        return None
    path = lack.culprit.module.path
    lines = review.project.sources.lines(path)
    line = lines.line(switched.start)
    if line >= len(lines):
        return None
    return Fix(False, (Edit(path, lines.start(line), lines.start(line + 1), ""),))


__all__ = ["Confidence", "check"]
