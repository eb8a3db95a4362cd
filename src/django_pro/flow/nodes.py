"""Walking over syntax."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.source.syntax import Node


def nodes_in(tree: object) -> Iterator[Node]:
    """Yield every node of a tree, or of a tuple of trees; bodies of nested functions stay packed."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Node):
            yield node
            waiting.extend(getattr(node, name) for name in node.__struct_fields__)
