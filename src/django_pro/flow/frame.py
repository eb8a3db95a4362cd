"""One function being read: its names, and what it has given back so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django_pro.flow.asks import Ask
from django_pro.flow.values import Place, Rows, Value, Values
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import Node

Env = dict[str, Values]


class Turn(NamedTuple):
    """A loop that is being read: the rows that it takes one of each time, where they are many, and its place."""

    rows: Rows | None
    start: int
    end: int


@dataclass(eq=False)
class Frame:
    """The state of a reading.

    `env` maps names, and places such as `self.books` or `context['books']`, to values; `loops` are the names bound
    inside each loop that is being read, innermost last, and `jumps` what names hold where it is left or begun again;
    `around` is the frame of the function this one is nested in.  `over` are the rows that the function is given one of
    at a time, `turns` the loops, `asks` the queries.  Of names, `asked` are those whose rows were counted, `fetched` those
    that hold theirs already, `changes` those whose columns were changed.  In a coroutine (`is_async`) what `waits` blocks
    the others.
    """

    module: ModuleFile
    function: Defined | None = None
    owner: Defined | None = None
    self_value: Value | None = None
    around: Frame | None = None
    env: Env = field(default_factory=dict)
    returns: Values = ()
    yields: Values = ()
    generates: bool = False
    has_places: bool = False
    loops: list[set[str]] = field(default_factory=list)
    jumps: list[list[Env]] = field(default_factory=list)
    over: Rows | None = None
    turns: list[Turn] = field(default_factory=list)
    asks: dict[Ask, None] = field(default_factory=dict)
    asked: dict[str, tuple[Rows, str, Place]] = field(default_factory=dict)
    fetched: dict[str, Values] = field(default_factory=dict)
    changes: dict[str, tuple[str, Place]] = field(default_factory=dict)
    is_async: bool = False
    waits: bool = True

    def place(self, node: Node) -> Place:
        """Return a node's place."""
        return Place(self.module.path, node.start, node.end)

    def find(self, name: str) -> Values | None:
        """Return what a name holds here or in the functions around."""
        frame: Frame | None = self
        while frame is not None:
            found = frame.env.get(name)
            if found is not None:
                return found
            frame = frame.around
        return None

    def bind(self, name: str, values: Values) -> None:
        """Give a name its values; what was known below it is forgotten."""
        if "." in name or "[" in name:
            self.has_places = True
        self.forget(name)
        self.env[name] = values
        if self.loops:
            self.loops[-1].add(name)

    def enter_loop(self) -> None:
        """Begin to note which names a loop binds."""
        self.loops.append(set())

    def leave_loop(self) -> None:
        """Give the names that a loop bound to the loop around it."""
        inner = self.loops.pop()
        if self.loops:
            self.loops[-1] |= inner

    def forget(self, name: str) -> None:
        """Forget what attributes and items of a name hold."""
        if not self.has_places:
            return
        below = [key for key in self.env if key.startswith((f"{name}.", f"{name}["))]
        for key in below:
            del self.env[key]
