"""Giving values to names, attributes and items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from django_pro.flow.chains import key_of, put
from django_pro.flow.frame import Frame
from django_pro.flow.values import Instance, Many, Row, Rows, Value, Values, singled, unknown
from django_pro.source.syntax import Attribute, Chain, Constant, Expression, Item, Name, Sequence, Starred

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Attributes of a row that hold what is loaded: who writes there loads relations by hand.
_CACHES = frozenset({"_prefetched_objects_cache", "_state", "__dict__"})


def bind(engine: Engine, frame: Frame, target: Expression, values: Values) -> None:
    """Assign values to a target."""
    if isinstance(target, Name):
        frame.bind(target.id, values)
    elif isinstance(target, Sequence):
        _unpack(engine, frame, target, values)
    elif isinstance(target, Starred):
        bind(engine, frame, target.value, (Many("list", values),))
    elif isinstance(target, Chain):
        _bind_chain(engine, frame, target, values)


def _unpack(engine: Engine, frame: Frame, target: Sequence, values: Values) -> None:
    parts = values[0].fixed if len(values) == 1 and isinstance(values[0], Many) else None
    if parts is not None and len(parts) == len(target.items):
        for inner, part in zip(target.items, parts, strict=True):
            bind(engine, frame, inner, part)
        return
    items = engine.each_of(values, frame.place(target))
    one = singled(items) if any(isinstance(value, Rows) for value in values) else items
    for inner in target.items:
        bind(engine, frame, inner, items if isinstance(inner, Starred) else one)


def _bind_chain(engine: Engine, frame: Frame, target: Chain, values: Values) -> None:
    last, before = target.steps[-1], target.steps[:-1]
    if len(target.steps) > 1 and isinstance(target.base, Name):
        _note_choices(engine, frame, target, values)
    owners = engine.evaluate(frame, Chain(target.start, before[-1].end, target.base, before) if before else target.base)
    if isinstance(target.base, Name) and not before:
        key = key_of(target.base.id, last)
        if key is not None:
            frame.bind(key, values)
    if isinstance(last, Attribute):
        _set_attribute(engine, frame, target, owners, values)
    elif isinstance(last, Item):
        keys = engine.evaluate(frame, last.index)
        _note_caches(engine, frame, target)
        put(engine, frame, target, values, keys)


def _note_choices(engine: Engine, frame: Frame, target: Chain, values: Values) -> None:
    """Note `self.fields["author"].queryset = …` of a form."""
    own, names = frame.self_value, [step.name for step in target.steps if isinstance(step, Attribute)]
    if not isinstance(own, Instance) or names[:1] != ["fields"] or names[-1] not in ("queryset", "choices", "widget"):
        return
    step = target.steps[1] if len(target.steps) > 1 else None
    key = step.index.value if isinstance(step, Item) and isinstance(step.index, Constant) else None
    known = engine.choices.setdefault(own.cls, {})
    found = values if names[-1] == "queryset" else unknown("its choices are others")
    known[str(key) if key is not None else None] = found


def _set_attribute(engine: Engine, frame: Frame, target: Chain, owners: Values, values: Values) -> None:
    name = target.steps[-1].name if isinstance(target.steps[-1], Attribute) else ""
    for owner in owners:
        if isinstance(owner, Instance):
            engine.attributes.set(owner, name, values)
        elif isinstance(owner, Row):
            engine.attach(owner, [name])
    if isinstance(target.base, Name) and len(target.steps) == 1 and any(isinstance(owner, Row) for owner in owners):
        frame.env[target.base.id] = tuple(_knowing(owner, name, values) for owner in owners)
    _note_caches(engine, frame, target)


def _knowing(owner: Value, name: str, values: Values) -> Value:
    if not isinstance(owner, Row):
        return owner
    others = tuple(pair for pair in owner.known if pair[0] != name)
    return msgspec.structs.replace(owner, known=(*others, (name, values)))


def _note_caches(engine: Engine, frame: Frame, target: Chain) -> None:
    """Note that a row's loaded relations are written by hand."""
    for at, step in enumerate(target.steps):
        if isinstance(step, Attribute) and step.name in _CACHES:
            rest = target.steps[:at]
            owner = Chain(target.start, rest[-1].end, target.base, rest) if rest else target.base
            for value in engine.evaluate(frame, owner):
                if isinstance(value, Row):
                    engine.attach(value, None)
            return
