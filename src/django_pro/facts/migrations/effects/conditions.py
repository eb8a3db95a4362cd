"""Whether two constraints hold the same rows: `Q` objects, in the shapes in which they are written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from django_pro.facts.migrations.effects.expressions import condition
from django_pro.facts.migrations.shapes import plain
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Operation, Sequence, Unary

_CONNECTORS = {"&": "AND", "|": "OR", "^": "XOR"}
_OPTIONS = frozenset({"_connector", "_negated"})
#: How a condition is joined, whether it is turned round, and what it joins.
_Tree = tuple[str, bool, frozenset[Hashable]]


def same_condition(one: object, other: object) -> bool:
    """Whether the conditions of two constraints are the same."""
    first, second = condition(one), condition(other)
    return first is not None and second is not None and _tree(first) == _tree(second)


def _tree(value: object) -> Hashable:
    """Return a condition in one shape, whatever way it is written."""
    if isinstance(value, Unary) and value.operator == "~":
        return _negated(_tree(value.operand))
    if isinstance(value, Operation) and len(set(value.operators)) == 1 and value.operators[0] in _CONNECTORS:
        return _joined(_CONNECTORS[value.operators[0]], False, frozenset(map(_tree, value.operands)))
    call = value.steps[-1] if isinstance(value, Chain) else None
    if isinstance(value, Chain) and isinstance(call, Call) and _is_q(value):
        given = {each.name: getattr(each.value, "value", None) for each in call.arguments if each.name in _OPTIONS}
        return _joined(str(given.get("_connector", "AND")), given.get("_negated") is True, frozenset(_children(call)))
    return plain(value)


def _joined(connector: str, negated: bool, children: frozenset[Hashable]) -> Hashable:
    only = next(iter(children)) if len(children) == 1 else None
    if isinstance(only, tuple) and len(only) == 3:
        return _negated(only) if negated else only
    return ("AND" if only is not None else connector, negated, children)


def _negated(tree: Hashable) -> Hashable:
    return (
        (tree[0], not tree[1], tree[2])
        if isinstance(tree, tuple) and len(tree) == 3
        else ("AND", True, frozenset({tree}))
    )


def _is_q(chain: Chain) -> bool:
    names = [each.name for each in chain.steps if isinstance(each, Attribute)] or [getattr(chain.base, "id", "")]
    return names[-1] == "Q"


def _children(call: Call) -> Iterator[Hashable]:
    """Yield what a `Q` joins: pairs of a look-up and its value, and other conditions."""
    for each in call.arguments:
        pair = each.value.items if isinstance(each.value, Sequence) else ()
        if each.name in _OPTIONS:
            continue
        if each.name:
            yield (each.name, plain(each.value))
        elif len(pair) == 2 and isinstance(pair[0], Constant):
            yield (str(pair[0].value), plain(pair[1]))
        else:
            yield _tree(each.value)
