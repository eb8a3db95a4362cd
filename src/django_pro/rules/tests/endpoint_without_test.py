"""DJP401 endpoint-without-test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.endpoints.reaching import Reaching
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP401", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    table = review.endpoints
    rows: dict[str, list[Endpoint]] = {}
    for endpoint in table.sites:
        if endpoint.view is not None and not review.is_aside(endpoint.view.target.module.path):
            rows.setdefault(f"{endpoint.name} {endpoint.view.name}", []).append(endpoint)
    for endpoints in rows.values():
        ran = [each for each in endpoints if _is_asked(review, each) is not None]
        yield from _as_it_ran(review, ran)
        yield from _judged(review, table.reaching, [each for each in endpoints if each not in ran])


def _is_asked(review: Reviewed, endpoint: Endpoint) -> bool | None:
    """Whether a run of the tests asked for an endpoint, None where none can tell."""
    requests = review.ran.requests_of(endpoint)
    return None if requests is None else bool(requests)


def _as_it_ran(review: Reviewed, endpoints: list[Endpoint]) -> Iterator[Site]:
    untouched = [each for each in endpoints if not _is_asked(review, each)]
    for endpoint in endpoints:
        if endpoint in untouched:
            yield _broken(review, endpoint, untouched, Confidence.PROVED)
        else:
            yield check.kept(endpoint.key)


def _judged(review: Reviewed, reaching: Reaching, endpoints: list[Endpoint]) -> Iterator[Site]:
    """Yield a site for each method of a route; those that no test reaches share one finding."""
    untouched = [each for each in endpoints if not reaching.tests_of(each)]
    for endpoint in endpoints:
        if endpoint not in untouched:
            yield check.kept(endpoint.key)
        elif (why := reaching.why_unsure) is not None:
            yield check.unknown(endpoint.key, why)
        else:
            yield _broken(review, endpoint, untouched)


def _broken(
    review: Reviewed, endpoint: Endpoint, untouched: list[Endpoint], confidence: Confidence = Confidence.LIKELY
) -> Site:
    view = endpoint.view
    assert view is not None
    path = view.target.module.path
    methods = [each.method for each in untouched]
    name = endpoint.name if len(endpoint.name) < 50 else f"{endpoint.name[:49]}…"
    return check.broken(
        endpoint.key,
        review.headline(path, view.target.node),
        message=f"No test requests `{name}` by {_listed(methods)}",
        recipe=_recipe(endpoint, methods),
        confidence=confidence,
        scope=view.target.name,
        subject=endpoint.name,
        data={"endpoint": endpoint.name, "methods": [*methods], "route": endpoint.route.pattern},
    )


def _listed(methods: list[str]) -> str:
    return methods[0] if len(methods) == 1 else f"{', '.join(methods[:-1])} or {methods[-1]}"


def _recipe(endpoint: Endpoint, methods: list[str]) -> str:
    call = f"client.{methods[0].lower()}"
    name = endpoint.route.name
    if name is None or len(name) > 40:
        return f"Add a test that requests it by `{call}(…)` and asserts the status and what came of it"
    arguments = ", args=[…]" if re.search(r"<|\(\?P", endpoint.route.pattern) else ""
    return f'Add a test: `{call}(reverse("{name}"{arguments}))`, its status, and what came of it'
