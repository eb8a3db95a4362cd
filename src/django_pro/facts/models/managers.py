"""A model's managers and their querysets."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models.calls import construction
from django_pro.facts.models.model import Manager
from django_pro.project.bindings import Assigned
from django_pro.project.classes import Classes
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Value
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Call,
    Chain,
    Class,
    Expression,
    Function,
    Return,
    body_of,
)

MANAGER = "django.db.models.manager.BaseManager"
PLAIN = "django.db.models.manager.Manager"
QUERYSET = "django.db.models.query.QuerySet"


class ManagerReader:
    """Reads managers from class bodies."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self._querysets: dict[Defined, Defined | None] = {}

    def of(self, owners: tuple[Defined, ...]) -> tuple[Manager, ...]:
        """Return the managers that model classes give, nearest first; `objects` where they give none."""
        found: dict[str, Manager] = {}
        for owner in owners:
            for name, bindings in self.classes.own(owner).items():
                last = bindings[-1]
                if name in found or not isinstance(last, Assigned) or last.value is None:
                    continue
                if manager := self.read(name, owner.module, last.value):
                    found[name] = manager
        return tuple(found.values())

    def read(self, name: str, module: ModuleFile, value: Expression) -> Manager | None:
        """Return the manager that an expression makes, or None where it makes none."""
        if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
            return None
        if (queryset := self._as_manager(module, value)) is not None:
            return Manager(name, self._plain(), queryset)
        if (made := self._from_queryset(name, module, value)) is not None:
            return made
        constructed = construction(self.classes.names, module, value)
        if constructed is None:
            return None
        if constructed.cls is None:
            last = constructed.name.rpartition(".")[2]
            unseen = f"`{constructed.name}` cannot be seen"
            return Manager(name, None, None, unseen) if last.endswith("Manager") else None
        mro = self.classes.mro(constructed.cls)
        if MANAGER in mro.names or any(each.rpartition(".")[2].endswith("Manager") for each in mro.unseen):
            why = f"`{mro.unseen[0]}` cannot be seen" if mro.unseen else ""
            return Manager(name, constructed.cls, self.queryset_of(constructed.cls), why)
        return None

    def queryset_of(self, manager: Defined) -> Defined | None:
        """Return the queryset class of a manager class."""
        if manager not in self._querysets:
            self._querysets[manager] = None
            self._querysets[manager] = next(self._querysets_of(manager), None)
        return self._querysets[manager]

    def _querysets_of(self, manager: Defined) -> Iterator[Defined]:
        for owner in self.classes.mro(manager).classes:
            yield from self._returned(owner)
            if isinstance(owner.node, Class):
                for argument in owner.node.arguments:
                    yield from self._given(owner.module, argument)
            for binding in self.classes.own(owner).get("_queryset_class", ()):
                if isinstance(binding, Assigned) and binding.value is not None:
                    yield from self._queryset_class(owner.module, binding.value)

    def _given(self, module: ModuleFile, argument: Argument) -> Iterator[Defined]:
        """Yield the queryset of a base `Manager.from_queryset(QuerySet)`, written there or under a name."""
        value = argument.value
        for _ in range(4):
            if (found := self._named_from_queryset(module, value)) is not None:
                yield found
                return
            targets = [each for each in self.classes.names.resolve(module, value) if isinstance(each, Value)]
            if not targets:
                return
            module, value = targets[0].module, targets[0].expression

    def _returned(self, owner: Defined) -> Iterator[Defined]:
        """Yield the class that `get_queryset` constructs: `return BookQuerySet(self.model, using=self._db)`."""
        for node in self.classes.own(owner).get("get_queryset", ()):
            if isinstance(node, Function) and not owner.name.startswith("django."):
                for statement in body_of(node):
                    if isinstance(statement, Return) and isinstance(statement.value, Chain):
                        first = statement.value.steps[0]
                        if isinstance(first, Call):
                            yield from self._queryset_class(owner.module, statement.value.base)

    def _queryset_class(self, module: ModuleFile, value: Expression) -> Iterator[Defined]:
        for target in self.classes.names.resolve(module, value):
            for found in self.classes.names.follow(target):
                if isinstance(found, Defined) and isinstance(found.node, Class):
                    yield found

    def _as_manager(self, module: ModuleFile, value: Chain) -> Defined | None:
        """Return the queryset class of `BookQuerySet.as_manager()`."""
        last = value.steps[-2] if len(value.steps) > 1 else None
        if not isinstance(last, Attribute) or last.name != "as_manager":
            return None
        rest = value.steps[:-2]
        base = Chain(value.start, rest[-1].end, value.base, rest) if rest else value.base
        return next(self._queryset_class(module, base), None)

    def _from_queryset(self, name: str, module: ModuleFile, value: Chain) -> Manager | None:
        """Read `Manager.from_queryset(QuerySet)()`, whole or through a name it is assigned to."""
        called: Expression = (
            Chain(value.start, value.end, value.base, value.steps[:-1]) if len(value.steps) > 1 else value.base
        )
        for target in (Value(module, called), *self.classes.names.resolve(module, called)):
            if isinstance(target, Value):
                queryset = self._named_from_queryset(target.module, target.expression)
                if queryset is not None and isinstance(target.expression, Chain):
                    base = Chain(called.start, called.end, target.expression.base, target.expression.steps[:-2])
                    inner = base if base.steps else target.expression.base
                    return Manager(name, next(self._queryset_class(target.module, inner), None), queryset)
        return None

    def _named_from_queryset(self, module: ModuleFile, value: Expression) -> Defined | None:
        if not isinstance(value, Chain) or len(value.steps) < 2 or not isinstance(value.steps[-1], Call):
            return None
        attribute = value.steps[-2]
        if not isinstance(attribute, Attribute) or attribute.name != "from_queryset" or not value.steps[-1].arguments:
            return None
        return next(self._queryset_class(module, value.steps[-1].arguments[0].value), None)

    def _plain(self) -> Defined | None:
        return next((each for each in self.classes.names.dotted(PLAIN) if isinstance(each, Defined)), None)

    def automatic(self) -> Manager:
        """Return the `objects` that Django gives a model without managers."""
        queryset = next((each for each in self.classes.names.dotted(QUERYSET) if isinstance(each, Defined)), None)
        return Manager("objects", self._plain(), queryset)
