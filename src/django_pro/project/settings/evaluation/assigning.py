"""Binds names, attributes and keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Items, Object, Space
from django_pro.project.settings.evaluation.things import (
    NONE,
    Binding,
    ClassThing,
    Const,
    Either,
    ModuleThing,
    Read,
    Ref,
    Scope,
    Thing,
    present,
    ways,
)  # fmt: skip
from django_pro.project.settings.setting import Place
from django_pro.source.syntax import Attribute, Chain, Expression, Item, Name, Node, Sequence, Starred


@dataclass(frozen=True)
class Source:
    """Where a bound value comes from: the node that is its place, and what was read from outside for it."""

    node: Node | None = None
    reads: Iterable[Read] = ()


_NOTHING = Source()


def assign(
    machine: Machine,
    target: Expression,
    value: Thing,
    scope: Scope,
    source: Source = _NOTHING,
) -> None:
    """Bind what a target names."""
    if isinstance(target, Name):
        machine.bind(holder(machine, scope, target.id), target.id, value, source.node or target, source.reads)
    elif isinstance(target, Sequence):
        _unpack(machine, target, value, scope, source)
    elif isinstance(target, Starred):
        assign(machine, target.value, value, scope, source)
    elif isinstance(target, Chain):
        _into(machine, target, value, scope)
        if isinstance(target.base, Name):
            add_reads(machine, target.base.id, scope, source.reads)


def holder(machine: Machine, scope: Scope, name: str) -> Scope:
    """Return the scope that a name is bound in, as `global` and `nonlocal` say."""
    kind = machine.memory.space(scope.space).names.get(f"global {name}")
    return scope.top if kind is not None else scope


def add_reads(machine: Machine, name: str, scope: Scope, reads: Iterable[Read]) -> None:
    """Count reads for a name whose value was changed in place."""
    more = tuple(reads)
    inner: Scope | None = scope
    while more and inner is not None:
        binding = machine.memory.space(inner.space).names.get(name)
        if binding is not None:
            machine.memory.bind(
                inner.space, name, replace(binding, reads=tuple(dict.fromkeys((*binding.reads, *more))))
            )
            return
        inner = inner.parent


def _unpack(machine: Machine, target: Sequence, value: Thing, scope: Scope, source: Source) -> None:
    items = machine.items(value)
    parts = list(items.items) if items and not items.open else []
    stars = [at for at, each in enumerate(target.items) if isinstance(each, Starred)]
    if stars and len(parts) >= len(target.items) - 1:
        first, after = stars[0], len(target.items) - stars[0] - 1
        end = len(parts) - after
        parts = [*parts[:first], machine.list(parts[first:end]), *parts[end:]]
    if len(parts) != len(target.items):
        why = value.why if isinstance(value, Unknown) else "it is a part of a value that is not known"
        parts = [Unknown(why) for _ in target.items]
    for each, part in zip(target.items, parts, strict=True):
        assign(machine, each, present(part), scope, source)


def _into(machine: Machine, target: Chain, value: Thing, scope: Scope) -> None:
    *before, last = target.steps
    receiver = machine.evaluate(
        Chain(target.start, target.end, target.base, tuple(before)) if before else target.base, scope
    )
    if isinstance(last, Attribute):
        set_attribute(machine, receiver, last.name, value)
    elif isinstance(last, Item):
        set_item(machine, receiver, machine.evaluate(last.index, scope), value)


def set_attribute(machine: Machine, receiver: Thing, name: str, value: Thing) -> None:
    """Set an attribute of an object, class or module; of several alternatives, of each."""
    for each in ways(receiver):
        content = machine.content(each)
        if isinstance(each, Ref) and isinstance(content, Object):
            machine.memory.contents[each.id] = replace(content, attributes={**content.attributes, name: value})
        elif isinstance(each, ClassThing):
            machine.bind(replace(each.scope, space=each.space), name, value)
        elif isinstance(each, ModuleThing):
            machine.bind(Scope(machine.load(each.module), each.module), name, value)


def set_item(machine: Machine, receiver: Thing, key: Thing, value: Thing) -> None:
    """Set what stands under a key; of several alternatives, in each."""
    for each in ways(receiver):
        content = machine.content(each)
        if not isinstance(each, Ref):
            continue
        known = key_of(machine, key)
        if isinstance(content, Entries):
            if known is None and key != NONE:
                machine.memory.contents[each.id] = replace(content, open="a key is not known")
            else:
                machine.memory.contents[each.id] = replace(content, entries={**content.entries, known: value})
        elif isinstance(content, Items):
            machine.memory.contents[each.id] = _with_item(content, known, value)
        elif isinstance(content, Space) and isinstance(known, str):
            _bind_in(machine, each.id, known, value)
        elif isinstance(content, Space):
            machine.open(each.id, "names are set that are not known")


def _bind_in(machine: Machine, space: int, name: str, value: Thing) -> None:
    """Bind a name through `globals()`; it stands where that is written."""
    old = machine.memory.space(space).names.get("__name__")
    module = str(old.value.value) if old and isinstance(old.value, Const) else ""
    reads = tuple(dict.fromkeys(machine.reading[-1])) if machine.reading else ()
    machine.memory.bind(space, name, Binding(value, module, machine.place or Place("", 0, 0), reads))


def _with_item(content: Items, key: object, value: Thing) -> Items:
    items = list(content.items)
    if isinstance(key, int) and -len(items) <= key < len(items) and not content.open:
        items[key] = value
        return replace(content, items=tuple(items))
    return replace(content, open="an item is set that is not known")


def key_of(machine: Machine, value: Thing) -> object:
    """Return a value as a dict's key; None where it is not known (as a key, None itself is of no use here)."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Ref) and isinstance(content := machine.content(value), Items) and content.kind == "tuple":
        parts = [key_of(machine, each) for each in content.items]
        return None if None in parts else tuple(parts)
    return value if not isinstance(value, Unknown | Either | Ref) else None
