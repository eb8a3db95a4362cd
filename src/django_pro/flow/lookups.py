"""Which columns querysets are narrowed by, and how: `filter(author__name__icontains=…)`."""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.facts.models import Field, Model, Models
from django_pro.flow.values import Place

#: The end of a lookup that is no name of a field; others compare for equality.
KINDS = frozenset({
    "exact", "iexact", "contains", "icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith", "endswith",
    "iendswith", "range", "date", "year", "month", "day", "isnull", "regex", "iregex", "search", "trigram_similar",
})  # fmt: skip
#: Kinds that a plain index answers.
BY_INDEX = frozenset({"exact", "in", "gt", "gte", "lt", "lte", "startswith", "range"})


@dataclass(frozen=True)
class Lookup:
    """One call that narrows a queryset: by `names`, keywords as they are written, or `?` for a random order.

    `source` is where the queryset begins; `related` tells that its foreign key narrows it already.
    """

    model: str
    method: str
    names: tuple[str, ...]
    place: Place
    source: Place
    related: bool


@dataclass(frozen=True)
class Column:
    """The field that a lookup ends in, its model, and the kind of comparison; `far` where joins lead there."""

    model: Model
    field: Field
    kind: str
    far: bool


def column(models: Models, label: str, name: str) -> Column | None:
    """Return the column that a lookup compares, None where it cannot be told."""
    parts = name.split("__")
    kind = parts.pop() if len(parts) > 1 and parts[-1] in KINDS else "exact"
    far = False
    for step in parts[:-1]:
        relation = models.lookup(label, step) or models.relation(label, step)
        if relation is None or not isinstance(relation.to, str):
            return None
        label, far = relation.to, True
    model = models.get(label)
    found = model.field(parts[-1]) if model is not None else None
    return Column(model, found, kind, far) if model is not None and found is not None else None
