"""Which modules a module of routes names, by texts and by imports."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from django_pro.source.syntax import Constant, ImportFrom, Module


def mentioned(module: Module) -> Iterator[str]:
    """Yield the texts of a module that may be modules' names, and what it imports."""
    waiting: list[object] = list(module.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Constant) and isinstance(node.value, str) and " " not in node.value and "." in node.value:
            yield node.value
        elif isinstance(node, ImportFrom):
            yield from (f"{node.module}.{alias.name}".lstrip(".") for alias in node.names)
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, msgspec.Struct):
            waiting.extend(getattr(node, name) for name in node.__struct_fields__)
