"""Blocks that do not run once for each row, though they stand in a loop."""

from __future__ import annotations

from django_pro.flow.library.containers import STORES
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Chain,
    Comparison,
    Evaluate,
    Expression,
    Item,
    Jump,
    Name,
    Raise,
    Return,
    Statement,
)  # fmt: skip


def leaves_all(body: tuple[Statement, ...]) -> bool:
    """Whether a block ends the function, and so every loop it stands in."""
    return bool(body) and isinstance(body[-1], Return | Raise)


def leaves_loop(body: tuple[Statement, ...]) -> bool:
    """Whether a block ends the innermost loop."""
    return bool(body) and isinstance(body[-1], Jump) and body[-1].kind == "break"


def fills_a_memory(test: Expression, body: tuple[Statement, ...]) -> bool:
    """Whether a block keeps what it reads for the next rows: `if key not in seen: seen[key] = …`."""
    if not isinstance(test, Comparison) or test.operators != ("not in",):
        return False
    memory = _base(test.operands[1])
    return memory is not None and any(_stores(statement, memory) for statement in body)


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
