"""Whether a list may be long: a table of names hardly grows, and one row has few others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.expressions import Written
from django_pro.facts.models import Model, Models
from django_pro.facts.serializers import Serializers
from django_pro.facts.views import Views
from django_pro.facts.views.bounds import Bounds
from django_pro.facts.views.functions import walk
from django_pro.facts.views.growth import Growth
from django_pro.facts.views.origins import (
    beginnings,
    cuts,
    given,
    is_distinct,
    is_related,
    names,
    of_self,
    parts,
    returned,
    single,
)
from django_pro.facts.views.policies import FILTERS, Policies
from django_pro.facts.views.view import View
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Attribute, Constant, Expression, Function, Statement, body_of

_NAMES = "it lists a table of names, with no sign that it grows"
_PARENT = "it lists the rows of one other row"
_UNKNOWN = "which rows it lists is not known"
_KEYS = "it asks for rows by their keys"
_VALUES = "it lists the different values of a column"
#: Methods by which a view picks its rows, and attributes that name their model.
_PICKING = ("get_queryset", "filter_queryset")
_NAMING = ("queryset", "model_class", "model")


@dataclass(frozen=True)
class _Asked:
    """What rows are asked for by: the parts of the query, what it is given, and the names that hold one row each."""

    parts: list[Written]
    given: list[Expression]
    single: frozenset[str]

    @property
    def chains(self) -> list[Expression]:
        """Return the parts without their places."""
        return [each.value for each in self.parts]


class Sizes:
    """Answers why it cannot be told that a list is long."""

    def __init__(self, project: Project, views: Views) -> None:
        self.project = project
        self.views = views
        self.policies = Policies(views)

    @cached_property
    def _models(self) -> Models:
        return Models(self.project)

    @cached_property
    def _serializers(self) -> Serializers:
        return Serializers(self.project, self._models)

    @cached_property
    def _growth(self) -> Growth:
        return Growth(self._models)

    @cached_property
    def _bounds(self) -> Bounds:
        return Bounds(self._models, self._growth)

    def why_unsure(self, view: View, route: str) -> str | None:
        """Return why a class's list need not be long, None where it may well be."""
        if (narrowing := self._narrowing(view, route)) is not None:
            return f"`{narrowing.qualname}` narrows it by the URL"
        asked = self._picked(view)
        return self._why(asked, self._named(view, asked.parts) or self._of_class(view))

    def why_unsure_of(self, view: View, route: str, function: Defined, rows: Iterable[Expression]) -> str | None:
        """Return why the rows that a function lists need not be many."""
        assert isinstance(function.node, Function)
        asked = self._asked(function, rows, body_of(function.node))
        model = self._named(view, asked.parts)
        if not any(of_self(each) in ("get_queryset", "filter_queryset") for each in asked.chains):
            return self._why(asked, model)
        model = model or self._named(view, self._picked(view).parts) or self._of_class(view)
        return self._why(asked, model) or self.why_unsure(view, route)

    def _narrowing(self, view: View, route: str) -> Defined | None:
        """Return the filter of the project's that picks rows by the arguments of the URL."""
        stated = self.policies.by_class(FILTERS, view.target)
        found = (cls for name in stated.known for cls in self.project.names.dotted(name) if isinstance(cls, Defined))
        for cls in found:
            method = self.project.classes.method(cls, "filter_queryset")
            body = body_of(method.node) if method is not None and isinstance(method.node, Function) else ()
            if method is not None and method.module.origin == "project" and _reads_url(body, route):
                return cls
        return None

    def _picked(self, view: View) -> _Asked:
        """Return what a view's own methods ask for its rows by."""
        found = _Asked([], [], frozenset())
        for method in self._picking(view):
            assert isinstance(method.node, Function)
            body = body_of(method.node)
            more = self._asked(method, returned(body), body)
            found = _Asked(found.parts + more.parts, found.given + more.given, found.single | more.single)
        member = self.project.classes.member(view.target, "queryset")
        if member is not None and member.value is not None:
            found.parts.append(Written(member.owner.module, member.value))
        return found

    def _picking(self, view: View) -> Iterator[Defined]:
        """Yield the methods that pick a view's rows, those that they call by `super()` too."""
        for name in _PICKING:
            for member in self.project.classes.members(view.target, name):
                if member.owner.module.origin != "project" or not isinstance(member.node, Function):
                    break
                yield self.project.names.define(member.owner.module, f"{member.owner.qualname}.{name}", member.node)
                if "super" not in names(body_of(member.node)):
                    break

    def _asked(self, function: Defined, rows: Iterable[Expression], body: tuple[Statement, ...]) -> _Asked:
        chains = [part for each in rows for part in parts(each, body)]
        own = [Written(function.module, each) for each in chains]
        helped = [each for part in own for each in self._helped(part)]
        return _Asked(own + helped, list(given(chains, body)), single(body))

    def _helped(self, part: Written) -> Iterator[Written]:
        """Yield what a function of the project's that is called first puts its rows together of."""
        for beginning in beginnings(part.value):
            for function in self.project.names.resolve(part.module, beginning):
                if isinstance(function, Defined) and isinstance(function.node, Function):
                    body = body_of(function.node)
                    for each in returned(body):
                        yield from (Written(function.module, inner) for inner in parts(each, body))

    def _why(self, asked: _Asked, model: Model | None) -> str | None:
        if model is None:
            return _PARENT if any(map(is_related, asked.chains)) else _UNKNOWN
        if not self._growth.grows(model):
            return _NAMES
        if (why := self._bounds.why_few(model, asked.chains)) is not None:
            return why
        if any(map(cuts, asked.given)):
            return _KEYS
        if any(map(is_distinct, asked.chains)):
            return _VALUES
        of_one = bool(asked.single & names([*asked.chains, *asked.given]))
        return _PARENT if of_one and not self._bounds.is_of_tenant(model, asked.chains) else None

    def _named(self, view: View, chains: list[Written]) -> Model | None:
        """Return the model that the first of the parts that name one begins with."""
        for part in chains:
            if (own := of_self(part.value)) and (model := self._member(view, own)) is not None:
                return model
            for each in beginnings(part.value):
                if (model := self._models.named(part.module, each)) is not None:
                    return model
        return None

    def _of_class(self, view: View) -> Model | None:
        """Return the model that a class's attributes name, or its serializer's."""
        found = next((model for name in _NAMING if (model := self._member(view, name)) is not None), None)
        member = self.project.classes.member(view.target, "serializer_class") if found is None else None
        if member is None or member.value is None:
            return found
        for cls in self.project.names.resolve(member.owner.module, member.value):
            serializer = self._serializers.of(cls) if isinstance(cls, Defined) else None
            if serializer is not None and isinstance(serializer.model, str):
                return self._models.get(serializer.model)
        return None

    def _member(self, view: View, name: str) -> Model | None:
        """Return the model that an attribute of a view's class begins with."""
        member = self.project.classes.member(view.target, name)
        if member is None or member.value is None:
            return None
        found = (self._models.named(member.owner.module, each) for each in beginnings(member.value))
        return next((model for model in found if model is not None), None)


def _reads_url(body: tuple[Statement, ...], route: str) -> bool:
    """Whether a filter reads an argument of the URL that the route has: `view.kwargs`, `parser_context["kwargs"]`."""
    nodes = list(walk(body))
    said = {each.value for each in nodes if isinstance(each, Constant) and isinstance(each.value, str)}
    if "kwargs" not in said and not any(isinstance(each, Attribute) and each.name == "kwargs" for each in nodes):
        return False
    keys = {each for each in said - {"kwargs"} if each.isidentifier()}
    return not keys or any(each in route for each in keys)
