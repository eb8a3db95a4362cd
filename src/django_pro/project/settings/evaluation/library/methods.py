"""Methods of texts, lists, dicts, paths and namespaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.assigning import key_of, set_item
from django_pro.project.settings.evaluation.library import addresses, files, outside, records
from django_pro.project.settings.evaluation.library.environment import name_of
from django_pro.project.settings.evaluation.library.packages import OBJECT_METHODS
from django_pro.project.settings.evaluation.library.paths import path_method
from django_pro.project.settings.evaluation.library.plain import pure
from django_pro.project.settings.evaluation.library.python import copied
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Items, Object, Space
from django_pro.project.settings.evaluation.operators import LONGEST, WIDEST
from django_pro.project.settings.evaluation.things import (
    ABSENT,
    NONE,
    Const,
    Given,
    ModuleThing,
    Ref,
    Scope,
    Thing,
    either,
    is_unsure,
    present,
    ways,
)  # fmt: skip

_OF_TEXT = frozenset(
    "capitalize casefold endswith find format index isalnum isalpha isdecimal isdigit isidentifier islower isspace istitle"
    " isupper join lower lstrip partition removeprefix removesuffix replace rfind rpartition rsplit rstrip split splitlines"
    " startswith strip swapcase title upper zfill encode decode count total_seconds format_map".split()
)


def call_method(machine: Machine, receiver: Thing, name: str, given: Given) -> Thing:
    """Return what a method of one value gives."""
    content = machine.content(receiver)
    if isinstance(receiver, Const):
        if isinstance(receiver.value, PurePosixPath):
            if name in files.OF_PATH:
                return files.OF_PATH[name](machine, given.before(receiver))
            return path_method(machine, receiver.value, name, given)
        return _of_scalar(machine, receiver, name, given)
    table: dict[str, Callable[..., Thing]] = {}
    if isinstance(content, Items):
        table = _OF_SET if content.kind == "set" else _OF_LIST
    elif isinstance(content, Entries):
        table = _OF_DICT
    elif isinstance(content, Space):
        table = _OF_SPACE
    elif isinstance(content, Object):
        table = _OF_OBJECT.get(content.kind, {})
    handler = table.get(name) or table.get("*")
    if handler is None:
        machine.may_fail()
        return Unknown(f"`.{name}()` is not followed")
    return (
        handler(machine, receiver, given) if handler is not table.get("*") else handler(machine, receiver, given, name)
    )


def _of_scalar(machine: Machine, receiver: Const, name: str, given: Given) -> Thing:
    if name not in _OF_TEXT or _too_much(machine, receiver, name, given):
        return Unknown(f"`.{name}()` of a value")
    if name == "join":
        return _joined(machine, receiver, given)
    return pure(lambda *arguments, **keywords: getattr(receiver.value, name)(*arguments, **keywords))(machine, given)


def _too_much(machine: Machine, receiver: Const, name: str, given: Given) -> bool:
    """Whether a method could make a text of any length."""
    sizes = [len(each.value) for each in given.positional if isinstance(each, Const) and isinstance(each.value, str)]
    numbers = [each.value for each in given.positional if isinstance(each, Const) and isinstance(each.value, int)]
    text = receiver.value if isinstance(receiver.value, str) else ""
    if name in ("format", "format_map"):
        return any(part[:6].strip(":<>^=+- 0#,_.").isdigit() for part in text.split(":")[1:]) or ".__" in text
    return len(text) * max(sizes, default=1) > LONGEST * 10 or any(abs(number) > WIDEST for number in numbers)


def _joined(machine: Machine, receiver: Const, given: Given) -> Thing:
    items = machine.items(given.get(0) or NONE)
    if items is None or items.open:
        return Unknown("a text of parts that are not known")
    parts = [present(each) for each in items.items]
    if any(is_unsure(each) for each in items.items) or not all(
        isinstance(each, Const) and isinstance(each.value, str) for each in parts
    ):
        return Unknown("a text of parts that are not known")
    texts = [str(each.value) for each in parts if isinstance(each, Const)]
    return Const(str(receiver.value).join(texts)) if sum(map(len, texts)) < LONGEST else Unknown("a very long text")


def _put(machine: Machine, receiver: Thing, content: Items) -> Thing:
    assert isinstance(receiver, Ref)
    machine.memory.contents[receiver.id] = content
    return NONE


def _items(machine: Machine, receiver: Thing) -> Items:
    content = machine.content(receiver)
    assert isinstance(content, Items)
    return content


def append(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, value = _items(machine, receiver), given.get(0) or NONE
    if machine.unsure_rounds and isinstance(value, Unknown):  # nobody knows how often
        return _put(machine, receiver, replace(content, open=value.why))
    return _put(machine, receiver, replace(content, items=(*content.items, value)))


def add(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, value = _items(machine, receiver), given.get(0) or NONE
    return NONE if value in content.items else append(machine, receiver, given)


def insert(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, at, value = _items(machine, receiver), given.get(0), given.get(1) or NONE
    items = list(content.items)
    where = at.value if isinstance(at, Const) and isinstance(at.value, int) else len(items)
    items.insert(where, value)
    return _put(machine, receiver, replace(content, items=tuple(items)))


def extend(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, value = _items(machine, receiver), given.get(0) or NONE
    more = machine.items(value)
    if more is None:
        return _put(
            machine,
            receiver,
            replace(content, open=value.why if isinstance(value, Unknown) else "what is added is not known"),
        )
    items = (*content.items, *more.items)
    kept = tuple(dict.fromkeys(items)) if content.kind == "set" else items
    return _put(machine, receiver, replace(content, items=kept, open=content.open or more.open))


def remove(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, value = _items(machine, receiver), given.get(0) or NONE
    items = list(content.items)
    at = next((n for n, each in enumerate(items) if present(each) == value), None)
    if at is None:
        machine.may_fail()
        unsure = not isinstance(value, Const) or content.open
        return _put(
            machine,
            receiver,
            replace(content, items=tuple(either((each, ABSENT)) for each in items)) if unsure else content,
        )
    del items[at]
    return _put(machine, receiver, replace(content, items=tuple(items)))


def pop_item(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, at = _items(machine, receiver), given.get(0) or Const(-1)
    items = list(content.items)
    if isinstance(at, Const) and isinstance(at.value, int) and -len(items) <= at.value < len(items):
        value = items.pop(at.value)
        _put(machine, receiver, replace(content, items=tuple(items)))
        return present(value)
    _put(machine, receiver, replace(content, open="an item is taken out that is not known"))
    return Unknown("an item that is not known")


def index(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, value = _items(machine, receiver), given.get(0) or NONE
    before = [n for n, each in enumerate(content.items) if present(each) == value]
    if not before or any(is_unsure(each) for each in content.items[: before[0] + 1]):
        machine.may_fail()
        return Unknown("a position that is not known") if not before else Const(before[0])
    return Const(before[0])


def clear(machine: Machine, receiver: Thing, _: Given) -> Thing:
    return _put(machine, receiver, Items(_items(machine, receiver).kind, ()))


def reverse(machine: Machine, receiver: Thing, _: Given) -> Thing:
    content = _items(machine, receiver)
    return _put(machine, receiver, replace(content, items=content.items[::-1]))


def copy(machine: Machine, receiver: Thing, _: Given) -> Thing:
    content = machine.content(receiver)
    return machine.memory.new(content) if isinstance(content, Items | Entries) else copied(machine, receiver, 0)


def union(machine: Machine, receiver: Thing, given: Given) -> Thing:
    made = machine.memory.new(_items(machine, receiver))
    for value in given.positional:
        extend(machine, made, Given((value,)))
    return made


def _entries(machine: Machine, receiver: Thing) -> Entries:
    content = machine.content(receiver)
    assert isinstance(content, Entries)
    return content


def get(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, default = _entries(machine, receiver), given.get(1, "default") or NONE

    def one(key: Thing) -> Thing:
        found = content.entries.get(key_of(machine, key))
        if found is None:
            known = isinstance(key, Const) and not content.open
            return (
                default
                if known
                else either((default, *_any_value(content, key), Unknown(content.open or "a key that is not known")))
            )
        return either((present(found), default)) if is_unsure(found) else found

    return machine.over(given.get(0) or NONE, one)


def _any_value(content: Entries, key: Thing) -> tuple[Thing, ...]:
    """Return what an unknown key may lead to, where those are few."""
    return (
        ()
        if isinstance(key, Const) or len(content.entries) > 4
        else tuple(present(each) for each in content.entries.values())
    )


def pop_entry(machine: Machine, receiver: Thing, given: Given) -> Thing:
    value = get(machine, receiver, given)
    content, key = _entries(machine, receiver), key_of(machine, given.get(0) or NONE)
    assert isinstance(receiver, Ref)
    left = {known: each for known, each in content.entries.items() if known != key}
    machine.memory.contents[receiver.id] = replace(content, entries=left)
    return value


def update(machine: Machine, receiver: Thing, given: Given) -> Thing:
    assert isinstance(receiver, Ref)
    for value in given.positional:
        content, items = machine.content(value), machine.items(value)
        if isinstance(content, Entries):
            _merge(machine, receiver, content)
        elif items is not None and not isinstance(content, Entries):
            for pair in (machine.items(each) for each in items.items):
                if pair and len(pair.items) == 2:
                    set_item(machine, receiver, pair.items[0], pair.items[1])
        else:
            why = value.why if isinstance(value, Unknown) else "what is added is not known"
            _open(machine, receiver, why)
    for name, value in given.keywords:
        set_item(machine, receiver, Const(name), value)
    if given.open:
        _open(machine, receiver, "what is added is not known")
    return NONE


def _merge(machine: Machine, receiver: Ref, other: Entries) -> None:
    content = machine.content(receiver)
    for key, value in other.entries.items():
        known = content.entries.get(key) if isinstance(content, Entries) else None
        merged = either((present(value), known if known is not None else ABSENT)) if is_unsure(value) else value
        set_item(machine, receiver, Const(key), merged)
    if other.open:
        _open(machine, receiver, other.open)


def _open(machine: Machine, receiver: Ref, why: str) -> None:
    content = machine.content(receiver)
    if isinstance(content, Entries | Items | Space):
        machine.memory.contents[receiver.id] = replace(content, open=why)


def set_default(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, key = _entries(machine, receiver), given.get(0) or NONE
    known = content.entries.get(key_of(machine, key))
    if known is not None and not is_unsure(known):
        return known
    value = given.get(1, "default") or NONE
    value = either((present(known), value)) if known is not None else value
    set_item(machine, receiver, key, value)
    return value


def keys(machine: Machine, receiver: Thing, _: Given) -> Thing:
    found = machine.items(receiver)
    return machine.list(found.items if found else (), "list", found.open if found else "")


def values(machine: Machine, receiver: Thing, _: Given) -> Thing:
    content = _entries(machine, receiver)
    return machine.list(content.entries.values(), "list", content.open)


def pairs(machine: Machine, receiver: Thing, _: Given) -> Thing:
    content = _entries(machine, receiver)
    made: list[Thing] = []
    for key, value in content.entries.items():
        pair = machine.list((Const(key), present(value)), "tuple")
        made.append(either((pair, ABSENT)) if is_unsure(value) else pair)
    return machine.list(made, "list", content.open)


def delete(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content = machine.content(receiver)
    if isinstance(content, Items):
        return pop_item(machine, receiver, given)
    return pop_entry(machine, receiver, given) if isinstance(content, Entries) else NONE


def space_get(machine: Machine, receiver: Thing, given: Given) -> Thing:
    content, default = machine.content(receiver), given.get(1) or NONE
    assert isinstance(content, Space)
    binding = content.names.get(name_of(given.get(0)))
    if binding is None:
        return either((default, Unknown(content.open))) if content.open else default
    machine.read(*binding.reads)
    return either((present(binding.value), default)) if is_unsure(binding.value) else binding.value


def space_update(machine: Machine, receiver: Thing, given: Given) -> Thing:
    return update(machine, receiver, given)


def space_items(machine: Machine, receiver: Thing, _: Given) -> Thing:
    content = machine.content(receiver)
    assert isinstance(content, Space)
    names = {name: each for name, each in content.names.items() if name.isidentifier()}
    return machine.list([machine.list((Const(name), present(each.value)), "tuple") for name, each in names.items()])


def space_keys(machine: Machine, receiver: Thing, _: Given) -> Thing:
    content = machine.content(receiver)
    assert isinstance(content, Space)
    return machine.list([Const(name) for name in content.names if name.isidentifier()])


_OF_LIST: dict[str, Callable[..., Thing]] = {
    "append": append, "insert": insert, "extend": extend, "remove": remove, "pop": pop_item, "index": index, "clear": clear,
    "reverse": reverse, "copy": copy, "__delitem__": delete,
}  # fmt: skip
_OF_SET: dict[str, Callable[..., Thing]] = {
    "add": add, "update": extend, "remove": remove, "discard": remove, "union": union, "copy": copy, "clear": clear,
}  # fmt: skip
_OF_DICT: dict[str, Callable[..., Thing]] = {
    "get": get, "pop": pop_entry, "update": update, "setdefault": set_default, "keys": keys, "values": values, "items": pairs,
    "copy": copy, "__delitem__": delete,
}  # fmt: skip
_OF_SPACE: dict[str, Callable[..., Thing]] = {
    "get": space_get, "update": space_update, "items": space_items, "copy": copy, "keys": space_keys, "__delitem__": delete,
}  # fmt: skip
_OF_OBJECT = {
    **OBJECT_METHODS, files.KIND: files.METHODS, outside.KIND: outside.METHODS, addresses.KIND: addresses.METHODS,
    records.KIND: records.METHODS,
}  # fmt: skip
__all__ = ["ModuleThing", "Scope", "call_method", "ways"]
