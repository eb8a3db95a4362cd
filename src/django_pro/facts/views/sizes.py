"""Whether a list may be long: a table of names hardly grows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from django_pro.facts.models import Field, Kind, Model, Models
from django_pro.facts.models.calls import statements
from django_pro.facts.views import Views
from django_pro.facts.views.bounds import Bounds
from django_pro.facts.views.functions import walk
from django_pro.facts.views.policies import FILTERS, Policies
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
_QUERIES = frozenset({"all", "filter", "exclude", "order_by", "select_related", "prefetch_related"})
_PARENT = "it lists the rows of one other row"
#: How models are called whose rows are kinds of something, made by whoever runs the program.
_KINDS = re.compile(
    r"(?:Type|Kind|Category|Status|Rank|Level|Reason|Role|Unit|Currency|Country|Language|Locale|Priority|Severity|Choice|Option|"
    r"Platform|Framework|Tracker|Settings?|Config|Configuration|Scope|State|Region|Plan|Field|Classification|Webhook|Integration|Template|License|Timezone)$"
)


class Sizes:
    """Answers why it cannot be told that a list is long."""

    def __init__(self, project: Project, views: Views) -> None:
        self.project = project
        self.views = views
        self.policies = Policies(views)

    @cached_property
    def _models(self) -> Models:
        return Models(self.project)

    def why_unsure(self, view: View) -> str | None:
        """Return why a class's list need not be long, None where it may well be."""
        if (narrowing := self._narrowing(view)) is not None:
            return f"`{narrowing.qualname}` narrows it by the URL"
        method = self.views.overrides(view.target, "get_queryset")
        if method is not None and isinstance(method.node, Function):
            body = body_of(method.node)
            rows = [each.value for each in statements(body) if isinstance(each, Return) and each.value is not None]
            parts = [part for each in rows for part in _parts(each, body)]
            return self._why(method.module, parts, self._of_class(view))
        member = self.project.classes.member(view.target, "queryset")
        if member is None or member.value is None:
            return None
        return self._why(member.owner.module, [member.value])

    def _narrowing(self, view: View) -> Defined | None:
        """Return the filter of the project's that picks rows by the arguments of the URL."""
        stated = self.policies.by_class(FILTERS, view.target)
        found = (cls for name in stated.known for cls in self.project.names.dotted(name) if isinstance(cls, Defined))
        for cls in found:
            method = self.project.classes.method(cls, "filter_queryset")
            body = body_of(method.node) if method is not None and isinstance(method.node, Function) else ()
            own = method is not None and method.module.origin == "project"
            if own and any(isinstance(each, Attribute) and each.name == "kwargs" for each in walk(body)):
                return cls
        return None

    def _of_class(self, view: View) -> Model | None:
        """Return the model of a class's `queryset`."""
        for name in ("queryset", "model_class", "model"):
            member = self.project.classes.member(view.target, name)
            if member is not None and member.value is not None:
                return next(self._named(member.owner.module, member.value), None)
        return None

    def why_unsure_of(self, function: Defined, rows: Iterable[Expression], body: tuple[Statement, ...]) -> str | None:
        """Return why the rows that a function lists need not be many."""
        return self._why(function.module, [part for each in rows for part in _parts(each, body)])

    def _why(self, module: ModuleFile, parts: list[Expression], above: Model | None = None) -> str | None:
        models = [model for each in parts for model in self._named(module, each)] or ([above] if above else [])
        if models and not any(map(self._grows, models)):
            return _NAMES
        if models and len(set(models)) == 1:
            return self._bounds.why_few(models[0], parts)
        return _PARENT if not models and any(map(_is_related, parts)) else None

    def _grows(self, model: Model) -> bool:
        """Whether a model's rows are made while the program is used: users are, kinds and ranks are not."""
        user = self._models.user()
        if user is not None and model.label == user.label:
            return True
        return _grows(model) and not _KINDS.search(model.name)

    @cached_property
    def _bounds(self) -> Bounds:
        return Bounds(self._models)

    def _named(self, module: ModuleFile, value: Expression) -> Iterator[Model]:
        for each in _beginnings(value):
            if (model := self._models.named(module, each)) is not None:
                yield model
                return


def _beginnings(value: Expression) -> Iterator[Expression]:
    """Yield what may name a model: `Book`, or `models.Book`."""
    base = value.base if isinstance(value, Chain) else value
    if isinstance(base, Name):
        yield base
        if isinstance(value, Chain) and isinstance(value.steps[0], Attribute):
            yield Chain(value.start, value.steps[0].end, base, value.steps[:1])


def _parts(value: Expression, body: tuple[Statement, ...], depth: int = 0) -> Iterator[Expression]:
    """Yield an expression, and what the names in its base were assigned."""
    yield value
    base = value.base if isinstance(value, Chain) else value
    if isinstance(base, Name) and depth < 3:
        for each in statements(body):
            names = [t.id for t in each.targets if isinstance(t, Name)] if isinstance(each, Assign) else []
            if isinstance(each, Assign) and base.id in names and each.value is not value:
                yield from _parts(each.value, body, depth + 1)


def _is_related(value: Expression) -> bool:
    """Whether rows are asked of a row: `author.books.all()`, `self.get_object().books.filter(…)`."""
    if not isinstance(value, Chain) or not isinstance(value.base, Name):
        return False
    names = [each.name for each in value.steps if isinstance(each, Attribute)]
    at = next((i for i, name in enumerate(names) if name in _QUERIES), 0)
    if value.base.id == "self":
        return names[:1] == ["get_object"] and at > 1
    return at == 1 and value.base.id.islower() and names[0] != "objects"


def _grows(model: Model) -> bool:
    """Whether a model's rows are made while the program is used: it leads to other rows, or notes when it was made."""
    return any(each.kind in (Kind.FOREIGN_KEY, Kind.GENERIC_FOREIGN_KEY) or _is_dated(each) for each in model.fields)


def _is_dated(field: Field) -> bool:
    return any(isinstance(value := field.argument(name), Constant) and value.value is True for name in _TIMES)
