"""Whether a filter leaves but few rows: one at most, the rows of one parent, those of one user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from django_pro.facts.models import Field, Kind, Model, Models
from django_pro.source.syntax import Argument, Attribute, Call, Chain, Expression

#: From this number of models that point at it, a row is one that much hangs on: a workspace, an organisation.
_LARGE = 12
_ROWS = ("filter", "get", "complex_filter")
#: Models of Django's own whose rows are made by migrations.
_FIXED = ("contenttypes.ContentType", "auth.Permission", "sites.Site")


class Bounds:
    """Answers why a filter leaves few rows."""

    def __init__(self, models: Models) -> None:
        self.models = models

    def why_few(self, model: Model, chains: list[Expression]) -> str | None:
        """Return why rows of a model that are asked for so are few, None where they may be many."""
        if model.label in _FIXED:
            return f"the rows of `{model.name}` are made by migrations"
        for chain in chains:
            for argument in _filters(chain):
                if (why := self._why(model, argument)) is not None:
                    return why
        return None

    def _why(self, model: Model, argument: Argument) -> str | None:
        name, _, rest = (argument.name or "").partition("__")
        if name == "object_id" and any(each.kind is Kind.GENERIC_FOREIGN_KEY for each in model.fields):
            return "it lists what one other row has"
        if name in ("pk", "id") and not rest:
            return "it asks for one row"
        field = model.field(name)
        if field is None or rest in ("in", "isnull", "gt", "lt", "gte", "lte"):
            return None
        if field.unique or field.kind is Kind.ONE_TO_ONE:
            return f"`{name}` is unique: one row at most" if not rest else None
        if field.kind is not Kind.FOREIGN_KEY or not isinstance(field.to, str):
            return None
        user = self.models.user()
        if user is not None and field.to == user.label:
            return f"it lists what one `{user.name}` has"
        return None if self._is_large(field) else f"it lists the rows of one `{field.to.rpartition('.')[2]}`"

    def _is_large(self, field: Field) -> bool:
        return self._pointed_at[str(field.to)] >= _LARGE

    @cached_property
    def _pointed_at(self) -> Counter[str]:
        """The number of models that lead to a model's rows."""
        return Counter(
            label
            for model in self.models.all()
            for label in {each.to for each in model.fields if each.kind.relation and isinstance(each.to, str)}
        )


def _filters(chain: Expression) -> Iterator[Argument]:
    """Yield the keyword arguments of the filters in a chain of calls."""
    steps = chain.steps if isinstance(chain, Chain) else ()
    for before, step in pairwise(steps):
        if isinstance(before, Attribute) and before.name in _ROWS and isinstance(step, Call):
            yield from (each for each in step.arguments if each.name is not None)
