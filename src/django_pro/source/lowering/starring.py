"""The star of a display's first item: the grammar binds it to the nearest name, Python to the whole item."""

from __future__ import annotations

from msgspec.structs import replace

from django_pro.source.syntax import Chain, Expression, Operation, Starred


def starred_whole(items: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Return items, the first with its star outside."""
    if not items or isinstance(items[0], Starred):
        return items
    bare = _without_star(items[0])
    if bare is None:
        return items
    return (Starred(items[0].start, items[0].end, bare), *items[1:])


def _without_star(node: Expression) -> Expression | None:
    """Return an expression whose leftmost operand loses its star, None where that has none."""
    if isinstance(node, Starred):
        return node.value
    if isinstance(node, Chain):
        left: Expression = node.base
    elif isinstance(node, Operation):
        left = node.operands[0]
    else:
        return None
    bare = _without_star(left)
    if bare is None:
        return None
    if isinstance(node, Chain):
        return replace(node, start=bare.start, base=bare)
    return replace(node, start=bare.start, operands=(bare, *node.operands[1:]))
