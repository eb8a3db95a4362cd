"""DJP112: rows are looked up by a column that no index leads with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django_pro.facts.models import Field, Model
from django_pro.facts.models.indexes import indexed
from django_pro.findings.finding import Confidence, Data, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.flow.lookups import BY_INDEX, Column, Lookup, column
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: Columns that an index tells little of, or that it cannot hold.
_UNINDEXED = ("BooleanField", "TextField", "JSONField", "BinaryField", "FileField", "ImageField", "ArrayField")
#: So many call sites are shown.
_SHOWN = 4


@rule("DJP112", severity=Severity.INFO, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every column that rows are looked up by."""
    groups: dict[tuple[str, tuple[str, int, int]], list[Lookup]] = defaultdict(list)
    for lookup in review.flow.lookups:
        if lookup.method not in ("exclude", "order_by") and not _is_aside(review, lookup):
            groups[lookup.model, lookup.source].append(lookup)
    found: dict[tuple[str, str], list[Lookup]] = defaultdict(list)
    for (label, _), lookups in sorted(groups.items()):
        for each in _uncovered(review, label, lookups):
            found[label, each[0]].append(each[1])
    for (label, name), lookups in sorted(found.items()):
        model = review.models.get(label)
        field = model.field(name) if model is not None else None
        if model is not None and field is not None and field.owner.module.origin == "project":
            yield _broken(review, model, field, lookups)


def _is_aside(review: Reviewed, lookup: Lookup) -> bool:
    path = lookup.place.path
    return review.is_aside(path) or "/management/commands/" in path


def _uncovered(review: Reviewed, label: str, lookups: list[Lookup]) -> Iterator[tuple[str, Lookup]]:
    """Yield the columns of one queryset's conditions, where an index helps none of them."""
    columns = [(each, column(review.models, label, name)) for each in lookups for name in each.names]
    if any(each.related for each in lookups) or any(_helps(found) for _, found in columns):
        return
    for each, found in columns:
        if found is not None and not found.far and found.kind in BY_INDEX and _can_be_indexed(found):
            yield found.field.name, each


def _helps(found: Column | None) -> bool:
    """Whether an index answers a condition; nobody knows of one that cannot be told."""
    if found is None or found.field.to is not None:
        return True
    known = indexed(found.model)
    return known is None or (found.kind in BY_INDEX and found.field.name in known) or found.field.name == "id"


def _can_be_indexed(found: Column) -> bool:
    """Whether an index is worth its writes: of numbers a range is mostly most of them, of dates mostly the last few."""
    equal = found.kind in ("exact", "in") or found.field.class_name.endswith(("DateField", "DateTimeField"))
    return equal and not found.field.class_name.endswith(_UNINDEXED)


def _broken(review: Reviewed, model: Model, field: Field, lookups: list[Lookup]) -> Site:
    path = field.owner.module.path
    places = list(dict.fromkeys(each.place for each in lookups))
    uses: list[Data] = [{"path": each.path, "line": review.line(each.path, each.start)} for each in places]
    return check.broken(
        f"{model.label}.{field.name}",
        Span(path, field.start, field.end),
        message=first_that_fits(
            f"`{model.name}` is looked up by `{field.name}` ({len(places)} times in the code), and no index covers it",
            f"Rows are looked up by `{field.name}`, and no index covers it",
        ),
        recipe=first_that_fits(
            f'Add `models.Index(fields=["{field.name}"])` to the `Meta.indexes` of `{model.name}`',
            "Add an index to `Meta`",
        ),
        confidence=Confidence.LIKELY,
        scope=review.scope(path, field.start),
        trace=tuple(Step(Span(*each), f"looked up by `{field.name}` here") for each in places[:_SHOWN]),
        data={"model": model.label, "field": field.name, "uses": uses},
        delegate="database-optimizer",
    )
