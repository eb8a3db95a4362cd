"""Methods that modules give to a model at their top level: `User.add_to_class("role", role)`, `User.role = property(role)`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from django_pro.facts.models import Models
from django_pro.facts.models.contributed import given_to_class
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Assign, Attribute, Call, Chain, Evaluate, Expression, Function, Name, Statement

_PROPERTY = "property"


class GivenMethod(NamedTuple):
    """A function that became a method of a model, or a property of it."""

    function: Defined
    is_property: bool


class GivenMethods:
    """The methods that models have from outside of their classes."""

    def __init__(self, project: Project, models: Models) -> None:
        self.project = project
        self.models = models

    def of(self, label: str, name: str) -> GivenMethod | None:
        """Return what a model has under a name from outside."""
        return self._found.get((label, name))

    @cached_property
    def _found(self) -> dict[tuple[str, str], GivenMethod]:
        found: dict[tuple[str, str], GivenMethod] = {}
        for path in self.project.files:
            module = self.project.modules.at(path)
            for statement in self.project.sources.module(path).body:
                for cls, name, value in _given(statement):
                    method = self._method(module, value)
                    model = self.models.named(module, cls) if method is not None else None
                    if method is not None and model is not None:
                        found[model.label, name] = method
        return found

    def _method(self, module: ModuleFile, value: Expression) -> GivenMethod | None:
        is_property = isinstance(value, Chain) and isinstance(value.base, Name) and value.base.id == _PROPERTY
        if isinstance(value, Chain) and is_property:
            call = value.steps[0]
            if len(value.steps) > 1 or not isinstance(call, Call) or len(call.arguments) != 1:
                return None
            value = call.arguments[0].value
        if not isinstance(value, Name):
            return None
        for target in self.project.names.resolve(module, value):
            if isinstance(target, Defined) and isinstance(target.node, Function) and target.module.origin == "project":
                return GivenMethod(target, is_property)
        return None


def _given(statement: Statement) -> Iterator[tuple[Expression, str, Expression]]:
    """Yield class, name and value."""
    if isinstance(statement, Evaluate) and isinstance(statement.value, Chain):
        yield from given_to_class(statement.value)
    elif isinstance(statement, Assign):
        for target in statement.targets:
            last = target.steps[-1] if isinstance(target, Chain) else None
            if isinstance(target, Chain) and isinstance(last, Attribute) and len(target.steps) == 1:
                yield target.base, last.name, statement.value
