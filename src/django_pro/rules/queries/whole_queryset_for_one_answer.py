"""DJP107: every row is fetched to count them, or to know whether there is one."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Fix, Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.draws import Draw
from django_pro.rules.asked import first_that_fits, placed, quoted
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit

_SAID = {
    "len": ("`len()` fetches every {model} to count them", "`.count()`"),
    "bool": ("Every {model} is fetched to know whether there is one", "`.exists()`"),
    "in": ("Every {model} is fetched to know whether one is among them", "`.filter(pk=…).exists()`"),
}


@rule("DJP107", severity=Severity.WARNING, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every queryset that is fetched for one answer."""
    wanted = (draw for draw in review.flow.draws if not draw.field)
    for key, draw, models in placed(review, wanted):
        said, method = _SAID[draw.answer]
        edits = _edits(draw)
        yield check.broken(
            key,
            Span(*draw.place),
            message=first_that_fits(said.format(model=quoted(models)), said.format(model="row")),
            recipe=f"Ask the database: {method}",
            confidence=Confidence.PROVED,
            scope=review.scope(draw.place.path, draw.place.start),
            fix=Fix(safe=True, edits=edits) if edits else None,
            data={"model": draw.model, "answer": draw.answer},
        )


def _edits(draw: Draw) -> tuple[Edit, ...]:
    path, start, end = draw.queryset
    if draw.answer == "bool" and draw.place == draw.queryset:
        return (Edit(path, end, end, ".exists()"),)
    if draw.answer != "len":
        return ()
    return Edit(path, draw.place.start, start, ""), Edit(path, end, draw.place.end, ".count()")
