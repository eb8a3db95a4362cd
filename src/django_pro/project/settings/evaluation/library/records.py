"""Records: named tuples and data classes, whose fields are known by their order and names."""

from __future__ import annotations

from collections.abc import Callable

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.classes import external_bases, lineage
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Object
from django_pro.project.settings.evaluation.things import (
    ClassThing,
    Const,
    External,
    Given,
    Handler,
    Native,
    Ref,
    Thing,
    present,
)  # fmt: skip

TUPLE = "named tuple"
KIND = TUPLE
_DECORATORS = ("dataclasses.dataclass", "attr.s", "attr.define", "attr.frozen", "attrs.define", "attrs.frozen")
_BASES = ("typing.NamedTuple", "typing_extensions.NamedTuple")


def is_record(machine: Machine, cls: ClassThing) -> bool:
    """Whether calling a class fills its annotated fields."""
    if any(base in _BASES for base in external_bases(cls)):
        return True
    found = (machine.evaluate(each, cls.scope) for owner in lineage(cls) for each in owner.node.decorators)
    return any(isinstance(each, External) and each.name in _DECORATORS for each in found)


def record(machine: Machine, cls: ClassThing, given: Given) -> Thing:
    """Return an object of a record's class (Python: "dataclasses", "typing.NamedTuple")."""
    fields: dict[str, Thing] = {}
    for owner in reversed(lineage(cls)):
        names = machine.memory.space(owner.space).names
        for name in (each.removeprefix("annotation ") for each in names if each.startswith("annotation ")):
            bound = names.get(name)
            fields[name] = present(bound.value) if bound is not None else External("(required)")
    tuple_like = any(base in _BASES for base in external_bases(cls))
    return machine.memory.new(Object(cls, _filled(fields, given), TUPLE if tuple_like else ""))


def _filled(fields: dict[str, Thing], given: Given) -> dict[str, Thing]:
    passed = dict(zip(fields, given.positional, strict=False)) | dict(given.keywords)
    missing = Unknown("an argument that is not known")
    return {
        name: passed.get(name, missing if given.open or default == External("(required)") else default)
        for name, default in fields.items()
    }


def named_tuple(machine: Machine, given: Given) -> Thing:
    """`collections.namedtuple(name, fields, defaults=…)`."""
    names = given.get(1, "field_names")
    items = machine.items(names) if isinstance(names, Ref) else None
    text = names.value if isinstance(names, Const) else None
    listed = text.replace(",", " ").split() if isinstance(text, str) else []
    if items is not None and not items.open:
        listed = [str(each.value) for each in items.items if isinstance(each, Const)]
    if not listed:
        return Unknown("a named tuple whose fields are not known")
    defaults = machine.items(given.get(None, "defaults") or machine.list(()))
    known = list(defaults.items) if defaults else []
    fields: dict[str, Thing] = dict.fromkeys(listed, External("(required)"))
    fields |= dict(zip(listed[len(listed) - len(known) :], known, strict=False))
    return Native(
        "a named tuple", lambda machine, given: machine.memory.new(Object(None, _filled(fields, given), TUPLE))
    )


def as_dict(machine: Machine, receiver: Thing, _: Given) -> Thing:
    """`record._asdict()`."""
    content = machine.content(receiver)
    entries: dict[object, Thing] = dict(content.attributes.items()) if isinstance(content, Object) else {}
    return machine.memory.new(Entries(entries))


def replaced(machine: Machine, receiver: Thing, given: Given) -> Thing:
    """`record._replace(field=…)`."""
    content = machine.content(receiver)
    if not isinstance(content, Object):
        return Unknown("a record that is not known")
    return machine.memory.new(Object(content.cls, content.attributes | dict(given.keywords), content.kind))


def data_class(_: Machine, given: Given) -> Thing:
    """`@dataclass(frozen=True)`: the decorator itself."""
    return given.get(0) or External(_DECORATORS[0])


METHODS: dict[str, Callable[..., Thing]] = {"_asdict": as_dict, "_replace": replaced}
FUNCTIONS: dict[str, Handler] = {
    "collections.namedtuple": named_tuple, **dict.fromkeys(_DECORATORS, data_class),
}  # fmt: skip
