"""DJP102: a query runs once for every row of a queryset."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.asked import Asked
from django_pro.flow.asks import COUNTED, DEFERRED, ITERATED, RELATED
from django_pro.rules.asked import data_of, first_that_fits, keyed, quoted, short, source_of, trace
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP102", severity=Severity.WARNING, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every query that runs for each row."""
    wanted = (each for each in review.flow.asked if _is_read(each))
    for key, asked in keyed(review, wanted):
        yield check.broken(
            key,
            Span(*asked.place),
            message=_message(asked),
            recipe=_recipe(review, asked),
            confidence=asked.confidence,
            scope=review.scope(asked.place.path, asked.place.start),
            trace=trace(asked, f"`{short(asked.ask.model)}` is asked here"),
            data=data_of(review, asked),
        )


def _is_read(asked: Asked) -> bool:
    ask = asked.ask
    return not ask.writes and not ask.prefetched and ask.method not in (DEFERRED, RELATED)


def _message(asked: Asked) -> str:
    model, over = quoted(asked.models), quoted(asked.over_models)
    if asked.ask.method == ITERATED:
        return first_that_fits(f"Rows of {model} are asked for once for each {over}", f"{model} is asked per row")
    return first_that_fits(
        f"`{asked.ask.method}()` of {model} runs once for each {over}", f"`{asked.ask.method}()` runs once per row"
    )


def _recipe(review: Reviewed, asked: Asked) -> str:
    ask, source = asked.ask, source_of(review, asked)
    model = short(ask.model)
    if ask.method in COUNTED and ask.path:
        return first_that_fits(
            f'Annotate the queryset at {source} over "{"__".join(ask.path)}"', "Annotate the queryset"
        )
    if ask.method in COUNTED:
        return first_that_fits(
            f"Annotate the queryset at {source} with a subquery of `{model}`", "Annotate the queryset"
        )
    if ask.path:
        return first_that_fits(
            f'Add `Prefetch("{"__".join(ask.path)}", queryset=…, to_attr=…)` to the queryset at {source}',
            f"Add a `Prefetch` with `to_attr` to the queryset at {source}",
        )
    return first_that_fits(
        f"Ask `{model}` once before the loop (`filter(…__in=…)`, `in_bulk()`), then look rows up by key",
        "Ask once before the loop (`filter(…__in=…)`, `in_bulk()`), then look rows up by key",
    )
