"""DJP104: a field that `only()` or `defer()` left out is fetched for every row."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.asked import Asked
from django_pro.flow.asks import DEFERRED
from django_pro.rules.asked import data_of, first_that_fits, keyed, quoted, source_of, trace
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP104", severity=Severity.WARNING, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every read of a field that the queryset left out."""
    wanted = (each for each in review.flow.asked if each.ask.method == DEFERRED)
    for key, asked in keyed(review, wanted):
        name = "__".join(asked.ask.path)
        yield check.broken(
            f"{key} {name}",
            Span(*asked.place),
            message=_message(asked, name),
            recipe=first_that_fits(
                f"Name `{name}` in the `only()` of the queryset at {source_of(review, asked)}, or defer it no more",
                f"Load `{asked.ask.path[-1]}` with the queryset at {source_of(review, asked)}",
            ),
            confidence=asked.confidence,
            scope=review.scope(asked.place.path, asked.place.start),
            trace=trace(asked, f"`{asked.ask.path[-1]}` is read here"),
            data={**data_of(review, asked), "field": name, "relation": ""},
        )


def _message(asked: Asked, name: str) -> str:
    over = quoted(asked.over_models)
    return first_that_fits(
        f"`{name}` is fetched for each {over}: the queryset's `only()` or `defer()` leaves it out",
        f"`{asked.ask.path[-1]}` is fetched for each row: `only()` or `defer()` leaves it out",
    )
