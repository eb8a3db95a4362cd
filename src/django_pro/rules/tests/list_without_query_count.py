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


@rule("DJP403", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that answers with a list and that a test reaches."""
    table = review.endpoints
    lists = Lists(review.project, table.views, table.policies)

    def is_list(each: Endpoint) -> bool:
        if each.method != "GET" or each.view is None:
            return False
        own = each.view.kind is Kind.CLASS and review.project.classes.inherits(each.view.target, _LIST)
        return own or lists.of(each.view, each.handler, each.pagination, each.route.pattern) is not None

    rows: dict[str, list[Endpoint]] = {}
    for endpoints in by_view(review, is_list):
        for each in endpoints:
            states = review.ran.states(each)
            if State.COUNTED in (table.tested.states(each) if states is None else states):
                yield check.kept(each.key)
            elif states is None and (why := table.reaching.why_unsure) is not None:
                yield check.unknown(each.key, why)
            else:
                rows.setdefault(_app(review, each), []).append(each)
    for app, uncounted in rows.items():
        yield from (_broken(review, each, app, uncounted) for each in uncounted)


def _app(review: Reviewed, endpoint: Endpoint) -> str:
    """Return the label of the app that an endpoint's view stands in, else its package."""
    assert endpoint.view is not None
    module = endpoint.view.target.module.name
    return review.project.apps.label_for(module) or module.partition(".")[0]


def _broken(review: Reviewed, endpoint: Endpoint, app: str, uncounted: list[Endpoint]) -> Site:
    """Return a site; those of an app share one finding, at the first of its lists."""
    first = uncounted[0]
    assert first.view is not None
    lists = (
        f"{len(uncounted)} lists of `{app}`, such as `{first.name}`"
        if len(uncounted) > 1
        else f"the list `{first.name}`"
    )
    return check.broken(
        endpoint.key,
        review.headline(first.view.target.module.path, first.view.target.node),
        message=first_that_fits(
            f"No test counts the queries of {lists}",
            f"No test counts the queries of {len(uncounted)} lists of `{app}`",
            "No test counts the queries of this app's lists",
        ),
        recipe="Request it with 2 rows and with 20 inside `assertNumQueries(…)`: the same number both times",
        confidence=Confidence.LIKELY,
        scope=app,
        subject="queries",
        data={"endpoints": [each.key for each in uncounted]},
    )
