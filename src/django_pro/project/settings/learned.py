"""What was learned of a settings module, put into what was read of it.

Where a setting is learned says nothing of production's environment. So one that variables decide is taken only where
`--env` gave them all, else as its default where they were not there; one of which every way is known keeps all its ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django_pro.findings.blind import Unknown
from django_pro.project.learned import SettingsRow
from django_pro.project.modules import ModuleFile
from django_pro.project.settings.evaluation.evaluating import Evaluated
from django_pro.project.settings.setting import Place, Setting
from django_pro.project.settings.values import OUTSIDE, Choice, Known, Listing, Named, Table, Value, item

_Items = Callable[[list[Any]], object]


def as_learned(read: Evaluated, row: SettingsRow, module: ModuleFile, taken: set[str]) -> Evaluated:
    """Return what a module states, as read where it is known alike and as learned elsewhere; `taken` takes their names.

    What only some ways state stays so: which of them production goes is not told.
    """
    found = dict(read.settings)
    for name, told in row.values.items():
        stated = found.get(name)
        value = _taken(decoded(told, stated.value if stated else None), stated, row)
        if value is None:
            continue
        if stated is not None and (value == stated.value or _is_no_gain(value, stated.value)):
            continue
        taken.add(name)
        place = stated.place if stated else Place(module.path, 0, 0)
        reads = stated.reads if stated else ()
        found[name] = Setting(name, value, stated.module if stated else module.name, place, reads)
    # Where production has a module that was not here, it may state more.
    may_state_more = any(not row.has_imported(each) for each in read.missing)
    return replace(read, settings=found, open=read.open if may_state_more else "")


def _is_no_gain(value: Value, read: Value) -> bool:
    return isinstance(value, Unknown) and not isinstance(read, Unknown)


def _taken(told: Value, stated: Setting | None, row: SettingsRow) -> Value | None:
    """Return what is taken of a learned value; None where all that is known stays as it was read."""
    if stated is None:
        return told
    if is_choice(stated.value):
        return None
    outside = [read for read in stated.reads if read.source or read.variable not in row.given]
    if not outside:
        return told
    was_there = any(row.environment.get(read.variable, bool(read.source)) for read in outside)
    if was_there or is_open(told) or not is_open(stated.value):
        return None
    return Choice((told, Unknown(f"{OUTSIDE}: {outside[0].variable}")))  # without the variable it is as it was learned


def is_choice(value: Value) -> bool:
    """Whether a value is one of several, or holds such a part, and all of them are known."""
    found = list(parts(value))
    return any(_differs(each) for each in found) and not any(is_open(each) for each in found)


def is_open(value: Value) -> bool:
    """Whether a value is not known, or may hold more than it shows."""
    return isinstance(value, Unknown) or (isinstance(value, Listing | Table) and not value.complete)


def _differs(value: Value) -> bool:
    return isinstance(value, Choice) or (isinstance(value, Listing | Table) and bool(value.unsure))


def parts(value: Value) -> Iterator[Value]:
    """Yield a value and all that is in it."""
    yield value
    inner: tuple[Value, ...] = ()
    if isinstance(value, Choice):
        inner = value.values
    elif isinstance(value, Listing):
        inner = value.items
    elif isinstance(value, Table):
        inner = tuple(each for _, each in value.entries)
    for each in inner:
        yield from parts(each)


def decoded(told: object, read: Value | None) -> Value:
    """Return a learned value; parts that were not told are as they were read."""
    if isinstance(told, list):
        return _items(told, list, "list", read)
    if not isinstance(told, dict):
        has_secret = isinstance(told, str) and _SECRET in told
        return read if has_secret and read is not None else Known(told)
    if len(told) == 1:
        tag, inner = next(iter(told.items()))
        if tag in _MADE:
            return _items(inner, _MADE[tag], tag.removeprefix("$"), read)
        if tag == "$seconds":
            return Known(timedelta(seconds=inner))
        if tag == "$date":
            return Known(_moment(inner))
        if tag == "$named":
            return Named(inner)
        if tag in _UNTOLD:
            return read if read is not None and not isinstance(read, Unknown) else Unknown(_UNTOLD[tag].format(inner))
    pairs = told["$pairs"] if told.keys() == {"$pairs"} else [[key, each] for key, each in told.items()]
    return _table(pairs, read)


#: What the inner half writes where a secret stood inside a text.
_SECRET = "{secret}"
_MADE: dict[str, _Items] = {"$tuple": tuple, "$set": set}
#: What is not told of a value, with the reason.
_UNTOLD = {"$secret": "a secret, which is not told", "$kind": "an object of {}"}


def _moment(text: str) -> date | datetime:
    """Return a date, or a date with its time."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _items(told: list[Any], made: _Items, kind: str, read: Value | None) -> Value:
    items = [decoded(each, item(read, at) if read is not None else None) for at, each in enumerate(told)]
    known = [each.value for each in items if isinstance(each, Known)]
    if len(known) == len(items):
        try:
            return Known(made(known))
        except TypeError:  # a set of what cannot be in one for us
            return Known(known)
    return Listing(kind, tuple(items))


def _table(pairs: list[list[Any]], read: Value | None) -> Value:
    entries = []
    for told_key, told in pairs:
        key = _plain(decoded(told_key, None))
        entries.append((key, decoded(told, item(read, key) if read is not None else None)))
    if all(isinstance(value, Known) for _, value in entries):
        return Known({key: value.value for key, value in entries if isinstance(value, Known)})
    return Table(tuple(entries))


def _plain(key: Value) -> Any:
    """Return a key of a dict; one that is no plain value is known by its text alone."""
    return key.value if isinstance(key, Known) and not isinstance(key.value, list | dict | set) else str(key)
