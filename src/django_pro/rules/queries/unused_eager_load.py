"""DJP109: a queryset loads a relation that its loop never reads."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits, placed, quoted
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP109", severity=Severity.INFO, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every load that no row of its loop is asked for."""
    for key, each, models in placed(review, review.flow.unused):
        yield check.broken(
            f"{key}.{each.lookup}",
            Span(*each.place),
            message=first_that_fits(
                f"`{each.lookup}` is loaded with every {quoted(models)} and never read",
                f"`{each.lookup}` is loaded and never read",
            ),
            recipe=first_that_fits(f'Take `"{each.lookup}"` out of `{each.method}()`', "Take it out of the call"),
            confidence=Confidence.PROVED,
            scope=review.scope(each.place.path, each.place.start),
            data={"model": each.model, "relation": each.lookup},
        )
