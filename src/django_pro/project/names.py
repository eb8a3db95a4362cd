"""What a name stands for: through imports, re-exports, stars, aliases and assignments, across the whole project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned, Binding, Bindings, Imported, bindings_of
from django_pro.project.modules import ModuleFile, Modules
from django_pro.project.sources import Sources
from django_pro.source.syntax import Attribute, Chain, Class, Expression, Function, Item, Name, Operation

#: A chain of re-exports longer than this is a cycle that has not closed yet.
LONGEST = 40


@dataclass(frozen=True)
class Defined:
    """A class or function, by the module it stands in and its qualified name there."""

    module: ModuleFile
    qualname: str
    node: Class | Function
    _hash: int = field(init=False, repr=False)

    @property
    def name(self) -> str:
        """Return the full dotted name, e.g. `django.db.models.base.Model`."""
        return f"{self.module.name}.{self.qualname}"

    def __post_init__(self) -> None:
        # They are compared and looked up millions of times: the hash is made once.
        object.__setattr__(self, "_hash", hash((self.qualname, self.module.path)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Defined) and self.qualname == other.qualname and self.module == other.module

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class Value:
    """A name assigned to: the expression, and the module whose names it uses."""

    module: ModuleFile
    expression: Expression


@dataclass(frozen=True)
class Package:
    """A module itself."""

    module: ModuleFile


@dataclass(frozen=True)
class External:
    """A name of a package that nobody here can see."""

    name: str


Target = Defined | Value | Package | External | Unknown


class Names:
    """The names of a project; `loader` follows calls that load a class by name, once the installed apps are known."""

    def __init__(self, modules: Modules, sources: Sources) -> None:
        self.modules = modules
        self.sources = sources
        self._bindings: dict[str, Bindings] = {}
        self.loader: Callable[[Value], Target | None] | None = None
        self._defined: dict[tuple[str, str, int], Defined] = {}
        self._searched: set[tuple[str, str]] = set()
        self._followed: set[tuple[str, int]] = set()
        self._named: dict[tuple[str, str], tuple[Target, ...]] = {}

    def define(self, module: ModuleFile, qualname: str, node: Class | Function) -> Defined:
        """Return a class or function, always the same object: they are compared very often."""
        key = (module.path, qualname, node.start)
        found = self._defined.get(key)
        if found is None:
            found = self._defined[key] = Defined(module, qualname, node)
        return found

    def bindings(self, module: ModuleFile) -> Bindings:
        """Return what a module binds at its top level."""
        found = self._bindings.get(module.path)
        if found is None:
            found = self._bindings[module.path] = bindings_of(self.sources.module(module.path).body)
        return found

    def resolve(self, module: ModuleFile, expression: Expression, local: Bindings | None = None) -> tuple[Target, ...]:
        """Return what an expression of names and attributes may stand for; values are not followed further.

        `local` are the bindings of the function the expression stands in.
        """
        if isinstance(expression, Name):
            return self.name(module, expression.id, local)
        if isinstance(expression, Chain):
            found = self.resolve(module, expression.base, local)
            for step in expression.steps:
                if isinstance(step, Attribute):
                    found = tuple(each for target in found for each in self.attribute(target, step.name))
                elif not isinstance(step, Item):  # `Base[T]` is its base
                    return (Unknown("the result of a call"),)
            return found
        if isinstance(expression, Operation) and set(expression.operators) == {"|"}:
            return tuple(each for side in expression.operands for each in self.resolve(module, side, local))
        return (Unknown(f"a {type(expression).__name__.lower()} is no name"),)

    def follow(self, target: Target, depth: int = 0) -> tuple[Target, ...]:
        """Return what stands behind a name that is assigned another name."""
        if depth > LONGEST or not isinstance(target, Value) or not isinstance(target.expression, Name | Chain):
            return (target,)
        if self.loader is not None and (loaded := self.loader(target)) is not None:
            return (loaded,)
        key = (target.module.path, target.expression.start)
        if key in self._followed:  # `book = book.edition`: a name that is made of itself
            return (target,)
        self._followed.add(key)
        inner = self.resolve(target.module, target.expression)
        self._followed.discard(key)
        if not inner or all(isinstance(each, Unknown) for each in inner):
            return (target,)
        return tuple(each for found in inner for each in self.follow(found, depth + 1))

    def name(self, module: ModuleFile, name: str, local: Bindings | None = None, depth: int = 0) -> tuple[Target, ...]:
        """Return what a bare name of a module stands for; empty where it is bound nowhere."""
        if depth > LONGEST:
            return (Unknown(f"`{name}` is imported in a circle"),)
        if local is not None and name in local.names:
            return self._bound(module, name, local.names[name], depth)
        key = (module.path, name)
        found = self._named.get(key)
        if found is None:
            if key in self._searched:
                return (Unknown(f"`{name}` is imported in a circle"),)
            self._searched.add(key)
            found = self._top(module, name, depth)
            self._searched.discard(key)
            if not any(isinstance(each, Unknown) for each in found):  # a circle looks different from each of its names
                self._named[key] = found
        return found

    def _top(self, module: ModuleFile, name: str, depth: int) -> tuple[Target, ...]:
        bindings = self.bindings(module)
        if name in bindings.names:
            return self._bound(module, name, bindings.names[name], depth)
        circle: tuple[Target, ...] = ()
        for star in reversed(bindings.stars):
            found = self._from_star(module, star, name, depth)
            if found and not all(isinstance(each, Unknown) for each in found):
                return found
            circle = circle or found
        if circle:
            return circle
        if module.is_package and (inner := self.modules.find(f"{module.name}.{name}")):
            return (Package(inner),)
        return ()

    def attribute(self, target: Target, name: str, depth: int = 0) -> tuple[Target, ...]:
        """Return what `.name` of a target stands for."""
        if isinstance(target, Package):
            return self.name(target.module, name, depth=depth + 1) or self._submodule(target.module, name)
        if isinstance(target, Defined) and isinstance(target.node, Class):
            return self._member(target, name)
        if isinstance(target, External):
            return (External(f"{target.name}.{name}"),)
        if isinstance(target, Value) and depth < LONGEST:
            followed = self.follow(target)
            if followed != (target,):
                return tuple(each for inner in followed for each in self.attribute(inner, name, depth + 1))
        return (Unknown(f"`.{name}` of a value"),)

    def dotted(self, name: str) -> tuple[Target, ...]:
        """Return what a full dotted name stands for, as settings and `include("…")` give it."""
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            if module := self.modules.find(".".join(parts[:end])):
                found: tuple[Target, ...] = (Package(module),)
                for part in parts[end:]:
                    found = tuple(each for target in found for each in self.attribute(target, part))
                return found
        return (External(name),)

    def _bound(self, module: ModuleFile, name: str, found: tuple[Binding, ...], depth: int) -> tuple[Target, ...]:
        targets: list[Target] = []
        for binding in found:
            if isinstance(binding, Imported):
                targets.extend(self._imported(module, binding, depth))
            elif isinstance(binding, Assigned):
                if binding.value is not None:
                    targets.append(Value(module, binding.value))
                else:
                    targets.append(Unknown(f"`{name}` is bound to a part of a value"))
            else:
                targets.append(self.define(module, name, binding))
        return tuple(dict.fromkeys(targets)) if len(targets) > 1 else tuple(targets)

    def _imported(self, module: ModuleFile, imported: Imported, depth: int) -> tuple[Target, ...]:
        source = absolute(module, imported)
        if imported.name is None:
            return (self._module(source),)
        if origin := self.modules.find(source):
            if origin.path == module.path and module.is_package:
                return self._submodule(module, imported.name)
            found = self.name(origin, imported.name, depth=depth + 1)
            return found or self._submodule(origin, imported.name)
        if inner := self.modules.find(f"{source}.{imported.name}"):
            return (Package(inner),)
        return (External(f"{source}.{imported.name}"),)

    def _from_star(self, module: ModuleFile, star: Imported, name: str, depth: int) -> tuple[Target, ...]:
        if name.startswith("_"):
            return ()
        origin = self.modules.find(absolute(module, star))
        return self.name(origin, name, depth=depth + 1) if origin and origin.path != module.path else ()

    def _module(self, name: str) -> Target:
        found = self.modules.find(name)
        return Package(found) if found else External(name)

    def _submodule(self, module: ModuleFile, name: str) -> tuple[Target, ...]:
        full = f"{module.name}.{name}"
        if inner := self.modules.find(full):
            return (Package(inner),)
        if module.origin == "project":
            return (Unknown(f"`{module.name}` has no `{name}`"),)
        return (External(full),)

    def _member(self, owner: Defined, name: str) -> tuple[Target, ...]:
        assert isinstance(owner.node, Class)
        found = bindings_of(owner.node.body).names.get(name)
        if not found:
            return (Unknown(f"`{owner.qualname}` does not define `{name}` itself"),)
        targets: list[Target] = []
        for binding in found:
            if isinstance(binding, Class | Function):
                targets.append(self.define(owner.module, f"{owner.qualname}.{name}", binding))
            elif isinstance(binding, Assigned) and binding.value is not None:
                targets.append(Value(owner.module, binding.value))
        return tuple(targets)


def absolute(module: ModuleFile, imported: Imported) -> str:
    """Return the full name of the module that an import names."""
    if not imported.level:
        return imported.module
    package = module.package.split(".")
    if imported.level > 1:
        package = package[: 1 - imported.level]
    return ".".join([*package, *([imported.module] if imported.module else [])])
