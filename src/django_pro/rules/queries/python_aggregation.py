"""DJP106: every row is fetched to add up, or find the greatest of, one column."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits, placed, quoted
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_AGGREGATES = {"sum": "Sum", "min": "Min", "max": "Max"}


@rule("DJP106", severity=Severity.WARNING, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every aggregate that Python computes over rows fetched for nothing else."""
    wanted = (draw for draw in review.flow.draws if draw.field)
    for key, draw, models in placed(review, wanted):
        aggregate = _AGGREGATES[draw.answer]
        yield check.broken(
            key,
            Span(*draw.place),
            message=first_that_fits(
                f"`{draw.answer}()` fetches every {quoted(models)} for its `{draw.field}`",
                f"`{draw.answer}()` fetches every row for one column",
            ),
            recipe=f'Let the database do it: `.aggregate({aggregate}("{draw.field}"))`',
            confidence=Confidence.PROVED,
            scope=review.scope(draw.place.path, draw.place.start),
            data={"model": draw.model, "field": draw.field, "aggregate": aggregate},
        )
