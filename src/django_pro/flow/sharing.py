"""Readings that objects of several classes share: a method is the same to classes that change nothing it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.flow.nodes import nodes_in
from django_pro.flow.values import Instance
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Function, Lambda, Name

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_SUPER = "super"


class Sharing:
    """What methods use of their `self`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._uses: dict[Defined, frozenset[str] | None] = {}
        self._reach: dict[tuple[Defined, Defined], frozenset[str] | None] = {}
        self._keys: dict[Defined, frozenset[str] | None] = {}
        self._same: dict[tuple[Defined, Defined], Instance] = {}

    def widest(self, instance: Instance, function: Defined, owner: Defined | None) -> Instance:
        """Return the object to read a method with: one of the method's own class, where that is all the same."""
        if instance.made or instance.known or owner is None or owner == instance.cls:
            return instance
        key = (instance.cls, function)
        found = self._same.get(key)
        if found is None:
            reach = self._reached(owner, function)
            same = reach is not None and all(self._is_same(instance.cls, owner, name) for name in reach)
            found = self._same[key] = Instance(owner) if same else instance
        return found

    def _is_same(self, cls: Defined, owner: Defined, name: str) -> bool:
        """Whether an attribute comes from the same place for objects of both classes."""
        classes = self.engine.classes
        there, here = classes.member(cls, name), classes.member(owner, name)
        if (there and there.owner) != (here and here.owner):
            return False
        above = set(classes.mro(owner).classes)
        nearer = (each for each in classes.mro(cls).classes if each not in above and each.module.origin == "project")
        return not any(name in self.engine.attributes.assigned_by(each) for each in nearer)

    def _reached(self, owner: Defined, function: Defined) -> frozenset[str] | None:
        """Return the attributes of `self` that a method and those it calls use; None where it does more with `self`."""
        key = (owner, function)
        if key in self._reach:
            return self._reach[key]
        self._reach[key] = frozenset()
        found = self._used(function)
        for name in sorted(found or ()):
            inner = self.engine.classes.method(owner, name)
            if inner is not None and inner.module.origin == "project":
                further = self._reached(owner, inner)
                found = None if further is None or found is None else found | further
        self._reach[key] = found
        return found

    def _used(self, function: Defined) -> frozenset[str] | None:
        if function not in self._uses:
            self._uses[function] = self._scan(function)
        return self._uses[function]

    def keys_of(self, function: Defined, parameter: str) -> frozenset[str] | None:
        """Return the literal texts of a function that uses a parameter by its items alone; None where it does more."""
        if function not in self._keys:
            self._keys[function] = self._texts(function, parameter)
        return self._keys[function]

    def _texts(self, function: Defined, parameter: str) -> frozenset[str] | None:
        texts: set[str] = set()
        bases: set[int] = set()
        for node in nodes_in(self.engine.body(function)):
            if isinstance(node, Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, Chain) and isinstance(node.base, Name):
                bases.add(node.base.start)
            elif isinstance(node, Function | Lambda) or (
                isinstance(node, Name) and node.id == parameter and node.start not in bases
            ):
                return None
        return frozenset(texts)

    def _scan(self, function: Defined) -> frozenset[str] | None:
        assert isinstance(function.node, Function)
        if not function.node.parameters:
            return frozenset()
        own = function.node.parameters[0].name
        names: set[str] = set()
        bases: set[int] = set()
        for node in nodes_in(self.engine.body(function)):
            if isinstance(node, Chain) and isinstance(node.base, Name):
                first = node.steps[0]
                if node.base.id == own and isinstance(first, Attribute):
                    names.add(first.name)
                    bases.add(node.base.start)
                elif node.base.id == _SUPER and isinstance(first, Call):
                    return None
            elif isinstance(node, Function | Name) and (
                isinstance(node, Function) or (node.id == own and node.start not in bases)
            ):
                return None
        return frozenset(names)
