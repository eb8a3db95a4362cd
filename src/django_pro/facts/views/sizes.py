"""Whether a list may be long: a table of names hardly grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from django_pro.facts.models import Field, Kind, Model, Models
from django_pro.facts.models.calls import statements
from django_pro.facts.views import Views
from django_pro.facts.views.view import View
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Chain,
    Constant,
    Expression,
    Function,
    Name,
    Return,
    Statement,
    body_of,
)  # fmt: skip

_NAMES = "it lists a table of names, with no sign that it grows"
#: Fields that only rows which are made while the program is used have.
_TIMES = ("auto_now_add", "auto_now")


class Sizes:
    """Answers why it cannot be told that a list is long."""

    def __init__(self, project: Project, views: Views) -> None:
        self.project = project
        self.views = views

    @cached_property
    def _models(self) -> Models:
        return Models(self.project)

    def why_unsure(self, view: View) -> str | None:
        """Return why a class's list need not be long, None where it may well be."""
        method = self.views.overrides(view.target, "get_queryset")
        if method is not None and isinstance(method.node, Function):
            body = body_of(method.node)
            rows = [each.value for each in statements(body) if isinstance(each, Return) and each.value is not None]
            return self.why_unsure_of(method, rows, body)
        member = self.project.classes.member(view.target, "queryset")
        if member is None or member.value is None:
            return None
        return self._why(member.owner.module, [member.value])

    def why_unsure_of(self, function: Defined, rows: Iterable[Expression], body: tuple[Statement, ...]) -> str | None:
        """Return why the rows that a function lists need not be many."""
        return self._why(function.module, [part for each in rows for part in _parts(each, body)])

    def _why(self, module: ModuleFile, parts: list[Expression]) -> str | None:
        models = [model for each in parts for model in self._named(module, each)]
        return _NAMES if models and not any(map(self._grows, models)) else None

    def _grows(self, model: Model) -> bool:
        """Whether rows are made while the program is used: users, what leads to other rows, what notes when it was made."""
        user = self._models.user()
        leads = (each.kind in (Kind.FOREIGN_KEY, Kind.GENERIC_FOREIGN_KEY) for each in model.fields)
        return model == user or any(leads) or any(_is_dated(each) for each in model.fields)

    def _named(self, module: ModuleFile, value: Expression) -> Iterator[Model]:
        """Yield the model that a chain begins with: `Book.objects`, `models.Book.objects`."""
        base = value.base if isinstance(value, Chain) else value
        found = self._models.named(module, base) if isinstance(base, Name) else None
        if found is None and isinstance(value, Chain) and isinstance(value.steps[0], Attribute):
            found = self._models.named(module, Chain(value.start, value.end, base, value.steps[:1]))
        if found is not None:
            yield found


def _parts(value: Expression, body: tuple[Statement, ...], depth: int = 0) -> Iterator[Expression]:
    """Yield an expression, and what the names in its base were assigned."""
    yield value
    base = value.base if isinstance(value, Chain) else value
    if isinstance(base, Name) and depth < 3:
        for each in statements(body):
            names = [t.id for t in each.targets if isinstance(t, Name)] if isinstance(each, Assign) else []
            if isinstance(each, Assign) and base.id in names and each.value is not value:
                yield from _parts(each.value, body, depth + 1)


def _is_dated(field: Field) -> bool:
    given = field.argument("default")
    last = given.steps[-1] if isinstance(given, Chain) else None
    if isinstance(last, Attribute) and last.name == "now":
        return True
    return any(isinstance(value := field.argument(name), Constant) and value.value is True for name in _TIMES)
