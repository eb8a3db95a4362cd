"""What the names of a module stand for, as values."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django_pro.flow.frame import Frame
from django_pro.flow.values import ClassValue, FunctionValue, Library, ModelClass, Package, Place, Values, join, unknown
from django_pro.project import names
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External, Target
from django_pro.source.syntax import Call, Chain, Class, Name

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_BUILTINS = frozenset(dir(builtins))


def global_name(engine: Engine, module: ModuleFile, name: str) -> Values:
    """Return what a name stands for at the top of a module."""
    key = (module.path, name)
    found = engine.globals.get(key)
    if found is None:
        engine.globals[key] = unknown("it is defined by itself")
        targets = engine.names.name(module, name)
        if not targets:
            found = (Library(name),) if name in _BUILTINS else unknown(f"`{name}` is bound nowhere")
        else:
            found = from_targets(engine, targets)
        engine.globals[key] = found
    return found


def from_targets(engine: Engine, targets: Iterable[Target]) -> Values:
    """Return targets of the project's names as values."""
    return join(*(_from_target(engine, target) for target in targets))


def _from_target(engine: Engine, target: Target) -> Values:
    if isinstance(target, Defined):
        return _from_defined(engine, target)
    if isinstance(target, names.Package):
        return (Package(target.module),)
    if isinstance(target, External):
        return (Library(target.name),)
    if isinstance(target, names.Value):
        return _from_value(engine, target)
    return (target,)


def _from_defined(engine: Engine, target: Defined) -> Values:
    if isinstance(target.node, Class):
        model = engine.models.of(target)
        if model is not None:
            return (ModelClass(model.label),)
        return (ClassValue(target),) if target.module.origin == "project" else (Library(target.name),)
    return (FunctionValue(target),) if target.module.origin == "project" else (Library(target.name),)


def _from_value(engine: Engine, target: names.Value) -> Values:
    """Evaluate what a module assigns to a name."""
    node = target.expression
    model = engine.models.named(target.module, node)
    if model is not None:
        return (ModelClass(model.label),)
    if target.module.origin != "project":
        made = isinstance(node, Chain) and isinstance(node.base, Name) and isinstance(node.steps[0], Call)
        if made and isinstance(node, Chain) and isinstance(node.base, Name):
            return (Library(f"{target.module.name}.{node.base.id}"),)  # an object: its methods are those of its class
        return unknown("a value of a package")
    key = (target.module.path, node.start, node.end)
    known = engine.values.get(key)
    if known is None:
        engine.values[key] = unknown("it is defined by itself")
        outer, frame = engine.frame, Frame(target.module)
        engine.frame = frame
        known = engine.values[key] = engine.evaluate(frame, node)
        engine.frame = outer
    return known


def of_package(engine: Engine, package: Package, name: str, place: Place) -> Values:
    """Return `module.name`."""
    targets = engine.names.attribute(names.Package(package.module), name)
    return from_targets(engine, targets) if targets else unknown(f"`{package.module.name}` has no `{name}`")
