"""DJP115: a number is read, changed in Python and written back, so that a change made meanwhile is lost."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits, placed, quoted
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP115", severity=Severity.WARNING, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every column that is changed from its own value in Python."""
    for key, change, models in placed(review, review.flow.changes):
        name = change.field
        yield check.broken(
            f"{key}.{name}",
            Span(*change.place),
            message=first_that_fits(
                f"`{name}` of {quoted(models)} is changed in Python and saved: a change made meanwhile is lost",
                f"`{name}` is changed in Python and saved: a change made meanwhile is lost",
            ),
            recipe=first_that_fits(
                f'Let the database compute it: `update({name}=F("{name}") + …)`, or lock by `select_for_update()`',
                "Let the database compute it by `F()`, or lock the row by `select_for_update()`",
            ),
            confidence=Confidence.LIKELY,
            scope=review.scope(change.place.path, change.place.start),
            trace=(
                Step(Span(*change.place), f"`{name}` is computed from what was read before"),
                Step(Span(*change.saved), "it is written here, whatever stands there by now"),
            ),
            data={"model": change.model, "field": name},
        )
