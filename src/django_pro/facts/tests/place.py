"""Where an expression of a test stands, and what its names stand for there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django_pro.facts.models.calls import statements
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import (
    Assign,
    Call,
    Chain,
    Constant,
    Entry,
    Expression,
    For,
    Function,
    Item,
    Name,
    Sequence,
    Statement,
    With,
)  # fmt: skip
from django_pro.source.syntax import (
    Mapping as Display,
)


@dataclass(eq=False)
class Place:
    """A module, the class around the code, the class that `self` is of (it may be one below), and what names are bound to."""

    module: ModuleFile
    owner: Defined | None = None
    concrete: Defined | None = None
    local: Mapping[str, tuple[Meant, ...]] = field(default_factory=dict)


#: What a name stands for: an expression, and where its own names are looked up.
Meant = tuple[Expression, Place]


def within(place: Place, body: Iterable[Statement], function: Function | None = None) -> Place:
    """Return a place inside a function: what it assigns, its loops over displays and its parametrised arguments."""
    bound: dict[str, list[Meant]] = {name: list(each) for name, each in place.local.items()}
    inner = Place(place.module, place.owner, place.concrete, {})
    pairs = [*_assigned(body), *(_parametrised(function) if function is not None else ())]
    for name, value in pairs:
        bound.setdefault(name, []).append((value, inner))
    inner.local = {name: tuple(each) for name, each in bound.items()}
    return inner


def _assigned(body: Iterable[Statement]) -> Iterator[tuple[str, Expression]]:
    for statement in _all(body):
        if isinstance(statement, Assign):
            for target in statement.targets:
                yield from _unpacked(target, (statement.value,))
        elif isinstance(statement, For):
            yield from _unpacked(statement.target, _items(statement.iterable))


def _items(iterable: Expression) -> tuple[Expression, ...]:
    """Return what a loop goes through: a display's items, a dictionary's pairs."""
    if isinstance(iterable, Sequence):
        return iterable.items
    if isinstance(iterable, Display):
        return tuple(each.key for each in iterable.entries if each.key is not None)
    if isinstance(iterable, Chain) and isinstance(iterable.base, Display) and len(iterable.steps) == 2:
        wanted = getattr(iterable.steps[0], "name", "")
        pairs = [(each, each.key) for each in iterable.base.entries if each.key is not None]
        chosen = {"items": _pair, "values": _value, "keys": _key}.get(wanted)
        return tuple(chosen(entry, key) for entry, key in pairs) if chosen else ()
    return ()


def _pair(entry: Entry, key: Expression) -> Expression:
    return Sequence(entry.start, entry.end, "tuple", (key, entry.value))


def _value(entry: Entry, key: Expression) -> Expression:
    return entry.value


def _key(entry: Entry, key: Expression) -> Expression:
    return key


def _unpacked(target: Expression, values: tuple[Expression, ...]) -> Iterator[tuple[str, Expression]]:
    """Yield what each name of a target may be."""
    if isinstance(target, Name):
        yield from ((target.id, each) for each in values)
    elif isinstance(target, Sequence):
        for value in values:
            if isinstance(value, Sequence) and len(value.items) == len(target.items):
                for inner, each in zip(target.items, value.items, strict=True):
                    yield from _unpacked(inner, (each,))
            else:
                for at, inner in enumerate(target.items):
                    index = Item(value.start, value.end, Constant(value.start, value.end, at))
                    steps = (*value.steps, index) if isinstance(value, Chain) else (index,)
                    base = value.base if isinstance(value, Chain) else value
                    yield from _unpacked(inner, (Chain(value.start, value.end, base, steps),))


def _parametrised(function: Function) -> Iterator[tuple[str, Expression]]:
    """Yield the arguments that `pytest.mark.parametrize("url,status", […])` gives a test."""
    for decorator in function.decorators:
        call = decorator.steps[-1] if isinstance(decorator, Chain) else None
        if not isinstance(call, Call) or getattr(decorator.steps[-2:][0], "name", "") != "parametrize":  # type: ignore[union-attr]
            continue
        given = [each.value for each in call.arguments if not each.stars]
        if len(given) >= 2 and isinstance(given[1], Sequence):
            names = _names(given[0])
            targets = tuple(Name(given[0].start, given[0].end, name) for name in names)
            target = targets[0] if len(targets) == 1 else Sequence(given[0].start, given[0].end, "tuple", targets)
            yield from _unpacked(target, tuple(_plain(each) for each in given[1].items))


def _names(value: Expression) -> list[str]:
    if isinstance(value, Constant) and isinstance(value.value, str):
        return [name.strip() for name in value.value.split(",") if name.strip()]
    if isinstance(value, Sequence):
        return [str(each.value) for each in value.items if isinstance(each, Constant)]
    return []


def _plain(value: Expression) -> Expression:
    """Return the values of `pytest.param(…)` as a tuple of them."""
    call = value.steps[-1] if isinstance(value, Chain) else None
    if isinstance(call, Call) and isinstance(value, Chain) and getattr(value.steps[0], "name", "") == "param":
        items = tuple(each.value for each in call.arguments if each.name is None and not each.stars)
        return items[0] if len(items) == 1 else Sequence(value.start, value.end, "tuple", items)
    return value


def _all(body: Iterable[Statement]) -> Iterator[Statement]:
    for statement in statements(tuple(body)):
        yield statement
        if isinstance(statement, For):
            yield from _all(statement.body)
        elif isinstance(statement, With):
            continue  # `statements` has entered it
