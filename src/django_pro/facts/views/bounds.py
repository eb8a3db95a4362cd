"""Whether a filter leaves but few rows: one at most, the rows of one parent, those of one user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from django_pro.facts.models import Field, Kind, Model, Models
from django_pro.facts.views.growth import Growth
from django_pro.source.syntax import Argument, Attribute, Call, Chain, Expression, Name

#: From this number of models that point at it, a row is one that much hangs on: a workspace, an organisation.
_LARGE = 12
_ROWS = ("filter", "get", "complex_filter")
#: Models of Django's own whose rows are made by migrations.
_FIXED = ("contenttypes.ContentType", "auth.Permission", "sites.Site")


class Bounds:
    """Answers why a filter leaves few rows."""

    def __init__(self, models: Models, growth: Growth) -> None:
        self.models = models
        self.growth = growth

    def why_few(self, model: Model, chains: list[Expression]) -> str | None:
        """Return why rows of a model that are asked for so are few, None where they may be many."""
        if model.label in _FIXED:
            return f"the rows of `{model.name}` are made by migrations"
        for chain in chains:
            for argument in _filters(chain):
                if (why := self._why(model, argument)) is not None:
                    return why
        return None

    def is_of_tenant(self, model: Model, chains: list[Expression]) -> bool:
        """Whether rows are asked for by a row that much hangs on."""
        fields = (model.field(_name(argument)) for chain in chains for argument in _filters(chain))
        return any(field is not None and self._is_tenant(field) for field in fields)

    def _why(self, model: Model, argument: Argument) -> str | None:
        if argument.stars == 2:
            return "what it filters by is put together elsewhere"
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
        return self._by_parent(model, field, argument)

    def _by_parent(self, model: Model, field: Field, argument: Argument) -> str | None:
        """Return why the rows that hang on one other row are few."""
        parent, user = self.models.get(str(field.to)), self.models.user()
        if (user is not None and field.to == user.label) or (argument.name == field.name and _is_user(argument.value)):
            return f"it lists what one `{str(field.to).rpartition('.')[2]}` has"
        if parent is not None and self.growth.is_kind(parent):
            return None  # rows of one kind are as many as those of all
        large = self._is_tenant(field) or (argument.name == field.name and _is_of_asker(argument.value))
        if large and self.growth.told(model, field.name):
            return None
        return f"it lists the rows of one `{str(field.to).rpartition('.')[2]}`"

    def _is_tenant(self, field: Field) -> bool:
        """Whether a key leads to what nearly everything hangs on, and what itself hangs on nothing but a user."""
        parent = self.models.get(str(field.to))
        if parent is None or self._pointed_at[parent.label] < _LARGE:
            return False
        keys = [each for each in parent.fields if each.kind is Kind.FOREIGN_KEY and isinstance(each.to, str)]
        return all(self._is_aside(parent, str(each.to)) for each in keys)

    def _is_aside(self, parent: Model, label: str) -> bool:
        """Whether what a row leads to says nothing of what it hangs on: a user, its own kind, or what hangs on it."""
        user, to = self.models.user(), self.models.get(label)
        if label == parent.label or (user is not None and label == user.label):
            return True
        return to is not None and any(each.to == parent.label for each in to.fields)

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
            yield from (each for each in step.arguments if each.name is not None or each.stars == 2)


def _name(argument: Argument) -> str:
    return (argument.name or "").partition("__")[0]


def _is_of_asker(value: Expression) -> bool:
    """Whether a value is where the one who asks belongs: `request.space`, `self.request.tenant`."""
    if not isinstance(value, Chain) or not all(isinstance(each, Attribute) for each in value.steps):
        return False
    names = [each.name for each in value.steps if isinstance(each, Attribute)]
    base = value.base.id if isinstance(value.base, Name) else ""
    return (base == "request" and len(names) == 1) or (base == "self" and names[:1] == ["request"] and len(names) == 2)


def _is_user(value: Expression) -> bool:
    """Whether a value is the one who asks: `request.user`, `self.request.user`."""
    last = value.steps[-1] if isinstance(value, Chain) else None
    return isinstance(last, Attribute) and last.name == "user"
