"""DJP404 query-count-with-one-size."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.endpoints.reaching import Resolved
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.touched import by_view


@rule("DJP404", severity=Severity.INFO, preview=True, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint whose queries a test counts."""
    tested = review.endpoints.tested
    seen: set[int] = set()
    for endpoints in by_view(review, lambda each: each.method == "GET"):
        for endpoint in endpoints:
            counted = [each for each in tested.requests_of(endpoint) if each.call.outcome.counted]
            if not counted:
                continue
            if _is_sure(counted):
                yield check.kept(endpoint.key)
            elif counted[0].call.node.start not in seen:
                seen.add(counted[0].call.node.start)
                yield _broken(review, endpoint, counted[0])


def _is_sure(counted: list[Resolved]) -> bool:
    """Whether a count is exact, or two counts of one test can be compared."""
    tests = [id(each.test) for each in counted]
    return not all(each.call.outcome.at_most for each in counted) or len(set(tests)) < len(tests)


def _broken(review: Reviewed, endpoint: Endpoint, request: Resolved) -> Site:
    return check.broken(
        endpoint.key,
        review.headline(request.call.path, request.call.node),
        message=f"Its queries are counted at one size, and only up to a limit: `{endpoint.name}`"[:100],
        recipe="Count them with 2 rows and with 20: the same number both times, or the exact number once",
        confidence=Confidence.LIKELY,
        scope=review.scope(request.call.path, request.call.node.start),
        subject=endpoint.name,
        data={"endpoint": endpoint.key},
    )
