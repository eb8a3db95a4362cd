"""The texts of a file, and what stands around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django_pro.source.syntax import (
    AnnotatedAssign,
    Argument,
    Assign,
    AugmentedAssign,
    Bytes,
    Call,
    Chain,
    Comparison,
    Constant,
    Entry,
    Evaluate,
    Function,
    Item,
    Name,
    Node,
    Parameter,
    Raise,
    body_of,
)


@dataclass(frozen=True)
class Literal:
    """A text in a file, with the nodes around it, outermost first."""

    path: str
    node: Constant | Bytes
    around: tuple[Node, ...]

    @property
    def text(self) -> str:
        """What it says."""
        value = self.node.value
        return value.decode("latin-1") if isinstance(value, bytes) else str(value)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the names and keys it is given to, the innermost first."""
        return tuple(label for each in reversed(self.around) for label in _labels(each))

    @property
    def is_value(self) -> bool:
        """Whether it stands for itself, and is no key, name of a variable, or what something is compared with."""
        parents = (*self.around, self.node)
        return not any(_is_only_named(each, inner) for each, inner in pairwise(parents))


def literals(path: str, body: Iterable[Node], around: tuple[Node, ...] = ()) -> Iterator[Literal]:
    """Yield every text below some nodes."""
    for node in body:
        if isinstance(node, Bytes) or (isinstance(node, Constant) and isinstance(node.value, str)):
            yield Literal(path, node, around)
        else:
            yield from literals(path, children(node), (*around, node))


def children(node: Node) -> Iterator[Node]:
    if isinstance(node, Function):
        yield from node.parameters
        yield from body_of(node)
        return
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, Node))


def _labels(node: Node) -> Iterator[str]:
    if isinstance(node, Argument | Parameter) and node.name:
        yield node.name
    elif isinstance(node, Entry) and isinstance(node.key, Constant):
        yield str(node.key.value)
    elif isinstance(node, Call) and len(node.arguments) > 1 and isinstance(first := node.arguments[0].value, Constant):
        yield str(first.value)
    elif isinstance(node, Assign):
        yield from (label for target in node.targets for label in _targets(target))
    elif isinstance(node, AnnotatedAssign | AugmentedAssign):
        yield from _targets(node.target)


def _targets(target: Node) -> Iterator[str]:
    if isinstance(target, Name):
        yield target.id
    elif isinstance(target, Chain):
        for step in reversed(target.steps):
            if isinstance(step, Item) and isinstance(step.index, Constant):
                yield str(step.index.value)
        yield from _targets(target.base)


def _is_only_named(outer: Node, inner: Node) -> bool:
    """Whether what is inside only names something: a key, a variable to read, a value to compare with."""
    if isinstance(outer, Entry):
        return inner is outer.key
    if isinstance(outer, Call):
        return (
            len(outer.arguments) > 1 and inner is outer.arguments[0] and isinstance(outer.arguments[0].value, Constant)
        )
    if isinstance(outer, Evaluate):
        return isinstance(inner, Constant)
    return isinstance(outer, Comparison | Item | Raise)


def names_in(node: Node) -> Iterator[str]:
    """Yield the names, attributes and texts of an expression."""
    for text in (getattr(node, "id", None), getattr(node, "name", None), getattr(node, "value", None)):
        if isinstance(text, str):
            yield text
    for each in children(node):
        yield from names_in(each)
