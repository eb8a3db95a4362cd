"""Tests of a base class that some of the classes below it leave at once."""

from __future__ import annotations

from django_pro.facts.tests.meant import Meaning
from django_pro.facts.tests.place import Place
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Comparison,
    Constant,
    Evaluate,
    Expression,
    If,
    Mapping,
    Name,
    Raise,
    Return,
    Sequence,
    Statement,
    Unary,
)  # fmt: skip


def left_early(body: tuple[Statement, ...], place: Place, meaning: Meaning) -> int | None:
    """Return where a function ends for the class of `self`: `if not self.data: return`; None where it does not."""
    for statement in body:
        if isinstance(statement, If) and len(statement.branches) == 1 and not statement.orelse:
            branch = statement.branches[0]
            asked = _asked(branch.test)
            if asked is not None and branch.body and _leaves(branch.body[-1]):
                found = meaning.of(asked, place)
                if found and all(_is_empty(each) for each, _ in found):
                    return statement.start
    return None


def _asked(test: Expression) -> Expression | None:
    """Return the attribute of `self` that a test wants to be empty."""
    if isinstance(test, Unary) and test.operator == "not":
        inner = test.operand
    elif isinstance(test, Comparison) and test.operators == ("is",):
        inner = test.operands[0]
    else:
        return None
    plain = isinstance(inner, Chain) and isinstance(inner.base, Name) and inner.base.id == "self"
    return inner if plain and isinstance(inner, Chain) and len(inner.steps) == 1 else None


def _leaves(statement: Statement) -> bool:
    if isinstance(statement, Return | Raise):
        return True
    value = statement.value if isinstance(statement, Evaluate) else None
    names = [each.name for each in value.steps if isinstance(each, Attribute)] if isinstance(value, Chain) else []
    return "skipTest" in names or "skip" in names or _called(value) in ("skip", "skipTest")


def _called(value: Expression | None) -> str:
    if isinstance(value, Chain) and isinstance(value.base, Name) and isinstance(value.steps[0], Call):
        return value.base.id
    return ""


def _is_empty(value: Expression) -> bool:
    if isinstance(value, Constant):
        return not value.value
    if isinstance(value, Mapping):
        return not value.entries
    return isinstance(value, Sequence) and not value.items
