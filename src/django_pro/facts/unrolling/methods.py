"""Methods of texts, lists and dictionaries."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django_pro.facts.unrolling.expressions import is_hashable, items
from django_pro.facts.unrolling.operators import HOLE, LONGEST
from django_pro.facts.unrolling.values import Given, Native
from django_pro.findings.blind import Unknown

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

Method = Callable[["Unroller", Any, Given], object]
_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>\w*)(?:![rsa])?(?::[^{}]*)?\}")
_TEXT = frozenset({
    "lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "replace", "split", "rsplit", "startswith",
    "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "casefold", "isdigit", "count", "find", "splitlines",
})  # fmt: skip


def method_of(value: object, name: str) -> object:
    """Return a method of a plain value, bound to it."""
    if isinstance(value, str) and name in _TEXT:
        return Native(f"str.{name}", lambda _, given: _text(value, name, given))
    method = next(
        (methods[name] for kind, methods in METHODS.items() if isinstance(value, kind) and name in methods), None
    )
    if method is None:
        return Unknown(f"`.{name}` of a {type(value).__name__}")
    return Native(f"{type(value).__name__}.{name}", lambda unroller, given: method(unroller, value, given))


def _text(value: str, name: str, given: Given) -> object:
    arguments = given.positional
    if given.keywords or not all(isinstance(each, str | int | tuple) or each is None for each in arguments):
        return Unknown(f"`.{name}()` of something that is not known")
    try:
        found = getattr(value, name)(*arguments)
    except (TypeError, ValueError):
        return Unknown(f"`.{name}()` with such arguments")
    return found[:LONGEST] if isinstance(found, str) else found


def join(unroller: Unroller, value: str, given: Given) -> object:
    parts = items(unroller, given.get(0, "iterable"))
    return (
        value.join(str(each) if isinstance(each, str) else HOLE for each in parts)[:LONGEST]
        if parts is not None
        else Unknown("a join")
    )


def format_(_: Unroller, value: str, given: Given) -> object:
    return formatted(value, given.positional, given.keywords)


def formatted(text: str, positional: tuple[object, ...], keywords: dict[str, object]) -> str:
    """Return `text.format(…)`; what is not known is a hole."""
    waiting = list(positional)

    def put(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0][0]
        name = match["name"]
        if name.isdigit():
            value = positional[int(name)] if int(name) < len(positional) else None
        else:
            value = keywords.get(name) if name else waiting.pop(0) if waiting else None
        return str(value) if isinstance(value, str | int | float) else HOLE

    return _FIELD.sub(put, text)[:LONGEST]


def append(unroller: Unroller, value: list[object], given: Given) -> None:
    value.append(given.get(0, "object"))


def extend(unroller: Unroller, value: list[object], given: Given) -> None:
    more = items(unroller, given.get(0, "iterable"))
    value.extend([given.get(0, "iterable")] if more is None else more)


def insert(unroller: Unroller, value: list[object], given: Given) -> None:
    at = given.get(0, "index")
    value.insert(at if isinstance(at, int) else len(value), given.get(1, "object"))


def remove(unroller: Unroller, value: list[object], given: Given) -> None:
    wanted = given.get(0, "value")
    if wanted in value:
        value.remove(wanted)


def pop_item(unroller: Unroller, value: list[object], given: Given) -> object:
    at = given.get(0, "index", -1)
    return (
        value.pop(at) if isinstance(at, int) and -len(value) <= at < len(value) else Unknown("an item that was taken")
    )


def index(unroller: Unroller, value: list[object], given: Given) -> object:
    wanted = given.get(0, "value")
    return value.index(wanted) if wanted in value else Unknown("an index")


def copied(unroller: Unroller, value: Any, given: Given) -> object:
    return value.copy()


def keys(unroller: Unroller, value: dict[object, object], given: Given) -> object:
    return list(value)


def values(unroller: Unroller, value: dict[object, object], given: Given) -> object:
    return list(value.values())


def entries(unroller: Unroller, value: dict[object, object], given: Given) -> object:
    return list(value.items())


def get(unroller: Unroller, value: dict[object, object], given: Given) -> object:
    key = given.get(0, "key")
    return value.get(key, given.get(1, "default")) if is_hashable(key) else Unknown("a key that is not known")


def pop_entry(unroller: Unroller, value: dict[object, object], given: Given) -> object:
    key = given.get(0, "key")
    return value.pop(key, given.get(1, "default")) if is_hashable(key) else Unknown("a key that is not known")


def set_default(unroller: Unroller, value: dict[object, object], given: Given) -> object:
    key = given.get(0, "key")
    return value.setdefault(key, given.get(1, "default")) if is_hashable(key) else Unknown("a key that is not known")


def update(unroller: Unroller, value: dict[object, object], given: Given) -> None:
    more = given.get(0, "other", {})
    value.update(more if isinstance(more, dict) else {})
    value.update(given.keywords)


def add(unroller: Unroller, value: set[object], given: Given) -> None:
    if is_hashable(item := given.get(0, "item")):
        value.add(item)


METHODS: dict[type, dict[str, Method]] = {
    str: {"join": join, "format": format_},
    list: {
        "append": append, "extend": extend, "insert": insert, "remove": remove, "pop": pop_item, "index": index, "copy": copied,
    },
    tuple: {"index": index},
    dict: {
        "keys": keys, "values": values, "items": entries, "get": get, "pop": pop_entry, "setdefault": set_default,
        "update": update, "copy": copied,
    },
    set: {"add": add, "copy": copied},
}  # fmt: skip
