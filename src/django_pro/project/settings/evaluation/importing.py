"""Follows imports: modules that can be read, packages that are known by name, and files that are not there."""

from __future__ import annotations

from dataclasses import replace

from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Imported
from django_pro.project.modules import ModuleFile
from django_pro.project.names import absolute
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.things import Binding, External, ModuleThing, Outside, Scope, Thing
from django_pro.source.syntax import Import, ImportFrom


def imports(machine: Machine, node: Import, scope: Scope) -> bool:
    for alias in node.names:
        whole = machine.import_module(alias.name)
        if is_missing(whole):
            if not _is_missing(machine, alias.name, scope):
                return False
            whole = Outside(alias.name)
        if alias.alias:
            machine.bind(scope, alias.alias, whole, node)
        else:
            first = alias.name.partition(".")[0]
            machine.bind(scope, first, machine.import_module(first), node)
    return True


def imports_from(machine: Machine, node: ImportFrom, scope: Scope) -> bool:
    for alias in node.names:
        source = absolute(scope.module, Imported(node.module, node.level, alias.name))
        origin = machine.import_module(source) if source else Unknown("an import from above the top package")
        if alias.name == "*":
            if not _star(machine, origin, source, scope):
                return False
            continue
        value = imported(machine, origin, source, alias.name)
        if is_missing(origin) and not isinstance(value, ModuleThing):
            if not _is_missing(machine, source, scope):
                return False
            value = Outside(f"{source}.{alias.name}")
        machine.bind(scope, alias.alias or alias.name, value, node)
    return True


def imported(machine: Machine, origin: Thing, source: str, name: str) -> Thing:
    """Return a name of a module: a submodule where the module is only a package, else what it binds."""
    if isinstance(origin, ModuleThing) and origin.module.is_package and origin.module.origin == "project":
        inner = machine.modules.find(f"{origin.module.name}.{name}")
        loading = origin.module.path in machine.memory.modules
        if inner is not None and inner.path.startswith(origin.module.path.rpartition("/")[0]):
            bound = loading and name in machine.memory.space(machine.memory.modules[origin.module.path]).names
            if not bound:
                return ModuleThing(inner)
    if is_missing(origin):
        found = machine.modules.find(f"{source}.{name}")
        if found is not None:  # a folder without `__init__.py`
            return ModuleThing(found)
    return machine.attribute(origin, name)


def is_missing(value: Thing) -> bool:
    """Whether a module is nowhere to be found."""
    return isinstance(value, External) and value.missing


def _is_missing(machine: Machine, name: str, scope: Scope) -> bool:
    """Note a module that is not there; return whether to go on as if it were."""
    top = machine.memory.space(scope.top.space)
    machine.memory.contents[scope.top.space] = replace(top, missing=tuple(dict.fromkeys((*top.missing, name))))
    local = is_local(machine, name, scope)
    machine.may_fail()
    return not (local and machine.attempts)  # what git ignores is not there: the handler is what is known


def is_local(machine: Machine, name: str, scope: Scope) -> bool:
    """Whether a module would stand in the project itself."""
    first = name.partition(".")[0]
    if first == scope.module.name.partition(".")[0]:
        return True
    return "local" in name or "settings" in name


def _star(machine: Machine, origin: Thing, source: str, scope: Scope) -> bool:
    if is_missing(origin):
        goes_on = _is_missing(machine, source, scope)
        space = machine.memory.space(scope.space)
        if not goes_on or space.open:
            return goes_on
        machine.open(scope.space, f"{source} is not here, and all its names are imported")
        return True
    if isinstance(origin, ModuleThing):
        take_all(machine, origin.module, scope)
    else:
        machine.open(scope.space, f"all names of {source} are imported, which is not read")
    return True


def take_all(machine: Machine, module: ModuleFile, scope: Scope) -> None:
    """Bind all public names of a module."""
    space = machine.memory.space(machine.load(module))
    listed = space.names.get("__all__")
    items = machine.items(listed.value) if listed else None
    wanted = {getattr(each, "value", None) for each in items.items} if items and not items.open else None
    for name, binding in space.names.items():
        if (name in wanted) if wanted is not None else not name.startswith("_") and " " not in name and "(" not in name:
            machine.memory.bind(scope.space, name, Binding(binding.value, binding.module, binding.place, binding.reads))
    mine = machine.memory.space(scope.space)
    stars = tuple(dict.fromkeys((*mine.stars, module.name, *space.stars)))
    missing = tuple(dict.fromkeys((*mine.missing, *space.missing)))
    machine.memory.contents[scope.space] = replace(mine, stars=stars, missing=missing, open=mine.open or space.open)
