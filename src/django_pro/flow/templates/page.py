"""One template being read: what its names hold, and which block stands for which name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from django_pro.flow.values import ClassValue, Closure, Instance, Many, Place, Row, Rows, Value, Values
from django_pro.source.templates.syntax import Node, TemplateNode

Env = dict[str, Values]


@dataclass(frozen=True)
class Body:
    """What stands in a block, and the file it stands in."""

    path: str
    nodes: tuple[TemplateNode, ...]


@dataclass(frozen=True)
class Page:
    """Where the reader is: the file `path`, its `name`, the `blocks` by name, a child's first.

    `targets` are the names that the innermost loop binds.
    """

    path: str
    name: str
    env: Env
    blocks: dict[str, tuple[Body, ...]] = field(default_factory=dict)
    above: tuple[Body, ...] = ()
    depth: int = 0
    targets: tuple[str, ...] = ()

    @cached_property
    def leading(self) -> frozenset[str]:
        """The names that lead to rows."""
        return frozenset(name for name, values in self.env.items() if any(may_lead_on(value) for value in values))

    def place(self, node: Node) -> Place:
        """Return a node's place."""
        return Place(self.path, node.start, node.end)

    def having(self, names: Env) -> Page:
        """Return the same place with more names."""
        return replace(self, env={**self.env, **names})


def may_lead_on(value: Value, depth: int = 0) -> bool:
    """Whether reading a value in a template can ask the database for each of several rows."""
    if isinstance(value, Many):
        inner = [*value.items, *(each for part in value.fixed or () for each in part)]
        inner.extend(each for _, part in value.named for each in part)
        return depth < 3 and any(may_lead_on(each, depth + 1) for each in inner)
    if isinstance(value, Row):
        return bool(value.rows.model)
    return isinstance(value, Rows | Closure) or (
        isinstance(value, Instance | ClassValue) and depth < 2 and _made(value)
    )


def _made(value: Instance | ClassValue) -> bool:
    return isinstance(value, Instance) and bool(value.made)
