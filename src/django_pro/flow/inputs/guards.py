"""Tests that settle what a value may be: on the side where they hold, or where they do not, it is harmless."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django_pro.flow.inputs.sinks import CHECKS
from django_pro.flow.inputs.values import Kind, Taints
from django_pro.source.syntax import (
    Attribute,
    Boolean,
    Call,
    Chain,
    Comparison,
    Constant,
    Expression,
    Name,
    Unary,
    Walrus,
)

if TYPE_CHECKING:
    from django_pro.flow.inputs.frame import Frame, Names

_ALL = tuple(Kind)


def checked(frame: Frame, test: Expression, names: Names, *, holds: bool) -> Names:
    """Return what names hold where a test holds, or does not."""
    if isinstance(test, Unary) and test.operator == "not":
        return checked(frame, test.operand, names, holds=not holds)
    if isinstance(test, Boolean):
        every = (test.operator == "and") == holds  # every part holds, or none does
        for each in test.operands:
            if every or _asks(each):  # `if strict and not is_safe(url): return` was written to let safe ones through
                names = checked(frame, each, names, holds=holds)
        return names
    found = _settled(frame, test, holds=holds)
    if not found:
        return names
    return {name: _cleaned(taints, found[name]) if name in found else taints for name, taints in names.items()}


def _cleaned(taints: Taints, kinds: tuple[Kind, ...]) -> Taints:
    return frozenset(replace(each, harmless=each.harmless | set(kinds)) for each in taints)


def _asks(test: Expression) -> bool:
    """Whether a test is one of the known questions, or denies one."""
    inner = test.operand if isinstance(test, Unary) else test
    if not isinstance(inner, Chain) or not isinstance(inner.steps[-1], Call):
        return False
    before = inner.steps[-2] if len(inner.steps) > 1 else None
    return (before.name if isinstance(before, Attribute) else getattr(inner.base, "id", "")) in CHECKS


def _settled(frame: Frame, test: Expression, *, holds: bool) -> dict[str, tuple[Kind, ...]]:
    """Return the names that a single test settles, with the kinds of calls they are then harmless for."""
    if isinstance(test, Comparison) and len(test.operators) == 1:
        return _compared(frame, test, holds=holds)
    if not isinstance(test, Chain) or not isinstance(test.steps[-1], Call):
        return {}
    before = test.steps[-2] if len(test.steps) > 1 else None
    called = before.name if isinstance(before, Attribute) else test.base.id if isinstance(test.base, Name) else ""
    kinds = CHECKS.get(called) or frame.calls.checks(test)
    if not kinds or not holds:
        return {}
    given = [each.value for each in test.steps[-1].arguments]
    names = {each.id for each in given if isinstance(each, Name)}
    if isinstance(before, Attribute) and isinstance(test.base, Name):
        names.add(test.base.id)
    return dict.fromkeys(names, kinds)


def _compared(frame: Frame, test: Comparison, *, holds: bool) -> dict[str, tuple[Kind, ...]]:
    operator = test.operators[0]
    left, right = test.operands
    name = left.name if isinstance(left, Walrus) else left.id if isinstance(left, Name) else ""
    if not name:
        return {}
    if operator == ("in" if holds else "not in") and not isinstance(right, Constant) and not frame.value(right):
        return {name: _ALL}
    if operator == ("==" if holds else "!=") and isinstance(right, Constant):
        return {name: _ALL}
    return {}
