"""DJP103: rows that were prefetched are asked for again, because they are narrowed or ordered by the database."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.asked import Asked
from django_pro.rules.asked import data_of, first_that_fits, keyed, quoted, source_of, trace
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP103", severity=Severity.WARNING, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every query for rows that had been prefetched."""
    wanted = (each for each in review.flow.asked if each.ask.prefetched and not each.ask.writes)
    for key, asked in keyed(review, wanted):
        relation = "__".join(asked.ask.path)
        yield check.broken(
            f"{key} {relation}",
            Span(*asked.place),
            message=_message(asked, relation),
            recipe=first_that_fits(
                f'Use `Prefetch("{relation}", queryset=…, to_attr=…)` at {source_of(review, asked)}, or filter in Python',
                f"Use `Prefetch(…, to_attr=…)` at {source_of(review, asked)}, or filter in Python",
            ),
            confidence=asked.confidence,
            scope=review.scope(asked.place.path, asked.place.start),
            trace=trace(asked, f"`{asked.ask.path[-1]}` is asked for again here"),
            data=data_of(review, asked),
        )


def _message(asked: Asked, relation: str) -> str:
    over = quoted(asked.over_models)
    return first_that_fits(
        f"`{relation}` is prefetched, but asked for again for each {over}: it is narrowed",
        f"`{asked.ask.path[-1]}` is prefetched, but asked for again for each row",
    )
