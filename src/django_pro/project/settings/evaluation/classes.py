"""Classes of settings: their linearisation, where an attribute comes from, and the objects that calling them makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Object
from django_pro.project.settings.evaluation.things import (
    Binding,
    ClassThing,
    Closure,
    Const,
    External,
    Given,
    Member,
    Method,
    Ref,
    Thing,
    is_unsure,
    present,
)  # fmt: skip

_ENUMS = ("enum.", "django.db.models.enums.")
#: Enumerations whose members are their values.
_PLAIN = ("enum.StrEnum", "enum.IntEnum", "django.db.models.enums.TextChoices", "django.db.models.enums.IntegerChoices")
#: Classes whose annotated attributes are read from the environment when an object is made.
SETTINGS_CLASSES = (
    "pydantic_settings.BaseSettings",
    "pydantic.BaseSettings",
    "pydantic.v1.BaseSettings",
    "pydantic_settings.main.BaseSettings",
)


def lineage(cls: ClassThing) -> list[ClassThing]:
    """Return a class and its ancestors that can be read, in method resolution order (C3, else depth first)."""
    sequences = [lineage(base) for base in cls.bases if isinstance(base, ClassThing)]
    direct = [base for base in cls.bases if isinstance(base, ClassThing)]
    waiting = [list(each) for each in (*sequences, direct) if each]
    found = [cls]
    while waiting:
        heads = (each[0] for each in waiting)
        head = next((one for one in heads if not any(one in other[1:] for other in waiting)), waiting[0][0])
        found.append(head)
        waiting = [rest for each in waiting if (rest := [other for other in each if other is not head])]
    return found


def external_bases(cls: ClassThing) -> Iterator[str]:
    """Yield the names of the bases that are not read."""
    for each in lineage(cls):
        for base in each.bases:
            if isinstance(base, External) or (isinstance(base, ClassThing) and base.scope.module.origin != "project"):
                yield base.name


def member(machine: Machine, classes: list[ClassThing], name: str) -> tuple[Binding, ClassThing] | None:
    """Return what the first of several classes binds a name to."""
    for cls in classes:
        binding = machine.memory.space(cls.space).names.get(name)
        if binding is not None and binding.value != External("(required)"):
            return binding, cls
    return None


def class_attribute(machine: Machine, cls: ClassThing, name: str) -> Thing:
    """Return an attribute of a class itself."""
    found = member(machine, lineage(cls), name)
    if found is None:
        return _special(machine, cls, name)
    binding, owner = found
    machine.read(*binding.reads)
    value = present(binding.value)
    if any(base.startswith(_ENUMS) for base in external_bases(owner)) and not isinstance(value, Closure):
        plain = any(base in _PLAIN or base in ("builtins.str", "builtins.int") for base in external_bases(owner))
        return value if plain else Member(owner, name, value)
    return machine.over(value, lambda each: of_class(_owned(each, owner), cls))


def of_class(value: Thing, cls: ClassThing) -> Thing:
    """Return what a class attribute is when it is asked of the class."""
    if isinstance(value, Method) and value.name == "classmethod":
        return Method(cls, getattr(value.function, "name", ""), value.function)
    if isinstance(value, Method) and value.name == "staticmethod" and value.function is not None:
        return value.function
    return value


def _special(machine: Machine, cls: ClassThing, name: str) -> Thing:
    if name in ("__name__", "__qualname__"):
        return Const(cls.node.name)
    if name == "__module__":
        return Const(cls.scope.module.name)
    if name == "__mro__":
        return machine.list(lineage(cls), "tuple")
    return Unknown(f"`{cls.node.name}` has no `{name}` that can be read")


def object_attribute(machine: Machine, ref: Ref, content: Object, name: str) -> Thing:
    """Return an attribute of an object: its own, else its class's."""
    own = content.attributes.get(name)
    if own is not None and not is_unsure(own):
        return own
    if content.cls is None:
        return Method(ref, name)
    if name == "__class__":
        return content.cls
    return bound(machine, ref, lineage(content.cls), name)


def bound(machine: Machine, receiver: Thing, classes: list[ClassThing], name: str) -> Thing:
    """Return what the first of several classes binds a name to, as it is on an object of theirs."""
    found = member(machine, classes, name)
    if found is None:
        return Unknown(f"an object has no `{name}` that can be read")
    machine.read(*found[0].reads)
    owner = found[1]
    return machine.over(present(found[0].value), lambda each: _of_object(machine, _owned(each, owner), receiver))


def _owned(value: Thing, owner: ClassThing) -> Thing:
    """Return a function or method with the class whose body holds it."""
    if isinstance(value, Closure):
        return replace(value, owner=owner)
    if isinstance(value, Method) and value.function is not None:
        return replace(value, function=replace(value.function, owner=owner))
    return value


def _of_object(machine: Machine, value: Thing, receiver: Thing) -> Thing:
    if isinstance(value, Closure):
        return Method(receiver, value.name, value)
    if not isinstance(value, Method) or value.function is None:
        return value
    if value.name == "property":
        return machine.call(value.function, Given((receiver,), place=value.function.defined))
    if value.name == "staticmethod":
        return value.function
    if value.name == "classmethod":
        content = machine.content(receiver)
        cls = content.cls if isinstance(content, Object) and content.cls else receiver
        return Method(cls, value.function.name, value.function)
    return value
