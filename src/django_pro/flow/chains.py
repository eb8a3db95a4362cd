"""Attributes, calls and subscripts in a row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.flow.arguments import Arguments
from django_pro.flow.drawing import ANSWERS, answered, asked_by_name, saved
from django_pro.flow.frame import Frame
from django_pro.flow.library.containers import STORES
from django_pro.flow.loading import is_loaded
from django_pro.flow.values import (
    FEW,
    PLAIN,
    Const,
    Instance,
    Many,
    Place,
    Plain,
    Rows,
    Super,
    Value,
    Values,
    constants,
    join,
    singled,
    unknown,
)  # fmt: skip
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Comprehension,
    Constant,
    Expression,
    Item,
    Name,
    Slice,
    Step,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

replace = msgspec.structs.replace
#: The names under which every model has its key.
KEYS = ("pk", "id")


def chain(engine: Engine, frame: Frame, node: Chain) -> Values:
    """Return what a chain gives."""
    base = node.base
    if (
        isinstance(base, Name)
        and isinstance(node.steps[0], Call)
        and base.id in _SPECIAL
        and frame.find(base.id) is None
    ):
        values, at = _SPECIAL[base.id](engine, frame, node.steps[0]), 1
    else:
        values, at = _start(engine, frame, node)
    path, start = frame.module.path, node.start
    steps = node.steps[at:]
    for step, following in zip_longest(steps, steps[1:]):
        place = Place(path, start, step.end)
        if isinstance(step, Attribute):
            engine.for_key = isinstance(following, Attribute) and following.name in KEYS
            values = engine.get_of(values, step.name, place)
            engine.for_key = False
        elif isinstance(step, Call):
            values = engine.call_of(values, arguments(engine, frame, step), place)
        else:
            values = item(engine, frame, values, step.index, place)
    if isinstance(node.steps[-1], Call):
        _after_call(engine, frame, node, base)
    return values


def _after_call(engine: Engine, frame: Frame, node: Chain, base: Expression) -> None:
    """Note what a call that ends a chain does besides giving a value."""
    first = node.steps[0]
    if not isinstance(base, Name):
        return
    if isinstance(first, Call):
        if base.id in ANSWERS and len(node.steps) == 1 and frame.find(base.id) is None:
            answered(engine, frame, base.id, first, frame.place(node))
    elif len(node.steps) == 2:
        asked_by_name(frame, node, frame.env.get(base.id, ()))
        saved(engine, frame, node)
    if len(node.steps) > 1:
        _store(engine, frame, node)


def _start(engine: Engine, frame: Frame, node: Chain) -> tuple[Values, int]:
    """Return the base, or as much of the chain as a place such as `self.books` that was assigned before."""
    if isinstance(node.base, Name):
        key = key_of(node.base.id, node.steps[0])
        found = frame.env.get(key) if key else None
        if found is not None:
            return found, 1
    return engine.evaluate(frame, node.base), 0


def key_of(name: str, step: Step) -> str | None:
    """Return the name under which a frame keeps `name.attribute` or `name["key"]`."""
    if isinstance(step, Attribute):
        return f"{name}.{step.name}"
    if isinstance(step, Item) and isinstance(step.index, Constant):
        return f"{name}[{step.index.value!r}]"
    return None


def arguments(engine: Engine, frame: Frame, node: Call) -> Arguments:
    """Return the arguments of a call."""
    positional: list[Values] = []
    named: dict[str, Values] = {}
    is_open = False
    for argument in node.arguments:
        values = engine.evaluate(frame, argument.value)
        if argument.stars == 0 and argument.name is None:
            positional.append(values)
        elif argument.stars == 0 and argument.name is not None:
            named[argument.name] = values
        elif argument.stars == 1:
            parts = _spread(values)
            is_open = is_open or parts is None
            positional.extend(parts if parts is not None else (engine.each_of(values, frame.place(argument.value)),))
        else:
            entries = _entries(values)
            is_open = is_open or entries is None
            named.update(entries or {})
    return Arguments(tuple(positional), named, is_open)


def _spread(values: Values) -> tuple[Values, ...] | None:
    """Return the arguments that `*values` gives, or None where they are not known."""
    value = values[0] if len(values) == 1 else None
    return value.fixed if isinstance(value, Many) else None


def _entries(values: Values) -> dict[str, Values] | None:
    """Return the arguments that `**values` gives, or None where they are not known; a branch may have added some."""
    found = [_named(value) for value in values]
    sides = [side for side in found if side is not None]
    if not sides or len(sides) < len(found):
        return None
    names = dict.fromkeys(name for side in sides for name in side)
    absent = unknown("an argument that is not always given")
    return {name: join(*(side.get(name, absent) for side in sides)) for name in names}


def _named(value: Value) -> dict[str, Values] | None:
    if not isinstance(value, Many) or value.kind != "dict":
        return None
    return dict(value.named) if len(value.named) or not value.items else None


def item(engine: Engine, frame: Frame, values: Values, index: Expression, place: Place) -> Values:
    """Return `values[index]`."""
    asked = engine.evaluate(frame, index)
    if isinstance(index, Slice) and index.upper is not None:
        asked = engine.evaluate(frame, index.upper)
    found = tuple(_item(engine, value, index, asked, place) for value in values)
    return join(*found)


def _item(engine: Engine, value: object, index: Expression, asked: Values, place: Place) -> Values:
    if isinstance(value, Rows):
        return _item_of_rows(engine, value, index, asked, place)
    if isinstance(value, Many):
        return _item_of_many(engine, value, index, asked)
    if isinstance(value, Plain | Const):
        return PLAIN
    return (value,) if isinstance(value, Unknown) else unknown("an item of something that is no container")


def _item_of_rows(engine: Engine, rows: Rows, index: Expression, asked: Values, place: Place) -> Values:
    if isinstance(index, Slice):
        ends = [each.value for each in asked if isinstance(each, Const) and isinstance(each.value, int)]
        few = rows.few or (index.upper is not None and len(ends) == len(asked) == 1 and ends[0] <= FEW)
        return (replace(rows, few=few, is_manager=False),)
    if (
        rows.parent is not None
        and not rows.narrowed
        and not is_loaded(engine.models, rows.parent.rows, (*rows.parent.path, rows.accessor))
    ):
        rows = replace(rows, narrowed=True)  # one of many: a prefetch would bring them all
    return singled(engine.each(rows, place))


def _item_of_many(engine: Engine, many: Many, index: Expression, asked: Values) -> Values:
    if isinstance(index, Slice):
        return (replace(many, fixed=None),)
    if many.kind == "dict":
        names = constants(asked)
        for name, values in many.named:
            if names == [name]:
                return values
        found = many.items
    elif many.fixed is not None and isinstance(index, Constant) and isinstance(index.value, int):
        return many.fixed[index.value] if -len(many.fixed) <= index.value < len(many.fixed) else PLAIN
    else:
        found = join(*many.fixed) if many.fixed is not None else many.items
    if not engine.looping or isinstance(index, Constant):
        return singled(found)
    return found or unknown("an item of an empty container")


def _store(engine: Engine, frame: Frame, node: Chain) -> None:
    """Put the arguments of `name.append(…)` and its like into the container that the name holds."""
    method, call = node.steps[-2], node.steps[-1]
    if not isinstance(method, Attribute) or method.name not in STORES or not isinstance(node.base, Name):
        return
    assert isinstance(call, Call)
    if method.name == "update":
        _update(engine, frame, node, call)
        return
    at, spread = STORES[method.name]
    if at >= len(call.arguments) or call.arguments[at].stars:
        return
    added = engine.evaluate(frame, call.arguments[at].value)
    if spread:
        added = _contents(engine, added, frame.place(node))
    put(engine, frame, Chain(node.start, node.end, node.base, node.steps[:-1]), added)


def _contents(engine: Engine, values: Values, place: Place) -> Values:
    """Return what `extend` and `update` take out of their argument."""
    return join(*(value.items if isinstance(value, Many) else engine.each(value, place) for value in values))


def _update(engine: Engine, frame: Frame, node: Chain, call: Call) -> None:
    """`context.update({"books": books}, page=page)`, and `update` of a set."""
    target = Chain(node.start, node.end, node.base, node.steps[:-1])
    for argument in call.arguments:
        values = engine.evaluate(frame, argument.value)
        if argument.name is not None:
            put(engine, frame, target, values, (Const(argument.name),))
            continue
        for value in values:
            for name, inner in value.named if isinstance(value, Many) and value.kind == "dict" else ():
                put(engine, frame, target, inner, (Const(name),))
        put(engine, frame, target, _contents(engine, values, frame.place(node)))


def put(engine: Engine, frame: Frame, node: Chain, added: Values, keys: Values = ()) -> None:
    """Put values into the container that a chain such as `names.append` or `self.groups[key]` leads to."""
    if not isinstance(node.base, Name):
        return
    name, steps = node.base.id, node.steps[:-1]
    key = name
    if steps and isinstance(steps[0], Attribute) and not (len(steps) > 1 and isinstance(steps[1], Call)):
        key, steps = f"{name}.{steps[0].name}", steps[1:]
    held = frame.find(key) if key == name else frame.env.get(key)
    if held is None:
        return
    inside = any(isinstance(step, Item | Call) for step in steps)
    at = _literal_key(steps)
    grown = (
        _with_below(value, at, added, keys) or _with(value, added, keys, inside=inside)
        if isinstance(value, Many)
        else value
        for value in held
    )
    frame.env[key] = join(tuple(grown))
    owner = frame.env.get(name)
    if key != name and owner and isinstance(owner[0], Instance):
        engine.attributes.set(owner[0], key.partition(".")[2], frame.env[key])


def _literal_key(steps: tuple[Step, ...]) -> str | None:
    """Return the key of `context["groups"].append(…)`, None where the way is another one."""
    step = steps[0] if len(steps) == 1 else None
    index = step.index if isinstance(step, Item) else None
    return index.value if isinstance(index, Constant) and isinstance(index.value, str) else None


def _with_below(many: Many, at: str | None, added: Values, keys: Values) -> Many | None:
    """Return a dictionary with more in the container under one of its literal keys, None where it has no such key."""
    before = next((values for name, values in many.named if name == at), None)
    if before is None:
        return None
    after = tuple(_with(each, added, keys, inside=False) if isinstance(each, Many) else each for each in before)
    named = tuple((name, after if name == at else values) for name, values in many.named)
    items = join(tuple(each for each in many.items if each not in before), after)
    return replace(many, items=items, named=named)


def _with(many: Many, added: Values, keys: Values, *, inside: bool) -> Many:
    """Return a container with more in it, or in the containers it holds."""
    if inside:
        inner = tuple(each for each in many.items if isinstance(each, Many))
        grown = Many("list", join(*(each.items for each in inner), added))
        others = tuple(each for each in many.items if not isinstance(each, Many))
        return replace(many, items=(*others, grown))
    named = _renamed(many, added, keys)
    return replace(many, items=join(many.items, added), keys=join(many.keys, keys), fixed=None, named=named)


def _renamed(many: Many, added: Values, keys: Values) -> tuple[tuple[str, Values], ...]:
    """Return what stands under the literal keys of a dictionary after one of them is set."""
    names = constants(keys) if many.kind == "dict" else None
    if names is None:
        return many.named
    named = dict(many.named)
    for name in names:
        named[name] = added if len(names) == 1 else join(named.get(name, ()), added)
    return tuple(named.items())


# Forms of call that need the names around them


def _super(engine: Engine, frame: Frame, node: Call) -> Values:
    inner: Frame | None = frame
    while inner is not None and inner.self_value is None:
        inner = inner.around
    if inner is None or inner.self_value is None or inner.owner is None:
        return unknown("`super()` outside of a class")
    return (Super(inner.self_value, inner.owner),)


def _next(engine: Engine, frame: Frame, node: Call) -> Values:
    """`next(… for … in …)` asks for the first item only."""
    from django_pro.flow.expressions import comprehension

    first, *others = node.arguments or (None,)
    default = join(*(engine.evaluate(frame, argument.value) for argument in others if argument is not None))
    if first is None:
        return PLAIN
    if isinstance(first.value, Comprehension):
        gathered = comprehension(engine, frame, first.value, once=True)
    else:
        gathered = engine.evaluate(frame, first.value)
    return join(singled(engine.each_of(gathered, frame.place(node))), default)


def _locals(engine: Engine, frame: Frame, node: Call) -> Values:
    """`locals()`, which older views hand to their templates."""
    named = {name: values for name, values in frame.env.items() if name.isidentifier()}
    return (Many("dict", join(*named.values()), PLAIN, named=tuple(named.items())),)


_SPECIAL: dict[str, Callable[[Engine, Frame, Call], Values]] = {"super": _super, "next": _next, "locals": _locals}
