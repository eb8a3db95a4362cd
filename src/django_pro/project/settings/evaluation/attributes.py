"""What attributes and keys of values are."""

from __future__ import annotations

from pathlib import PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.assigning import key_of
from django_pro.project.settings.evaluation.classes import bound, class_attribute, lineage, object_attribute
from django_pro.project.settings.evaluation.library import FUNCTIONS, VALUES
from django_pro.project.settings.evaluation.library.environment import outside_value
from django_pro.project.settings.evaluation.library.paths import path_attribute
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Items, Object, Space
from django_pro.project.settings.evaluation.things import (
    ClassThing,
    Closure,
    Const,
    External,
    Given,
    Member,
    Method,
    ModuleThing,
    Native,
    Outside,
    Ref,
    Super,
    Thing,
    is_unsure,
    present,
)  # fmt: skip
from django_pro.project.settings.setting import Place


def attribute(machine: Machine, value: Thing, name: str) -> Thing:
    """Return an attribute of one value."""
    if isinstance(value, Const):
        return path_attribute(value.value, name) if isinstance(value.value, PurePosixPath) else Method(value, name)
    if isinstance(value, ModuleThing):
        return module_attribute(machine, value, name)
    if isinstance(value, External):
        return external(machine, f"{value.name}.{name}")
    if isinstance(value, ClassThing):
        return class_attribute(machine, value, name)
    if isinstance(value, Ref):
        content = machine.content(value)
        return object_attribute(machine, value, content, name) if isinstance(content, Object) else Method(value, name)
    return _rarer(machine, value, name)


def _rarer(machine: Machine, value: Thing, name: str) -> Thing:
    if isinstance(value, Outside):
        return outside_value(machine, value, name)
    if isinstance(value, Member):
        return (
            Const(value.name) if name == "name" else value.value if name == "value" else Unknown("a member's attribute")
        )
    if isinstance(value, Super):
        return _of_super(machine, value, name)
    if isinstance(value, Closure | Native) and name == "__name__":
        return Const(value.name.rpartition(".")[2])
    return value if isinstance(value, Unknown) else Unknown(f"`.{name}` of a value")


def external(machine: Machine, name: str) -> Thing:
    """Return something of a package by its dotted name."""
    if name in VALUES:
        return VALUES[name](machine)
    return External(name)


def module_attribute(machine: Machine, value: ModuleThing, name: str) -> Thing:
    """Return what a module binds, what is known of it by name, or a module in it."""
    full = f"{value.module.name}.{name}"
    if value.module.origin != "project" and (full in FUNCTIONS or full in VALUES):
        return external(machine, full)
    space = machine.memory.space(machine.load(value.module))
    binding = space.names.get(name)
    if binding is not None:
        machine.read(*binding.reads)
        return present(binding.value)
    inner = machine.modules.find(full) if value.module.is_package else None
    if inner is not None:
        return ModuleThing(inner)
    machine.may_fail()
    if space.open:
        return outside_value(machine, Outside(value.module.name), name)
    return External(full) if value.module.origin != "project" else Unknown(f"`{value.module.name}` binds no `{name}`")


def _of_super(machine: Machine, value: Super, name: str) -> Thing:
    content = machine.content(value.receiver)
    cls = content.cls if isinstance(content, Object) else value.receiver
    if not isinstance(cls, ClassThing):
        return Unknown("`super()` of a value that is not known")
    classes = lineage(cls)
    after = classes[classes.index(value.owner) + 1 :] if value.owner in classes else []
    found = bound(machine, value.receiver, after, name)
    if isinstance(found, Unknown) and name in ("__init__", "__init_subclass__", "setup", "pre_setup", "post_setup"):
        return External("builtins.print")  # what does nothing here
    return found


def item(machine: Machine, value: Thing, key: Thing) -> Thing:
    """Return what stands under a key of one value."""
    content = machine.content(value)
    if isinstance(content, Entries):
        return _entry(machine, content, key)
    if isinstance(content, Items):
        return _item(machine, content, key)
    if isinstance(content, Space):
        return _name(machine, content, key)
    if isinstance(value, Const) and isinstance(value.value, str | bytes):
        return _of_text(machine, value.value, key)
    if isinstance(value, External):
        handler = FUNCTIONS.get(f"{value.name}.__getitem__")
        return handler(machine, Given((key,), place=_here(machine))) if handler else value
    if isinstance(content, Object) or isinstance(value, Outside):
        return machine.call(machine.attribute(value, "__getitem__"), Given((key,), place=_here(machine)))
    return value if isinstance(value, Unknown | ClassThing) else Unknown("an item of a value")


def _here(machine: Machine) -> Place:
    return Place("", 0, 0) if machine.place is None else machine.place


def _entry(machine: Machine, content: Entries, key: Thing) -> Thing:
    known = key_of(machine, key)
    found = content.entries.get(known) if known is not None else None
    if found is not None:
        if is_unsure(found):
            machine.may_fail()
        return present(found)
    machine.may_fail()
    if content.default is not None:
        return machine.call(content.default, Given())
    return Unknown(content.open or "a key that is not known")


def _item(machine: Machine, content: Items, key: Thing) -> Thing:
    if isinstance(key, Const) and isinstance(key.value, int):
        if not content.open and -len(content.items) <= key.value < len(content.items):
            return present(content.items[key.value])
        if 0 <= key.value < len(content.items) and not any(is_unsure(each) for each in content.items[: key.value + 1]):
            return content.items[key.value]
        machine.may_fail()
        return Unknown(content.open or "there is no such item")
    bounds = machine.content(key)
    if isinstance(bounds, Items) and bounds.kind == "slice" and not content.open:
        return machine.list(content.items[_slice(bounds)], content.kind)
    return Unknown("an item that is not known")


def _slice(bounds: Items) -> slice:
    """Return a slice, whose three bounds are numbers or None."""
    ends = (each.value if isinstance(each, Const) and isinstance(each.value, int) else None for each in bounds.items)
    return slice(*ends)


def _name(machine: Machine, content: Space, key: Thing) -> Thing:
    binding = content.names.get(str(key.value)) if isinstance(key, Const) else None
    if binding is None:
        machine.may_fail()
        return Unknown(content.open or "a name that is not known")
    machine.read(*binding.reads)
    return present(binding.value)


def _of_text(machine: Machine, text: str | bytes, key: Thing) -> Thing:
    bounds = machine.content(key)
    if isinstance(bounds, Items) and bounds.kind == "slice":
        return Const(text[_slice(bounds)])
    if isinstance(key, Const) and isinstance(key.value, int) and -len(text) <= key.value < len(text):
        return Const(text[key.value])
    return Unknown("an item of a text")
