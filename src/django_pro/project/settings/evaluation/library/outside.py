"""Configuration files of whoever runs the project, read with `configparser`: what stands in them is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.library.environment import name_of
from django_pro.project.settings.evaluation.library.plain import pure
from django_pro.project.settings.evaluation.library.python import strtobool
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Object
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    FALSE,
    NONE,
    TRUE,
    Const,
    Given,
    Handler,
    Read,
    Ref,
    Thing,
    either,
    is_unsure,
    present,
)  # fmt: skip
from django_pro.project.settings.values import OUTSIDE

KIND = "configparser"
#: What such a file is called where it is not known by name.
FILE = "a configuration file"
_CASTS: dict[str, Callable[..., object]] = {"getint": int, "getfloat": float}
#: Attributes of the object: one for each option that the code itself gives, and whether files were read.
_READ = "(read)"


def parser(machine: Machine, given: Given) -> Thing:
    """`configparser.ConfigParser()`."""
    return machine.memory.new(Object(None, {}, KIND))


def _content(machine: Machine, receiver: Thing) -> Object:
    content = machine.content(receiver)
    assert isinstance(content, Object)
    return content


def _set(machine: Machine, receiver: Thing, name: str, value: Thing) -> None:
    assert isinstance(receiver, Ref)
    content = _content(machine, receiver)
    machine.memory.contents[receiver.id] = replace(content, attributes={**content.attributes, name: value})


def _name(section: Thing | None, option: Thing | None) -> str:
    return f"{name_of(section)}.{name_of(option).lower()}"


def read_files(machine: Machine, receiver: Thing, given: Given) -> Thing:
    """`read(paths)`, `read_file(file)`: every option may be given there."""
    _set(machine, receiver, _READ, TRUE)
    return machine.list((), "list", "which files are there is not known")


def read_dict(machine: Machine, receiver: Thing, given: Given) -> Thing:
    """`read_dict({section: {option: value}})`: what the code itself gives; later ones win."""
    sections = machine.content(given.get(0, "dictionary") or NONE)
    for section, options in sections.entries.items() if isinstance(sections, Entries) else ():
        found = machine.content(present(options))
        for option, value in found.entries.items() if isinstance(found, Entries) else ():
            _give(machine, receiver, f"{section}.{str(option).lower()}", value)
    return NONE


def _give(machine: Machine, receiver: Thing, name: str, value: Thing) -> None:
    old = _content(machine, receiver).attributes.get(name)
    text = machine.over(present(value), lambda each: Const(str(each.value)) if isinstance(each, Const) else each)
    _set(machine, receiver, name, either((old, text)) if old is not None and is_unsure(value) else text)


def get(machine: Machine, receiver: Thing, given: Given, name: str) -> Thing:
    """`get(section, option, fallback=…)`, `getint`, `getfloat` and `getboolean`."""
    variable = _name(given.get(0, "section"), given.get(1, "option"))
    content = _content(machine, receiver)
    stated, fallback = content.attributes.get(variable), given.get(None, "fallback")
    if stated is not None:
        stated = _cast(machine, name, stated)
    default = stated if stated is not None else fallback
    if default is None:
        machine.may_fail()
    place = given.place_of(None, "fallback") if stated is None else None
    machine.read(Read(variable, given.place, default, place, name.removeprefix("get") or None, FILE))
    if _READ not in content.attributes and default is not None:
        return default
    why = Unknown(f"{OUTSIDE}: {variable}")
    if name == "getboolean":
        return either((*((default,) if default is not None else ()), FALSE, TRUE))
    return either((default, why)) if default is not None else why


def _cast(machine: Machine, name: str, value: Thing) -> Thing:
    if name == "getboolean":
        return machine.over(strtobool(machine, Given((value,))), lambda each: TRUE if each == Const(1) else FALSE)
    return pure(_CASTS[name])(machine, Given((value,))) if name in _CASTS else value


def has(machine: Machine, receiver: Thing, given: Given, name: str) -> Thing:
    """`has_section(section)` and `has_option(section, option)`."""
    content = _content(machine, receiver)
    wanted = _name(given.get(0), given.get(1)) if name == "has_option" else f"{name_of(given.get(0))}."
    if any(each == wanted or (wanted.endswith(".") and each.startswith(wanted)) for each in content.attributes):
        return TRUE
    if _READ not in content.attributes:
        return FALSE
    machine.read(Read(wanted.rstrip("."), given.place, source=FILE))
    return EITHER_BOOL


def sections(machine: Machine, receiver: Thing, _: Given) -> Thing:
    """`sections()`."""
    content = _content(machine, receiver)
    names = dict.fromkeys(each.partition(".")[0] for each in content.attributes if each != _READ)
    return machine.list(map(Const, names), "list", f"{OUTSIDE}: {FILE}" if _READ in content.attributes else "")


def items(machine: Machine, receiver: Thing, given: Given) -> Thing:
    """`items(section)`."""
    content, first = _content(machine, receiver), f"{name_of(given.get(0, 'section'))}."
    pairs = [
        machine.list((Const(name.removeprefix(first)), value), "tuple")
        for name, value in content.attributes.items()
        if name.startswith(first)
    ]
    return machine.list(pairs, "list", f"{OUTSIDE}: {FILE}" if _READ in content.attributes else "")


def to_boolean(machine: Machine, receiver: Thing, given: Given) -> Thing:
    """`_convert_to_boolean(text)`."""
    return machine.over(strtobool(machine, given), lambda each: TRUE if each == Const(1) else FALSE)


METHODS: dict[str, Callable[..., Thing]] = {
    "read": read_files, "read_file": read_files, "readfp": read_files, "read_string": read_files, "read_dict": read_dict,
    "sections": sections, "items": items, "_convert_to_boolean": to_boolean,
    **{
        name: lambda machine, receiver, given, name=name: get(machine, receiver, given, name)
        for name in ("get", "getint", "getfloat", "getboolean")
    },
    **{
        name: lambda machine, receiver, given, name=name: has(machine, receiver, given, name)
        for name in ("has_option", "has_section")
    },
}  # fmt: skip
FUNCTIONS: dict[str, Handler] = {
    f"configparser.{name}": parser for name in ("ConfigParser", "RawConfigParser", "SafeConfigParser")
}
