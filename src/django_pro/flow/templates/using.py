"""Which names the parts of a template use: a part that uses none that leads to rows need not be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django_pro.flow.templates.acting import nodes_of
from django_pro.source.templates.syntax import Block, Extends, Include, Set, Tag, TemplateNode, Variable

#: Names that do something wherever they stand: the view and its methods, `block.super`.
_ACTING = frozenset({"view", "block"})


class Uses(NamedTuple):
    """The first names of a part's variables; `always` tells that it is read whatever they hold."""

    names: frozenset[str]
    always: bool


class Using:
    """What parts of templates use, found once for each."""

    def __init__(self, is_quiet: Callable[[Tag], bool]) -> None:
        self.is_quiet = is_quiet
        self._known: dict[int, tuple[TemplateNode, Uses]] = {}

    def of(self, node: TemplateNode) -> Uses:
        """Return what a part and all inside it use; blocks, includes and tags that act may use anything."""
        known = self._known.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        names: set[str] = set()
        always = False
        for each in nodes_of((node,)):
            if isinstance(each, Variable):
                names.add(each.path[0])
                always = always or (each.path[0] in _ACTING and len(each.path) > 1)
            elif isinstance(each, Block | Include | Extends | Set) or (
                isinstance(each, Tag) and not self.is_quiet(each)
            ):
                always = True
        found = Uses(frozenset(names), always)
        self._known[id(node)] = (node, found)
        return found
