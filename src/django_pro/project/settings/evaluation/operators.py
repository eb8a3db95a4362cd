"""What operators make of values."""

from __future__ import annotations

import operator as python
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import PurePosixPath
from typing import Any

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Items
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    FALSE,
    TRUE,
    Const,
    Either,
    External,
    Outside,
    Ref,
    Thing,
    either,
    is_unsure,
    present,
)  # fmt: skip

#: A text or number longer than this is no setting, and may be an attack on the reader.
LONGEST = 100_000
#: Widths and powers beyond this are not computed.
WIDEST = 1_000
#: Immutable things that are values of their own.
SCALARS = (
    bool, int, float, str, bytes, timedelta, PurePosixPath, date, time, re.Pattern,
    IPv4Address, IPv6Address, IPv4Network, IPv6Network,
)  # fmt: skip
_WIDE = re.compile(r"[%{:.][^%{}]*\d{4}")
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": python.add, "-": python.sub, "*": python.mul, "/": python.truediv, "//": python.floordiv, "%": python.mod,
    "|": python.or_, "&": python.and_, "^": python.xor, "<<": python.lshift, ">>": python.rshift, "**": python.pow,
}  # fmt: skip
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": python.eq, "!=": python.ne, "<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge,
    "is": lambda left, right: left is right or (type(left) is type(right) and left == right),
    "is not": lambda left, right: not (left is right or (type(left) is type(right) and left == right)),
}  # fmt: skip
#: The Python that settings are read for, at least: nobody runs an older one.
OLDEST_PYTHON = (3, 8)


def operate(machine: Machine, operator: str, left: Thing, right: Thing) -> Thing:
    """Return what an arithmetic operator makes of two values, for each of their alternatives."""
    return machine.over(left, lambda one: machine.over(right, lambda other: _operate(machine, operator, one, other)))


def _operate(machine: Machine, operator: str, left: Thing, right: Thing) -> Thing:
    if isinstance(left, Const) and isinstance(right, Const):
        return _constants(operator, left.value, right.value)
    ours, theirs = machine.content(left), machine.content(right)
    if operator == "+" and (isinstance(ours, Items) or isinstance(theirs, Items)):
        return _concatenated(machine, left, right)
    if isinstance(ours, Items) and isinstance(theirs, Items):
        return _sets(machine, operator, ours, theirs)
    if operator == "|" and isinstance(ours, Entries) and isinstance(theirs, Entries):
        return machine.dict({**ours.entries, **theirs.entries}, ours.open or theirs.open)
    if operator == "%" and isinstance(left, Const) and isinstance(left.value, str):
        return _formatted(machine, left.value, right)
    if operator == "*" and isinstance(ours, Items) and isinstance(right, Const) and isinstance(right.value, int):
        return machine.list(ours.items * min(right.value, WIDEST), ours.kind, ours.open)
    return next((each for each in (left, right) if isinstance(each, Unknown)), Unknown(f"`{operator}` of values"))


def _constants(operator: str, left: Any, right: Any) -> Thing:
    if operator == "%" and isinstance(left, str) and _WIDE.search(left):
        return Unknown("a very wide text")
    big = [each for each in (left, right) if isinstance(each, int) and abs(each) > WIDEST]
    if operator in ("**", "<<") and (big or isinstance(right, float)):
        return Unknown("a very big number")
    if operator == "*" and any(isinstance(each, str | bytes) for each in (left, right)) and big:
        return Unknown("a very long text")
    function = _ARITHMETIC.get(operator)
    try:
        result = function(left, right) if function else None
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return Unknown(f"`{operator}` of values")
    return constant(result) if function else Unknown(f"`{operator}` of values")


def constant(value: object) -> Thing:
    """Return a Python scalar as a value; too long a one is not known."""
    if isinstance(value, str | bytes) and len(value) > LONGEST:
        return Unknown("a very long text")
    if value is None or isinstance(value, SCALARS):
        return Const(value)
    return Unknown(f"an object of {type(value).__name__}")


def _concatenated(machine: Machine, left: Thing, right: Thing) -> Thing:
    """Return two lists put together; an unknown one leaves the sum open."""
    ours, theirs = machine.content(left), machine.content(right)
    if isinstance(ours, Items) and isinstance(theirs, Items):
        return machine.list((*ours.items, *theirs.items), ours.kind, ours.open or theirs.open)
    known, other = (ours, right) if isinstance(ours, Items) else (theirs, left)
    if isinstance(known, Items) and isinstance(other, Unknown | External | Outside):
        why = other.why if isinstance(other, Unknown) else f"{other.name} is not read"
        return machine.list(known.items, known.kind, why)
    return Unknown("a sum of values")


def _sets(machine: Machine, operator: str, left: Items, right: Items) -> Thing:
    if left.open or right.open or any(isinstance(each, Either) for each in (*left.items, *right.items)):
        return machine.list((), "set", "a set that is known in part")
    if operator == "|":
        return machine.list(dict.fromkeys((*left.items, *right.items)), left.kind)
    if operator == "-":
        return machine.list((each for each in left.items if each not in right.items), left.kind)
    if operator == "&":
        return machine.list((each for each in left.items if each in right.items), left.kind)
    return Unknown(f"`{operator}` of sets")


def _formatted(machine: Machine, text: str, value: Thing) -> Thing:
    content = machine.content(value)
    if isinstance(content, Items) and content.kind == "tuple" and not content.open:
        parts = [each.value for each in content.items if isinstance(each, Const)]
        if len(parts) == len(content.items):
            return _constants("%", text, tuple(parts))
    if isinstance(content, Entries):
        known = {key: each.value for key, each in content.entries.items() if isinstance(each, Const)}
        return _constants("%", text, known)
    return value if isinstance(value, Unknown) else Unknown("a text with a part that is not known")


def compare(machine: Machine, operator: str, left: Thing, right: Thing) -> Thing:
    """Return a comparison, for each alternative of both sides; what cannot be told is false or true."""
    if operator in ("in", "not in"):
        found = machine.over(left, lambda one: machine.over(right, lambda other: contains(machine, one, other)))
        return (
            found
            if operator == "in"
            else either(
                FALSE if each == TRUE else TRUE for each in (found.values if isinstance(found, Either) else (found,))
            )
        )
    return machine.over(left, lambda one: machine.over(right, lambda other: _compare(machine, operator, one, other)))


def _compare(machine: Machine, operator: str, left: Thing, right: Thing) -> Thing:
    if isinstance(left, External) and left.name == "sys.version_info":
        return _python_version(machine, operator, right)
    if isinstance(left, Const) and isinstance(right, Const):
        try:
            return Const(bool(_COMPARISONS[operator](left.value, right.value)))
        except TypeError:
            return EITHER_BOOL
    if isinstance(left, Unknown | External | Outside) or isinstance(right, Unknown | External | Outside):
        return EITHER_BOOL
    if operator in ("is", "is not", "==", "!="):
        if (isinstance(left, Const) or isinstance(right, Const)) or left == right:
            return Const((left == right) is (operator in ("is", "==")))
        return _same_contents(machine, operator, left, right)
    return EITHER_BOOL


def _same_contents(machine: Machine, operator: str, left: Thing, right: Thing) -> Thing:
    ours, theirs = machine.content(left), machine.content(right)
    if isinstance(ours, Items) and isinstance(theirs, Items) and operator in ("==", "!="):
        whole = not ours.open and not theirs.open
        scalars = all(isinstance(each, Const) for each in (*ours.items, *theirs.items))
        if whole and scalars:
            return Const((ours.items == theirs.items) is (operator == "=="))
    return EITHER_BOOL


def _python_version(machine: Machine, operator: str, right: Thing) -> Thing:
    content = machine.content(right)
    numbers = (
        tuple(each.value for each in content.items if isinstance(each, Const)) if isinstance(content, Items) else ()
    )
    if numbers and all(isinstance(each, int) for each in numbers) and numbers <= OLDEST_PYTHON:
        return Const(operator in (">", ">=", "!="))
    return EITHER_BOOL


def contains(machine: Machine, left: Thing, right: Thing) -> Thing:
    """Return whether one value is in another one."""
    if isinstance(left, Const) and isinstance(right, Const):
        return (
            Const(left.value in right.value)
            if isinstance(left.value, str) and isinstance(right.value, str)
            else EITHER_BOOL
        )
    content = machine.content(right)
    if isinstance(content, Entries) and isinstance(left, Const):
        if left.value not in content.entries:
            return EITHER_BOOL if content.open else FALSE
        return EITHER_BOOL if is_unsure(content.entries[left.value]) else TRUE
    if not isinstance(content, Items) or isinstance(left, Unknown | External | Outside):
        return EITHER_BOOL
    if left in content.items:
        return TRUE
    maybe = content.open or any(left == present(each) or not isinstance(each, Const | Ref) for each in content.items)
    return EITHER_BOOL if maybe else FALSE
