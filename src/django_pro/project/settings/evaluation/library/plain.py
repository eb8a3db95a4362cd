"""From values to plain Python and back, for functions that are safe to run on values that are known whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.machine import ROUNDS, Machine
from django_pro.project.settings.evaluation.memory import Entries, Items
from django_pro.project.settings.evaluation.operators import LONGEST, constant
from django_pro.project.settings.evaluation.things import Const, Either, Given, Handler, Thing, either

#: Combinations of alternatives that a call is tried with.
WAYS = 16


class NotPlain(Exception):
    """A value that is not known whole."""


def plain(machine: Machine, value: Thing, depth: int = 0) -> Any:
    """Return a value as Python has it; `NotPlain` where some part is not known."""
    if isinstance(value, Const):
        return value.value
    content = machine.content(value)
    if depth > 20 or content is None or getattr(content, "open", None):
        raise NotPlain
    if isinstance(content, Items) and content.kind in _KINDS:
        found = [plain(machine, each, depth + 1) for each in content.items]
        try:
            return _KINDS[content.kind](found)
        except TypeError:
            raise NotPlain from None
    if isinstance(content, Entries):
        return {key: plain(machine, each, depth + 1) for key, each in content.entries.items()}
    raise NotPlain


_KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "slice": lambda ends: slice(*ends),
}


def build(machine: Machine, value: object, depth: int = 0) -> Thing:
    """Return plain Python as a value."""
    if depth > 20:
        return Unknown("a very deep value")
    if isinstance(value, dict):
        return machine.dict({key: build(machine, each, depth + 1) for key, each in list(value.items())[:ROUNDS]})
    if isinstance(value, list | tuple | set | frozenset):
        kind = "list" if isinstance(value, list) else "tuple" if isinstance(value, tuple) else "set"
        items = sorted(value, key=repr) if kind == "set" else list(value)
        return machine.list((build(machine, each, depth + 1) for each in items[:LONGEST]), kind)
    return constant(value)


def pure(function: Callable[..., object]) -> Handler:
    """Return a handler that runs a harmless function on plain arguments, for every combination of their alternatives."""

    def handler(machine: Machine, given: Given) -> Thing:
        if given.open:
            return Unknown("its arguments are not known")
        combinations = [given]
        for at, value in enumerate(given.positional):
            if isinstance(value, Either):
                combinations = [_with(each, at, one) for each in combinations for one in value.values]
        if len(combinations) > WAYS:
            return Unknown("too many possibilities")
        return either(_run(machine, function, each) for each in combinations)

    return handler


def _with(given: Given, at: int, value: Thing) -> Given:
    positional = (*given.positional[:at], value, *given.positional[at + 1 :])
    return Given(positional, given.keywords, given.place, given.open, given.places)


def _run(machine: Machine, function: Callable[..., object], given: Given) -> Thing:
    unknown = next((each for each in given.positional if isinstance(each, Unknown)), None)
    if unknown is not None:
        return unknown
    try:
        arguments = [plain(machine, each) for each in given.positional]
        keywords = {name: plain(machine, each) for name, each in given.keywords}
        return build(machine, function(*arguments, **keywords))
    except NotPlain:
        return Unknown("it is made of a value that is not known")
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError, re.error):
        machine.may_fail()
        return Unknown("it cannot be computed")
