"""DJP403 list-without-query-count."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.endpoints.tested import State
from django_pro.facts.views.lists import Lists
from django_pro.facts.views.view import Kind
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.touched import by_view

_LIST = "django.views.generic.list.BaseListView"


@rule("DJP403", severity=Severity.INFO, preview=True, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that answers with a list and that a test reaches."""
    table = review.endpoints
    lists = Lists(review.project, table.views, table.policies)

    def is_list(each: Endpoint) -> bool:
        if each.method != "GET" or each.view is None:
            return False
        own = each.view.kind is Kind.CLASS and review.project.classes.inherits(each.view.target, _LIST)
        return own or lists.of(each.view, each.handler, each.pagination, each.route.pattern) is not None

    for endpoints in by_view(review, is_list):
        uncounted = [each for each in endpoints if State.COUNTED not in table.tested.states(each)]
        for each in endpoints:
            if each not in uncounted:
                yield check.kept(each.key)
            elif (why := table.reaching.why_unsure) is not None:
                yield check.unknown(each.key, why)
            else:
                yield _broken(review, each, uncounted)


def _broken(review: Reviewed, endpoint: Endpoint, uncounted: list[Endpoint]) -> Site:
    view = endpoint.view
    assert view is not None
    return check.broken(
        endpoint.key,
        review.headline(view.target.module.path, view.target.node),
        message=first_that_fits(
            f"No test counts the queries of `{uncounted[0].name}`, a list",
            "No test counts the queries of this list",
        ),
        recipe="Request it with 2 rows and with 20 inside `assertNumQueries(…)`: the same number both times",
        confidence=Confidence.LIKELY,
        scope=view.target.name,
        subject="queries",
        data={"endpoints": [each.key for each in uncounted]},
    )
