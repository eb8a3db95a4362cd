"""What an argument of a field or an option stands for, so that two of them can be compared as Django does it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from django_pro.facts.calls import without_last
from django_pro.facts.expressions import DEEPEST, Written
from django_pro.facts.migrations.choices import CHOICES, Choices
from django_pro.facts.migrations.states.reading import StateReader
from django_pro.findings.blind import Unknown
from django_pro.project.names import External
from django_pro.project.settings.values import Known, Listing, Named, Value
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Class,
    Expression,
    Function,
    Item,
    Name,
    Operation,
    Sequence,
)
from django_pro.source.syntax import Mapping as Display

#: None, a number, a text, a list, tuple or dict of such, `Code`, `Made`, or `Unknown`.
Plain = object
_UNKNOWN = Unknown("it is put together at run time")
#: Classes of the standard library whose objects are compared by what they are worth.
_MAKERS: Mapping[str, Callable[..., object]] = {
    "decimal.Decimal": Decimal, "datetime.timedelta": timedelta, "datetime.date": date, "datetime.time": time,
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """A function or class, by its full name."""

    name: str


@dataclass(frozen=True)
class Made:
    """An object that a class is called for, with the arguments by name or place; `seen` tells that the class is known."""

    name: str
    arguments: Mapping[str | int, Plain]
    seen: bool


class Values:
    """Follows arguments to what they stand for."""

    def __init__(self, reader: StateReader) -> None:
        self._reader = reader
        self._expressions = reader.expressions
        self._choices = Choices(reader.classes, self.plain)

    def plain(self, written: Written, depth: int = 0) -> Plain:
        """Return what an expression stands for; parts that nobody knows are `Unknown`."""
        if depth > DEEPEST:
            return _UNKNOWN
        if isinstance(written.value, Chain) and isinstance(written.value.steps[-1], Item):
            return self._item(written, depth)
        known, value = self._reader.literal(written)
        if known:
            return value
        if isinstance(written.value, Name | Chain):
            return self._followed(written, depth)
        return self._display(written, depth)

    def _item(self, written: Written, depth: int) -> Plain:
        """Return an item of a list, tuple or dict: `LEVELS[0][0]`."""
        assert isinstance(written.value, Chain)
        step = written.value.steps[-1]
        assert isinstance(step, Item)
        owner = self.plain(written.at(without_last(written.value)), depth + 1)
        index = self.plain(written.at(step.index), depth + 1)
        if not isinstance(owner, list | tuple | dict) or not isinstance(index, int | str):
            return _UNKNOWN
        try:
            return owner[index]  # type: ignore[index]  # a key of the wrong kind raises, and is not known
        except (LookupError, TypeError):
            return _UNKNOWN

    def _followed(self, written: Written, depth: int) -> Plain:
        """Return what a name, an attribute or a call stands for."""
        if (member := self._of_choices(written)) is not None:
            return member
        text = self._expressions.text(written)
        if isinstance(text, str):
            return text
        if (found := self._expressions.defined(written)) is not None and not _is_called(written.value):
            if isinstance(found.node, Class) and CHOICES in self._reader.classes.mro(found).names:
                return self._choices.pairs(found)
            return Code(found.name)
        followed = self._expressions.value(written)
        if followed.value is not written.value:
            return self.plain(followed, depth + 1)
        if (name := self._standard(written)) is not None:
            return Code(name)
        if isinstance(written.value, Chain) and (setting := self._setting(written)) is not None:
            return setting
        return self._made(written, depth)

    def _standard(self, written: Written) -> str | None:
        """Return the name of a function or class of the standard library: it is the same wherever it is imported."""
        if _is_called(written.value):
            return None
        for target in self._expressions.names.resolve(written.module, written.value, written.local):
            for found in self._expressions.names.follow(target):
                name = found.name if isinstance(found, External) else ""
                is_constant = name.rpartition(".")[2].isupper()
                if name.partition(".")[0] in sys.stdlib_module_names and not is_constant:
                    return name
        return None

    def _setting(self, written: Written) -> Plain | None:
        assert isinstance(written.value, Chain)
        name = self._reader.references.setting(written.module, written.value)
        return _stated(self._reader.settings.value(name)) if name else None

    def _of_choices(self, written: Written) -> Plain | None:
        """Return what `Status.ACTIVE`, its `value`, or `Status.choices` stands for."""
        chain = written.value
        names = [each.name for each in chain.steps if isinstance(each, Attribute)] if isinstance(chain, Chain) else []
        if not isinstance(chain, Chain) or len(names) != len(chain.steps):
            return None
        if names[-1] in ("value", "label") and len(names) > 1:
            return self._of_choices(written.at(without_last(chain))) if names[-1] == "value" else None
        owner = self._expressions.cls(written.at(without_last(chain)))
        if owner is None or CHOICES not in self._reader.classes.mro(owner).names:
            return None
        return self._choices.pairs(owner) if names[-1] == "choices" else self._choices.member(owner, names[-1])

    def _made(self, written: Written, depth: int) -> Plain:
        chain = written.value
        if not isinstance(chain, Chain) or not isinstance(call := chain.steps[-1], Call):
            return _UNKNOWN
        called = written.at(without_last(chain))
        cls = self._expressions.cls(called)
        if any(each.stars for each in call.arguments) or (cls is None and self._is_function(called)):
            return _UNKNOWN
        arguments = {
            each.name or at: self.plain(written.at(each.value), depth + 1) for at, each in enumerate(call.arguments)
        }
        name = cls.name if cls else self._expressions.name(called)
        maker = _MAKERS.get(name)
        return _evaluated(maker, arguments) if maker else Made(name, arguments, cls is not None)

    def _is_function(self, called: Written) -> bool:
        found = self._expressions.defined(called)
        return found is not None and isinstance(found.node, Function)

    def _display(self, written: Written, depth: int) -> Plain:
        value = written.value
        if isinstance(value, Sequence) and value.kind in ("list", "tuple"):
            return self._sequence(written, value.kind, depth)
        if isinstance(value, Display):
            entries = {_key(self.plain(written.at(key), depth + 1)): each for key, each in _entries(value)}
            whole = len(entries) == len(value.entries)
            return (
                {key: self.plain(written.at(each), depth + 1) for key, each in entries.items()} if whole else _UNKNOWN
            )
        if isinstance(value, Operation) and set(value.operators) == {"+"}:
            first = self._expressions.value(written.at(value.operands[0])).value
            return self._sequence(written, first.kind, depth) if isinstance(first, Sequence) else _UNKNOWN
        return _UNKNOWN

    def _sequence(self, written: Written, kind: str, depth: int) -> Plain:
        items = self._expressions.items(written)
        if isinstance(items, Unknown):
            return items
        found = [self.plain(each, depth + 1) for each in items]
        return found if kind == "list" else tuple(found)


def _entries(value: Display) -> Iterator[tuple[Expression, Expression]]:
    return ((entry.key, entry.value) for entry in value.entries if entry.key is not None)


def _key(value: Plain) -> object:
    return value if isinstance(value, str | int | float | None) else repr(value)


def _is_called(value: Expression) -> bool:
    return isinstance(value, Chain) and isinstance(value.steps[-1], Call)


def _stated(value: Value) -> Plain:
    """Return the value of a setting."""
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Named):
        return Code(value.name)
    if isinstance(value, Listing) and value.complete and not value.unsure:
        found = [_stated(each) for each in value.items]
        return tuple(found) if value.kind == "tuple" else found
    return _UNKNOWN


def _evaluated(maker: Callable[..., object], arguments: Mapping[str | int, Plain]) -> Plain:
    """Return the object that a class of the standard library makes."""
    placed = [value for key, value in arguments.items() if isinstance(key, int)]
    named = {key: value for key, value in arguments.items() if isinstance(key, str)}
    try:
        return maker(*placed, **named)
    except (TypeError, ValueError, ArithmeticError):
        return _UNKNOWN


def differ(one: Plain, other: Plain) -> bool:
    """Whether two values surely differ: what of them is unknown may be equal."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    if isinstance(one, Made) or isinstance(other, Made):
        return _differ_made(one, other)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        same = type(one) is type(other) and len(one) == len(other)
        return not same or any(map(differ, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() != other.keys() or any(differ(one[key], other[key]) for key in one)
    return one != other


def _differ_made(one: Plain, other: Plain) -> bool:
    if not isinstance(one, Made) or not isinstance(other, Made):
        return one is None or other is None
    if one.name != other.name:
        return one.seen and other.seen
    if not one.name.startswith("django."):
        return False  # what a class of the project's own or of a package makes of its arguments is not known
    same = one.arguments.keys() == other.arguments.keys()
    return same and any(differ(one.arguments[key], other.arguments[key]) for key in one.arguments)
