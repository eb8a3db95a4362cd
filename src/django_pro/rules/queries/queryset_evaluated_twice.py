"""DJP111: a queryset is asked whether it has rows, or how many, and then all its rows are fetched."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits, placed, quoted
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_INSTEAD = {"exists": "`if queryset:` fetches the rows once", "count": "`len(queryset)` fetches the rows once"}


@rule("DJP111", severity=Severity.INFO, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every queryset that is asked and then fetched."""
    for key, twice, models in placed(review, review.flow.twice):
        yield check.broken(
            key,
            Span(*twice.place),
            message=first_that_fits(
                f"`{twice.method}()` asks for what the loop over {quoted(models)} fetches anyway",
                f"`{twice.method}()` asks for what the loop fetches anyway",
            ),
            recipe=f"Ask once: {_INSTEAD[twice.method]}, and the loop uses them",
            confidence=Confidence.LIKELY,
            scope=review.scope(twice.place.path, twice.place.start),
            trace=(
                Step(Span(*twice.place), f"`{twice.method}()` is a query"),
                Step(Span(*twice.again), "the rows are fetched here by another"),
            ),
            data={"model": twice.model, "method": twice.method},
        )
