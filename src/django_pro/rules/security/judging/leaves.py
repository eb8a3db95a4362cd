"""The values that a text is put together from."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.calls import called_name
from django_pro.source.syntax import Call, Chain, Conditional, Expression, FString, Mapping, Name, Operation, Sequence

#: Calls that hand on the text they are given or called on.
_SAME = frozenset(
    {"str", "repr", "format", "dumps", "pformat", "strip", "decode", "encode", "get", "pop", "getlist", "join"}
)


def leaves(node: Expression) -> Iterator[Name | Chain]:
    """Yield the names and chains of names whose value stands in a text; what another call makes of them does not."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, FString):
        yield from (leaf for each in node.parts for leaf in leaves(each))
    elif isinstance(node, Operation):
        yield from (leaf for each in node.operands for leaf in leaves(each))
    elif isinstance(node, Sequence):
        yield from (leaf for each in node.items for leaf in leaves(each))
    elif isinstance(node, Mapping):
        yield from (leaf for each in node.entries for leaf in leaves(each.value))
    elif isinstance(node, Conditional):
        yield from (leaf for each in (node.body, node.orelse) for leaf in leaves(each))
    elif isinstance(node, Chain):
        yield from _of_chain(node)


def _of_chain(node: Chain) -> Iterator[Name | Chain]:
    last = node.steps[-1]
    if not isinstance(last, Call):
        yield node
        return
    name = called_name(node)
    if name not in _SAME:
        return
    if name in ("str", "repr", "format", "dumps", "pformat", "join"):
        yield from (leaf for each in last.arguments for leaf in leaves(each.value))
    else:
        yield node
