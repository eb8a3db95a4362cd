"""Follows a module's statements as Python would, as far as they can be known; nothing is executed.

Where a condition is not known every way is followed. The steps are counted, so that no file takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial

from django_pro.facts.unrolling import attributes
from django_pro.facts.unrolling.calls import bind_arguments, fields_given, result_of
from django_pro.facts.unrolling.expressions import EXPRESSIONS, items
from django_pro.facts.unrolling.imports import Imports
from django_pro.facts.unrolling.scopes import Scope
from django_pro.facts.unrolling.statements import block
from django_pro.facts.unrolling.values import (
    Bound,
    Closure,
    Exhausted,
    Given,
    Instance,
    Late,
    Native,
    Raised,
    Special,
    Super,
    Unseen,
)  # fmt: skip
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Imported
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Package, Value
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Attribute,
    Chain,
    Class,
    Expression,
    Function,
    Item,
    Name,
    Sequence,
    Starred,
    Statement,
    body_of,
)  # fmt: skip

#: How many expressions are followed for one project, for a statement at a module's top, for a call of the project's own
#: function and of a package's, and how deep calls go.
STEPS = 2_000_000
STATEMENT, OWN, PACKAGE = 400_000, 60_000, 4_000
DEEPEST = 40
#: Calls of a project's function that returns a view are told from decorators by this question.
Question = Callable[[object], bool]


class Unroller:
    """Follows modules, functions and classes; `known` holds what is known without reading it, by full name."""

    def __init__(self, project: Project, known: Mapping[str, object]) -> None:
        self.project = project
        self.known = known
        self.imports = Imports(self)
        self.steps = 0
        self.limit = STEPS
        self.depth = 0
        self.doubts = 0
        self.trying = 0
        self.running: list[ModuleFile] = []
        self.wrap: Callable[[object, Given, object], object] = lambda _callee, _given, made: made
        self._bodies: dict[int, tuple[Function, tuple[Statement, ...]]] = {}
        self._modules: dict[str, Scope] = {}
        self._lazy: dict[str, Scope] = {}
        self._class_values: dict[tuple[Defined, str], object] = {}

    @contextmanager
    def unsure(self) -> Iterator[None]:
        """Follow a way that the program may not take."""
        self.doubts += 1
        try:
            yield
        finally:
            self.doubts -= 1

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Follow a block whose exceptions are caught."""
        self.trying += 1
        try:
            yield
        finally:
            self.trying -= 1

    def within(self, steps: int, follow: Callable[[], object]) -> object:
        """Follow something for so many steps at most."""
        before = self.limit
        self.limit = min(before, self.steps + steps)
        try:
            return follow()
        except Exhausted:
            if self.steps > before:
                raise
            return Unknown("it takes too many steps to follow")
        finally:
            self.limit = before

    def fail(self, name: str, why: str) -> Unknown:
        """Raise what the code would see, where it looks out for it; else say that a value is not known."""
        if self.trying:
            raise Raised(name)
        return Unknown(why)

    def module(self, module: ModuleFile) -> Scope:
        """Return a module's names after its statements; a circle of imports sees it half-way, as in Python."""
        found = self._modules.get(module.path)
        if found is None:
            found = self._modules[module.path] = Scope(module)
            found.names["__name__"] = module.name
            before = (self.doubts, self.trying, self.depth)
            self.doubts = self.trying = 0
            self.running.append(module)
            for statement in self.project.sources.module(module.path).body:
                with suppress(Raised):
                    self.within(STATEMENT, partial(block, self, (statement,), found))
            self.running.pop()
            self.doubts, self.trying, self.depth = before
        return found

    def evaluate(self, node: Expression, scope: Scope) -> object:
        """Return the value of an expression."""
        self.steps += 1
        if self.steps > self.limit:
            raise Exhausted
        handler = EXPRESSIONS.get(type(node))
        return handler(self, node, scope) if handler else Unknown(f"a {type(node).__name__.lower()}")

    def look_up(self, name: str, scope: Scope) -> object:
        """Return what a name stands for, an import followed only now."""
        holder = scope.holder(name)
        if holder is None:
            return self.known.get(f"builtins.{name}", Unknown(f"`{name}` is bound nowhere"))
        value = holder.names[name]
        if isinstance(value, Imported):
            value = holder.names[name] = self.imports.of(holder.module, value)
        elif isinstance(value, Late):
            value = holder.names[name] = self.class_value(value.owner, value.name, value.node)
        return value

    def star(self, imported: Imported, scope: Scope) -> None:
        """Bind what `from module import *` binds."""
        self.imports.star(imported, scope)

    def must_exist(self, module: str) -> None:
        """Raise `ImportError` for a module that the project's environment does not hold, where the code expects it."""
        if self.trying and self.imports.is_missing(module):
            raise Raised("ModuleNotFoundError")

    def assign(self, target: Expression, value: object, scope: Scope) -> None:
        """Bind a name, an attribute, an item, or several of them."""
        if isinstance(target, Name):
            scope.bind(target.id, value)
        elif isinstance(target, Sequence):
            self._unpack(target, value, scope)
        elif isinstance(target, Chain):
            last, rest = target.steps[-1], target.steps[:-1]
            owner = self.evaluate(Chain(target.start, target.end, target.base, rest) if rest else target.base, scope)
            if isinstance(last, Attribute):
                attributes.assign(self, owner, last.name, value)
            elif isinstance(last, Item):
                attributes.put(owner, self.evaluate(last.index, scope), value)

    def _unpack(self, target: Sequence, value: object, scope: Scope) -> None:
        values = items(self, value) or []
        plain = not any(isinstance(each, Starred) for each in target.items)
        for at, inner in enumerate(target.items):
            known = plain and at < len(values)
            self.assign(inner, values[at] if known else Unknown("a part of a value"), scope)

    def attribute(self, value: object, name: str) -> object:
        """Return `.name` of a value."""
        return attributes.get(self, value, name)

    def item(self, value: object, key: object) -> object:
        """Return `value[key]`."""
        return attributes.item(self, value, key)

    def iterate(self, value: object) -> list[object] | None:
        """Return what iterating over an object gives."""
        return value.items() if isinstance(value, attributes.Iterable) else None

    def super_of(self, scope: Scope) -> object:
        """Return `super()` of the method that a scope belongs to."""
        method = scope.method()
        return Super(method.receiver, method.owner) if method.owner else Unknown("`super()` outside of a method")

    def class_value(self, owner: Defined, name: str, node: Expression) -> object:
        """Return what a class's body assigns to a name; every object shares it."""
        key = (owner, name)
        if key not in self._class_values:
            inner = Scope(owner.module, self.module_scope(owner.module), owner.qualname)
            self.imports.class_names(owner, inner)
            inner.names.pop(name, None)  # `APIRootView = APIRootView` takes the name around the class
            self._class_values[key] = Unknown(f"`{name}` is made of itself")
            self._class_values[key] = self.evaluate(node, inner)
        return self._class_values[key]

    def has_class_value(self, owner: Defined, name: str) -> bool:
        """Whether an attribute of a class was followed, or assigned, before."""
        return (owner, name) in self._class_values

    def set_class_value(self, owner: Defined, name: str, value: object) -> None:
        """Assign an attribute of a class that defines it."""
        if name in self.project.classes.own(owner):
            self._class_values[(owner, name)] = value

    def call(self, callee: object, given: Given) -> object:
        """Return what a call returns."""
        if self.depth > DEEPEST:
            return Unknown("calls go too deep")
        self.depth += 1
        try:
            made = self._call(callee, given)
        finally:
            self.depth -= 1
        return self.wrap(callee, given, made)

    def _call(self, callee: object, given: Given) -> object:
        if isinstance(callee, Native):
            return callee.function(self, given)
        if isinstance(callee, Bound):
            inner = given.before(callee.receiver)
            return (
                self.function(callee.function, inner)
                if isinstance(callee.function, Defined)
                else self._call(callee.function, inner)
            )
        if isinstance(callee, Defined):
            return self.instantiate(callee, given) if isinstance(callee.node, Class) else self.function(callee, given)
        if isinstance(callee, Closure):
            return self.closure(callee, given)
        if isinstance(callee, Unseen):
            return Unseen(f"{callee.name}()")
        if isinstance(callee, Instance | Special):
            return self._call(self.attribute(callee, "__call__"), given)
        return callee if isinstance(callee, Unknown) else Unknown("a call of a value")

    def function(self, function: Defined, given: Given) -> object:
        """Follow a function or method."""
        known = self.known.get(function.name)
        if isinstance(known, Native):
            return known.function(self, given)
        if (loaded := self._loaded(given)) is not None:
            return loaded
        if not isinstance(function.node, Function) or not self.imports.is_read(function.module):
            return Unseen(f"{function.name}()")
        scope = Scope(function.module, self.module_scope(function.module), function.qualname)
        if "." in function.qualname and given.positional:
            scope.receiver, scope.owner = given.positional[0], self.imports.owner(function)
        bind_arguments(self, function.node.parameters, given, scope)
        steps = OWN if function.module.origin == "project" else PACKAGE
        node = function.node
        return self.within(steps, lambda: self._run(node, scope))

    def _loaded(self, given: Given) -> object:
        """Return the class that a call loads by name."""
        loader = self.project.names.loader
        return loader(Value(given.module, given.node)) if loader is not None else None

    def closure(self, closure: Closure, given: Given) -> object:
        """Follow a function that stands inside another one."""
        scope = Scope(closure.scope.module, closure.scope, closure.name)
        bind_arguments(self, closure.node.parameters, given, scope)
        if isinstance(closure.node, Function):
            return self._run(closure.node, scope)
        return self.evaluate(closure.node.body, scope)

    def _run(self, node: Function, scope: Scope) -> object:
        block(self, self.body(node), scope)
        return result_of(scope)

    def body(self, node: Function) -> tuple[Statement, ...]:
        """Return a function's statements, unpacked once."""
        found = self._bodies.get(id(node))
        if found is None:
            found = self._bodies[id(node)] = (node, body_of(node))
        return found[1]

    def module_scope(self, module: ModuleFile) -> Scope:
        """Return a module's names: followed for the project's own, looked up one by one for packages."""
        if module.origin == "project" or module.path in self._modules:
            return self.module(module)
        found = self._lazy.get(module.path)
        if found is None:
            found = self._lazy[module.path] = self.imports.lazily(Scope(module))
        return found

    def instantiate(self, cls: Defined, given: Given) -> object:
        """Return an object of a class, its `__init__` followed."""
        known = self.known.get(cls.name)
        if isinstance(known, Native):
            return known.function(self, given)
        unseen = self.project.classes.mro(cls).unseen
        if "dict" in unseen:
            return (
                dict(given.positional[0])
                if given.positional and isinstance(given.positional[0], dict)
                else dict(given.keywords)
            )
        if "list" in unseen:
            return list(items(self, given.positional[0]) or ()) if given.positional else []
        made = Instance(cls)
        init = self.project.classes.method(cls, "__init__")
        if init is not None and (init.module.origin != "knowledge" or isinstance(self.known.get(init.name), Native)):
            self.function(init, given.before(made))
        else:
            made.attributes.update(fields_given(self, cls, given))
        return made

    def decorated(self, made: object, decorators: Iterable[Expression], scope: Scope) -> None:
        """Follow those decorators that write something down elsewhere: a route of an API, a registry."""
        for decorator in decorators:
            callee = self.imports.registering(decorator, scope)
            if callee:
                self.call(self.evaluate(decorator, scope), Given((made,), {}, decorator, scope.module))

    def call_method(self, receiver: object, name: str, *positional: object, given: Given) -> object:
        """Return what a method returns for these arguments."""
        method = self.attribute(receiver, name)
        return self.call(method, Given(positional, {}, given.node, given.module))


__all__ = ["Package", "Special", "Unroller"]
