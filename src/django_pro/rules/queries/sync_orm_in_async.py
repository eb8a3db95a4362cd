"""DJP114: a coroutine makes a query that blocks, which Django refuses."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Fix, Span
from django_pro.findings.site import Site
from django_pro.flow.asked import Asked
from django_pro.flow.asks import ITERATED, READS, RELATED, WRITES
from django_pro.flow.cures import chain_at
from django_pro.flow.values import Place
from django_pro.rules.asked import data_of, first_that_fits, keyed, quoted, trace
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import Attribute, Call


@rule("DJP114", preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every query of a coroutine that blocks."""
    for key, asked in keyed(review, review.flow.blocking):
        edits = _edits(review, asked)
        yield check.broken(
            key,
            Span(*asked.place),
            message=_message(asked),
            recipe=_recipe(asked),
            confidence=asked.confidence,
            scope=review.scope(asked.place.path, asked.place.start),
            trace=trace(asked, "a query is made here"),
            fix=Fix(safe=True, edits=edits) if edits else None,
            data=data_of(review, asked),
        )


def _message(asked: Asked) -> str:
    model, method = quoted(asked.models), asked.ask.method
    what = f"A query of {model}" if method in (ITERATED, RELATED) else f"`{method}()` of {model}"
    return first_that_fits(f"{what} in a coroutine raises `SynchronousOnlyOperation`", "A query in a coroutine raises")


def _recipe(asked: Asked) -> str:
    method = asked.ask.method
    if asked.ask.hops:
        return "Call the function by `await sync_to_async(…)(…)`, or make it a coroutine"
    if method == ITERATED:
        return "Loop by `async for`, or gather by `[row async for row in …]`"
    if method == RELATED:
        return "Load the relation with the queryset (`select_related`), before it is read here"
    return f"Write `await ….a{method}(…)`"


def _edits(review: Reviewed, asked: Asked) -> tuple[Edit, ...]:
    """Return the edits that await Django's own coroutine, where the call ends its expression."""
    place, method = asked.place, asked.ask.method
    if asked.ask.hops or method not in READS | WRITES or not place.path.endswith(".py"):
        return ()
    chain = chain_at(review.syntax(place.path), Place(*place))
    if chain is None or chain.end != place.end or len(chain.steps) < 2 or not isinstance(chain.steps[-1], Call):
        return ()
    name = chain.steps[-2]
    if not isinstance(name, Attribute) or name.name != method:
        return ()
    start = name.end - len(method)
    return Edit(place.path, chain.start, chain.start, "await "), Edit(place.path, start, start, "a")
