"""Blocks that do not run once for each row, though they stand in a loop."""

from __future__ import annotations

from django_pro.flow.library.containers import STORES
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Chain,
    Comparison,
    Constant,
    Evaluate,
    Expression,
    Item,
    Jump,
    Name,
    Raise,
    Return,
    Statement,
    Unary,
)  # fmt: skip


def leaves_all(body: tuple[Statement, ...]) -> bool:
    """Whether a block ends the function, and so every loop it stands in."""
    return bool(body) and isinstance(body[-1], Return | Raise)


def leaves_loop(body: tuple[Statement, ...]) -> bool:
    """Whether a block ends the innermost loop."""
    return bool(body) and isinstance(body[-1], Jump) and body[-1].kind == "break"


def fills_a_memory(test: Expression, body: tuple[Statement, ...]) -> bool:
    """Whether a block keeps what it reads for the next rows: `if key not in seen: seen[key] = …`."""
    empty = _tested_for_none(test)
    if empty is not None:
        return any(isinstance(each, Assign) and any(_same(target, empty) for target in each.targets) for each in body)
    if not isinstance(test, Comparison) or test.operators != ("not in",):
        return False
    memory = _base(test.operands[1])
    return memory is not None and any(_stores(statement, memory) for statement in body)


def _tested_for_none(test: Expression) -> Expression | None:
    """Return what `x is None` and `not x` test."""
    if isinstance(test, Unary) and test.operator == "not":
        return test.operand
    if isinstance(test, Comparison) and test.operators in (("is",), ("==",)):
        right = test.operands[1]
        return test.operands[0] if isinstance(right, Constant) and right.value is None else None
    return None


def _same(left: Expression, right: Expression) -> bool:
    """Whether two expressions are one name, or one attribute of one name."""
    if isinstance(left, Name) and isinstance(right, Name):
        return left.id == right.id
    return isinstance(left, Chain) and isinstance(right, Chain) and _names(left) == _names(right) != ()


def _names(node: Chain) -> tuple[str, ...]:
    steps = tuple(step.name for step in node.steps if isinstance(step, Attribute))
    return (node.base.id, *steps) if isinstance(node.base, Name) and len(steps) == len(node.steps) else ()


def _base(node: Expression) -> str | None:
    inner = node.base if isinstance(node, Chain) else node
    return inner.id if isinstance(inner, Name) else None


def _stores(statement: Statement, memory: str) -> bool:
    if isinstance(statement, Assign):
        return any(
            isinstance(target, Chain) and isinstance(target.steps[-1], Item) and _base(target) == memory
            for target in statement.targets
        )
    if not isinstance(statement, Evaluate) or not isinstance(statement.value, Chain) or len(statement.value.steps) < 2:
        return False
    method = statement.value.steps[-2]
    return isinstance(method, Attribute) and method.name in STORES and _base(statement.value) == memory
