"""DJP113: rows are looked up in a way that no plain index answers."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models.indexes import indexed, mentions
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.lookups import BY_INDEX, Column, Lookup, column
from django_pro.rules.asked import first_that_fits, placed, short
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_SLOW = frozenset({"icontains", "contains", "iendswith", "endswith", "regex", "iregex"})
_TEXTS = ("CharField", "TextField", "EmailField", "SlugField", "URLField")
_INDEX = "GinIndex"
_RANDOM = "?"


@rule("DJP113", severity=Severity.INFO, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every look-up that reads the whole table."""
    for key, lookup, _ in placed(review, review.flow.lookups):
        if lookup.names == (_RANDOM,):
            yield _random(review, key, lookup)
        elif lookup.method != "exclude" and not lookup.related:
            columns = [column(review.models, lookup.model, name) for name in lookup.names]
            slow = next((each for each in columns if each is not None and _is_slow(each)), None)
            if slow is not None and not any(_narrows(each) for each in columns if each is not slow):
                yield _broken(review, key, lookup, slow)


def _is_slow(found: Column) -> bool:
    text = found.field.class_name.endswith(_TEXTS)
    return text and found.kind in _SLOW and not mentions(found.model, _INDEX)


def _narrows(found: Column | None) -> bool:
    if found is None or found.field.to is not None:
        return True
    known = indexed(found.model)
    return known is None or (found.kind in BY_INDEX and found.field.name in known)


def _random(review: Reviewed, key: str, lookup: Lookup) -> Site:
    return check.broken(
        key,
        Span(*lookup.place),
        message=f'`order_by("?")` sorts every `{short(lookup.model)}` to take some',
        recipe="Choose keys at random, then fetch those rows: `filter(pk__in=random.sample(keys, n))`",
        confidence=Confidence.LIKELY,
        scope=review.scope(lookup.place.path, lookup.place.start),
        data={"model": lookup.model, "lookup": _RANDOM},
        delegate="database-optimizer",
    )


def _broken(review: Reviewed, key: str, lookup: Lookup, slow: Column) -> Site:
    name, kind = slow.field.name, slow.kind
    return check.broken(
        key,
        Span(*lookup.place),
        message=first_that_fits(
            f"`{name}__{kind}` reads every `{slow.model.name}`: no plain index answers it",
            f"`{name}__{kind}` reads all",
        ),
        recipe="Use `startswith`, full-text search, or on PostgreSQL a `GinIndex` with `gin_trgm_ops`",
        confidence=Confidence.LIKELY,
        scope=review.scope(lookup.place.path, lookup.place.start),
        data={"model": lookup.model, "lookup": f"{name}__{kind}"},
        delegate="database-optimizer",
    )
