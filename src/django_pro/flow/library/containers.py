"""What the methods of lists, sets, tuples and dictionaries do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from django_pro.flow.arguments import Arguments
from django_pro.flow.values import NONE, PLAIN, Const, Many, Place, Values, join, singled

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

ContainerMethod = Callable[["Engine", Many, Arguments, Place], Values]
CONTAINER_METHODS: dict[str, ContainerMethod] = {}
#: Methods that put their arguments into the container: which argument, and whether it is itself a container.
STORES: dict[str, tuple[int, bool]] = {
    "append": (0, False), "add": (0, False), "appendleft": (0, False), "insert": (1, False), "extend": (0, True),
    "update": (0, True), "extendleft": (0, True), "setdefault": (1, False), "push": (0, False),
}  # fmt: skip


def method(*names: str) -> Callable[[ContainerMethod], ContainerMethod]:
    def register(function: ContainerMethod) -> ContainerMethod:
        CONTAINER_METHODS.update(dict.fromkeys(names, function))
        return function

    return register


@method("values", "__iter__")
def values_of(engine: Engine, many: Many, given: Arguments, place: Place) -> Values:
    return (Many("list", many.items),)


@method("keys")
def keys_of(engine: Engine, many: Many, given: Arguments, place: Place) -> Values:
    return (Many("list", many.keys),)


@method("items")
def pairs_of(engine: Engine, many: Many, given: Arguments, place: Place) -> Values:
    pair = Many("tuple", join(many.keys, many.items), fixed=(many.keys, many.items))
    return (Many("list", (pair,)),)


@method("get", "pop", "popleft", "setdefault", "popitem")
def taken(engine: Engine, many: Many, given: Arguments, place: Place) -> Values:
    key = given.at(0)[:1]
    if key and isinstance(key[0], Const):
        for name, values in many.named:
            if name == key[0].value:
                return values
        if many.is_whole:
            return given.at(1, "default") or NONE
    default = given.at(1, "default")
    found = many.items if engine.looping else singled(many.items)  # by one key: one of them
    return join(found, default) if many.kind == "dict" else found


@method("copy", "union", "difference", "intersection", "symmetric_difference", "most_common")
def copied(engine: Engine, many: Many, given: Arguments, place: Place) -> Values:
    others = tuple(
        item for values in given.positional for value in values if isinstance(value, Many) for item in value.items
    )
    return (msgspec.structs.replace(many, items=join(many.items, others)),)


@method("count", "index", "sort", "reverse", "clear", "remove", "discard", "append", "add", "insert", "extend",
        "update", "appendleft", "isdisjoint", "issubset", "issuperset")  # fmt: skip
def plain(engine: Engine, many: Many, given: Arguments, place: Place) -> Values:
    for values in given.positional[:1]:
        engine.each_of(values, place)
    return PLAIN
