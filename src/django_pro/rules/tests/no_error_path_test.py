"""DJP402 no-error-path-test."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints import Endpoint, Endpoints
from django_pro.endpoints.ran import is_tried
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.touched import by_view, named

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@rule("DJP402", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that changes something and that a test reaches; one refusal of its view's is enough."""
    table = review.endpoints
    for endpoints in by_view(review, lambda each: True):
        unsafe = [each for each in endpoints if each.method in _UNSAFE]
        ran = review.ran.states(endpoints[0])
        if ran is not None:
            yield from _as_it_ran(review, endpoints, unsafe)
            continue
        tried = any(table.tested.is_refused(each) for each in endpoints)
        for each in unsafe:
            if tried:
                yield check.kept(each.key)
            elif (why := table.reaching.why_unsure or _why_unsure(table, endpoints)) is not None:
                yield check.unknown(each.key, why)
            else:
                yield _broken(review, each, unsafe)


def _as_it_ran(review: Reviewed, endpoints: tuple[Endpoint, ...], unsafe: list[Endpoint]) -> Iterator[Site]:
    tried = any(is_tried(review.ran.states(each) or frozenset()) for each in endpoints)
    for each in unsafe:
        yield check.kept(each.key) if tried else _broken(review, each, unsafe, Confidence.PROVED)


def _why_unsure(table: Endpoints, endpoints: tuple[Endpoint, ...]) -> str | None:
    """Return why what a view's tests ask for cannot be told, None where it can."""
    if any(table.reaching.callers_of(each) for each in endpoints):
        return "tests call its view themselves: what they ask of it is not read"
    if any(table.tested.is_named_apart(each) for each in endpoints):
        return "a test file names its route, and its requests are not read"
    return None


def _broken(
    review: Reviewed, endpoint: Endpoint, untried: list[Endpoint], confidence: Confidence = Confidence.LIKELY
) -> Site:
    view = endpoint.view
    assert view is not None
    name = view.target.qualname
    return check.broken(
        endpoint.key,
        review.headline(view.target.module.path, view.target.node),
        message=first_that_fits(
            f"Tests ask `{name}` only for what goes well: nothing is refused by {named(untried)}",
            f"Tests ask `{name}` only for what goes well",
            "Tests ask it only for what goes well",
        ),
        recipe=_recipe(view.is_rest),
        confidence=confidence,
        scope=view.target.name,
        subject="errors",
        data={"endpoints": [each.key for each in untried]},
    )


def _recipe(is_rest: bool) -> str:
    if is_rest:
        return "Add a test that sends what is not valid and asserts 400, and one that nobody may send: 401 or 403"
    return "Add a test that sends a form with an error (`assertFormError`), and one of somebody who may not: 302 or 403"
