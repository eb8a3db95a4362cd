"""From the evaluator's values to those that settings show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.settings import values
from django_pro.project.settings.evaluation.library import records
from django_pro.project.settings.evaluation.library.paths import shown
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Items, Object
from django_pro.project.settings.evaluation.things import (
    Absent,
    ClassThing,
    Closure,
    Const,
    Either,
    External,
    Read,
    Ref,
    Thing,
    is_unsure,
    present,
    ways,
)
from django_pro.project.settings.setting import EnvironmentRead
from django_pro.project.settings.values import Choice, Known, Listing, Named, Table, Value

#: A value nested deeper than this is no setting.
DEEPEST = 20
_MADE: dict[str, Callable[[list[object]], object]] = {"list": list, "tuple": tuple, "set": lambda items: items}


def freeze(machine: Machine, value: Thing, depth: int = 0) -> Value:
    """Return a value as settings show it."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Const):
        return _scalar(value.value)
    if isinstance(value, Either):
        return choice([freeze(machine, each, depth + 1) for each in ways(value)])
    content = machine.content(value) if depth < DEEPEST else None
    if isinstance(content, Items):
        return _listing(machine, content, depth)
    if isinstance(content, Entries):
        return _table(machine, content, depth)
    if isinstance(content, Object) and content.kind == records.TUPLE:
        return _listing(machine, Items("tuple", tuple(content.attributes.values())), depth)
    if isinstance(content, Object):
        return Unknown(f"an object of {content.cls.name if content.cls else content.kind}")
    if isinstance(value, External):
        return Named(value.name) if value.name.startswith("builtins.") else Unknown(f"`{value.name}` is not read")
    if isinstance(value, Closure | ClassThing) and value.scope.parent is None:
        return Named(value.name)
    return Unknown("a namespace" if isinstance(value, Ref) else f"a {type(value).__name__.lower()}")


def choice(found: list[Value]) -> Value:
    """Return one of several values, each once."""
    unique: list[Value] = []
    for each in found:
        for one in each.values if isinstance(each, Choice) else (each,):
            if not any(_same(one, other) for other in unique):
                unique.append(one)
    return unique[0] if len(unique) == 1 else Choice(tuple(unique))


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, Known) and isinstance(right, Known):
        return type(left.value) is type(right.value) and left.value == right.value
    return type(left) is type(right) and left == right


def _scalar(value: object) -> Value:
    if isinstance(value, PurePosixPath):
        value = str(value)
    if isinstance(value, str):
        text = shown(value)
        return Known(text) if text is not None else Unknown("a path above the reviewed tree")
    return Known(value)


def _listing(machine: Machine, content: Items, depth: int) -> Value:
    items = [freeze(machine, present(each), depth + 1) for each in content.items if not isinstance(each, Absent)]
    unsure = tuple(n for n, each in enumerate(content.items) if is_unsure(each))
    if not unsure and not content.open and all(isinstance(each, Known) for each in items) and content.kind in _MADE:
        return Known(
            _MADE[content.kind]([each.value for each in items if isinstance(each, Known)])
            if content.kind != "set"
            else _set(items)
        )
    return Listing(content.kind, tuple(items), unsure, not content.open, content.open)


def _set(items: list[Value]) -> object:
    found = [each.value for each in items if isinstance(each, Known)]
    try:
        return set(found)
    except TypeError:
        return found


def _table(machine: Machine, content: Entries, depth: int) -> Value:
    entries = {
        key: freeze(machine, present(each), depth + 1) for key, each in content.entries.items() if each != values_absent
    }
    unsure = tuple(key for key, each in content.entries.items() if is_unsure(each) and each != values_absent)
    if not unsure and not content.open and all(isinstance(each, Known) for each in entries.values()):
        return Known({key: each.value for key, each in entries.items() if isinstance(each, Known)})
    return Table(tuple(entries.items()), unsure, not content.open, content.open)


values_absent = Absent()


def freeze_read(machine: Machine, read: Read) -> EnvironmentRead:
    """Return a read as settings show it."""
    default = freeze(machine, read.default) if read.default is not None else None
    return EnvironmentRead(read.variable, read.place, default, read.default_place, read.cast, read.source)


__all__ = ["choice", "freeze", "freeze_read", "values"]
