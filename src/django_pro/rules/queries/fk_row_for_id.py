"""DJP108: a row is fetched for every row, and nothing but its key is read."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models import Relation
from django_pro.findings.finding import Data, Fix, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.flow.keys import held_key
from django_pro.flow.reading import Reading
from django_pro.rules.asked import first_that_fits, short
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit


@rule("DJP108", severity=Severity.WARNING, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every relation that is read for its key alone."""
    for reading in review.flow.readings:
        relation = held_key(review.models, reading)
        if relation is not None and not review.is_aside(reading.uses[0].place.path):
            yield _broken(review, reading, relation)


def _broken(review: Reviewed, reading: Reading, relation: Relation) -> Site:
    use = reading.uses[0].place
    path, column = ".".join(reading.path), relation.field.attname
    edits = tuple(edit for touch in reading.uses for edit in _edits(review, touch.place, relation))
    spots = dict.fromkeys((each.place.path, review.line(each.place.path, each.place.end - 1)) for each in reading.uses)
    uses: list[Data] = [{"path": where, "line": line} for where, line in spots]
    source = reading.source
    return check.broken(
        f"{review.scope(source.path, source.start)} {reading.model}.{'__'.join(reading.path)}",
        Span(*use),
        message=first_that_fits(
            f"`{path}` is fetched for each `{short(reading.model)}`, and nothing but its key is read",
            f"`{reading.path[-1]}` is fetched for each row, and nothing but its key is read",
        ),
        recipe=f"Read `{column}`, which the row itself holds",
        confidence=reading.confidence,
        scope=review.scope(use.path, use.start),
        trace=(
            Step(Span(*source), f"the queryset of `{short(reading.model)}` is made here"),
            Step(Span(*use), f"`{reading.path[-1]}` is read here"),
        ),
        fix=Fix(safe=not relation.null, edits=edits) if len(edits) == len(reading.uses) else None,
        data={
            "model": reading.model,
            "relation": "__".join(reading.path),
            "source": {"path": source.path, "line": review.line(source.path, source.start)},
            "uses": uses,
        },
    )


def _edits(review: Reviewed, place: tuple[str, int, int], relation: Relation) -> Iterator[Edit]:
    """Yield the edit that turns `.author.id` into `.author_id`, where the text is just that."""
    path, _, end = place
    text = review.bytes_at(path, end - len(relation.name), end + 3)
    if text in (f"{relation.name}.id".encode(), f"{relation.name}.pk".encode()):
        yield Edit(path, end - len(relation.name), end + 3, relation.field.attname)
