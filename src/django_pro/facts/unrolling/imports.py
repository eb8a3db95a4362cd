"""Where the names of unrolled modules come from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.scopes import Scope
from django_pro.facts.unrolling.values import Given, Instance, Late, Native, Special, Unseen
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned, Imported
from django_pro.project.modules import ModuleFile
from django_pro.project.names import LONGEST, Defined, Package, absolute
from django_pro.source.syntax import (
    Assign,
    Attribute,
    AugmentedAssign,
    Call,
    Chain,
    Class,
    Constant,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Item,
    Name,
    Statement,
    Try,
    With,
    body_of,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

#: Packages whose functions are known by name or not at all; their classes and URL modules are read.
_BY_NAME = (
    "django.",
    "rest_framework.",
    "rest_framework_nested.",
    "rest_framework_extensions.",
    "ninja.",
    "ninja_extra.",
)
#: Modules that are lists of routes.
_ROUTES = ("urls", "i18n")
_WRITES = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "register"})


class Imports:
    """Resolves imported names for an unroller."""

    def __init__(self, unroller: Unroller) -> None:
        self.unroller = unroller
        self.modules = unroller.project.modules
        self.names = unroller.project.names
        self._registering: dict[Defined, bool] = {}
        self._asked: set[tuple[str, str]] = set()

    def is_read(self, module: ModuleFile) -> bool:
        """Whether a module's functions are followed."""
        return module.origin == "project" or not f"{module.name}.".startswith(_BY_NAME)

    def is_missing(self, name: str) -> bool:
        """Whether the environment, where there is one, lacks a module."""
        found = self.modules.find(name)
        return (
            (found is None or found.origin == "knowledge") and bool(self.modules.environment) and not _is_builtin(name)
        )

    def of(self, module: ModuleFile, imported: Imported, depth: int = 0) -> object:
        """Return what an import binds."""
        source = absolute(module, imported)
        if imported.name is None:
            found = self.modules.find(source)
            return self.unroller.known.get(source) or (Package(found) if found else Unseen(source))
        if (known := self.unroller.known.get(f"{source}.{imported.name}")) is not None:
            return known
        origin = self.modules.find(source)
        if origin is None:
            inner = self.modules.find(f"{source}.{imported.name}")
            return Package(inner) if inner else Unseen(f"{source}.{imported.name}")
        return self.member(origin, imported.name, depth + 1)

    def member(self, origin: ModuleFile, name: str, depth: int = 0) -> object:
        """Return a name of a module."""
        full = f"{origin.name}.{name}"
        if (known := self.unroller.known.get(full)) is not None:
            return known
        if depth > LONGEST or (origin.path, name) in self._asked:
            return Unknown(f"`{name}` is imported in a circle")
        self._asked.add((origin.path, name))
        try:
            return self._found(origin, name, depth)
        finally:
            self._asked.discard((origin.path, name))

    def _found(self, origin: ModuleFile, name: str, depth: int) -> object:
        bound = self.names.bindings(origin).names.get(name)
        if bound is None:
            return self._elsewhere(origin, name, depth)
        if len(bound) == 1:
            (only,) = bound
            if isinstance(only, Class | Function):
                return Defined(origin, name, only)
            if isinstance(only, Imported):
                if absolute(origin, only) == origin.name and only.name == name:
                    return self._elsewhere(origin, name, depth)
                return self.of(origin, only, depth)
        return self._assigned(origin, name)

    def _assigned(self, origin: ModuleFile, name: str) -> object:
        if origin.origin != "project" and not self._is_followed(origin):
            return Unseen(f"{origin.name}.{name}")
        scope = self.unroller.module(origin)
        return self.unroller.look_up(name, scope) if name in scope.names else Unknown(f"`{name}` is not bound yet")

    def _is_followed(self, origin: ModuleFile) -> bool:
        return self.is_read(origin) or origin.name.rpartition(".")[2] in _ROUTES

    def _elsewhere(self, origin: ModuleFile, name: str, depth: int) -> object:
        bindings = self.names.bindings(origin)
        for star in reversed(bindings.stars):
            source = self.modules.find(absolute(origin, star))
            if source is not None and source.path != origin.path and not name.startswith("_"):
                found = self.member(source, name, depth + 1)
                if not isinstance(found, Unknown):
                    return found
        if inner := self.modules.find(f"{origin.name}.{name}"):
            return Package(inner)
        if origin.origin == "project":
            scope = self.unroller.module(origin)
            if name in scope.names:
                return self.unroller.look_up(name, scope)
        getter = bindings.names.get("__getattr__")
        if getter and isinstance(getter[-1], Function) and self.is_read(origin):
            asked = Given((name,), {}, Constant(0, 0, name), origin)
            return self.unroller.call(Defined(origin, "__getattr__", getter[-1]), asked)
        return self.unroller.fail("ImportError", f"`{origin.name}` has no `{name}`")

    def star(self, imported: Imported, scope: Scope) -> None:
        """Bind all public names of a module."""
        origin = self.modules.find(absolute(scope.module, imported))
        if origin is None or origin.path == scope.module.path:
            return
        for name in self._public(origin, 0):
            scope.names.setdefault(name, Imported(origin.name, 0, name))
            scope.names[name] = Imported(origin.name, 0, name)

    def _public(self, origin: ModuleFile, depth: int) -> Iterator[str]:
        bindings = self.names.bindings(origin)
        yield from (name for name in bindings.names if not name.startswith("_"))
        for star in bindings.stars if depth < LONGEST else ():
            source = self.modules.find(absolute(origin, star))
            if source is not None and source.path != origin.path:
                yield from self._public(source, depth + 1)

    def lazily(self, scope: Scope) -> Scope:
        """Bind a module's names without following its statements; assigned ones are what their expressions give."""
        for name, bound in self.names.bindings(scope.module).names.items():
            last = bound[-1]
            if isinstance(last, Class | Function):
                scope.names[name] = Defined(scope.module, name, last)
            elif isinstance(last, Imported):
                scope.names[name] = last
            else:
                scope.names[name] = Imported(scope.module.name, 0, name)
        return scope

    def class_names(self, owner: Defined, scope: Scope) -> None:
        """Bind the names of a class's own body."""
        for name, bound in self.unroller.project.classes.own(owner).items():
            last = bound[-1]
            if isinstance(last, Class | Function):
                scope.names[name] = Defined(owner.module, f"{owner.qualname}.{name}", last)
            elif isinstance(last, Assigned) and last.value is not None:
                scope.names[name] = Late(owner, name, last.value)

    def owner(self, function: Defined) -> Defined | None:
        """Return the class that a method stands in."""
        outer = function.qualname.rpartition(".")[0]
        for cls in self.unroller.project.classes.in_module(function.module):
            if cls.qualname == outer:
                return cls
        return None

    def registering(self, decorator: Expression, scope: Scope) -> bool:
        """Whether a decorator writes down what it decorates: a method of an object, or a function that fills a registry."""
        base: Expression = decorator
        steps = decorator.steps if isinstance(decorator, Chain) else ()
        if isinstance(decorator, Chain):
            base = decorator.base
        if not isinstance(base, Name):
            return False
        value = self.unroller.look_up(base.id, scope)
        for step in steps:
            if isinstance(step, Attribute) and isinstance(value, Package):
                value = self.unroller.attribute(value, step.name)
        if isinstance(value, Instance | Special):
            return True
        if isinstance(value, Defined) and isinstance(value.node, Function):
            return self.is_registering(value)
        return isinstance(value, Native) and value.name.startswith("register")

    def is_registering(self, function: Defined) -> bool:
        """Whether a project's function, or one inside it, writes to something that outlives it."""
        found = self._registering.get(function)
        if found is None:
            own = function.module.origin == "project" and isinstance(function.node, Function)
            found = own and isinstance(function.node, Function) and _writes(function.node, frozenset(), 0)
            self._registering[function] = found
        return found


def _is_builtin(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def _writes(function: Function, local: frozenset[str], depth: int) -> bool:
    body = body_of(function)
    inner = local | {parameter.name for parameter in function.parameters} | set(_bound(body))
    for statement in _flat(body):
        if isinstance(statement, Function) and depth < 3:
            if _writes(statement, inner, depth + 1):
                return True
        elif _writes_down(statement, inner):
            return True
    return False


def _writes_down(statement: Statement, local: frozenset[str]) -> bool:
    """Whether a statement changes what outlives the function."""
    if isinstance(statement, Assign):
        return any(_outlives(target, local) for target in statement.targets)
    if isinstance(statement, AugmentedAssign):
        return _outlives(statement.target, local)
    return isinstance(statement, Evaluate) and isinstance(statement.value, Chain) and _fills(statement.value, local)


def _outlives(target: Expression, local: frozenset[str]) -> bool:
    """Whether a target is an item of something that is not the function's own."""
    if not isinstance(target, Chain) or not isinstance(target.steps[-1], Item):
        return False
    return isinstance(target.base, Name) and target.base.id not in local


def _fills(chain: Chain, local: frozenset[str]) -> bool:
    if len(chain.steps) < 2 or not isinstance(chain.steps[-1], Call) or not isinstance(chain.base, Name):
        return False
    called = chain.steps[-2]
    return isinstance(called, Attribute) and called.name in _WRITES and chain.base.id not in local


def _bound(body: tuple[Statement, ...]) -> Iterator[str]:
    for statement in _flat(body):
        if isinstance(statement, Assign):
            yield from (target.id for target in statement.targets if isinstance(target, Name))


def _flat(body: tuple[Statement, ...]) -> Iterator[Statement]:
    for statement in body:
        yield statement
        if isinstance(statement, If):
            for branch in statement.branches:
                yield from _flat(branch.body)
            yield from _flat(statement.orelse)
        elif isinstance(statement, For | With):
            yield from _flat(statement.body)
        elif isinstance(statement, Try):
            yield from _flat((*statement.body, *statement.orelse, *statement.finalbody))
