"""The facts that a reading leaves: relations read, and where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django_pro.flow.values import Path, Place, Row, Rows
from django_pro.project.names import Defined


@dataclass(frozen=True)
class Touch:
    """A relation read for each row of a queryset.

    `state` is `loaded`, `missing`, or why it cannot be told; `alone` is False where the value may be another one too;
    `caller` is the function whose callers alone could have loaded it; `asks` tells a query that no prefetch would
    answer (`.filter(…)` on a related manager).  The trail is no part of the fact.
    """

    source: Place
    model: str
    path: Path
    place: Place
    state: str
    alone: bool = True
    caller: Defined | None = None
    asks: bool = False
    trail: tuple[Place, ...] = field(default=(), compare=False)


LOADED = "loaded"
MISSING = "missing"


class Ledger:
    """Everything that was found, in order."""

    def __init__(self) -> None:
        self.touches: dict[Touch, Touch] = {}
        self.attached: set[tuple[Place, Path]] = set()
        self.called: set[Defined] = set()
        self.escapes: dict[Place, str] = {}

    def add(self, touch: Touch) -> None:
        self.touches.setdefault(touch, touch)

    def attach(self, row: Row, name: str) -> None:
        """Note that the program itself gives each row a relation."""
        self.attached.add((row.rows.source, (*row.path, name)))

    def attach_path(self, rows: Rows, path: Path) -> None:
        for end in range(1, len(path) + 1):
            self.attached.add((rows.source, path[:end]))

    def judged(self) -> dict[tuple[Place, Path], list[Touch]]:
        """Return what was read of each queryset, by its place and the path; what the program loads itself is left out."""
        found: dict[tuple[Place, Path], list[Touch]] = defaultdict(list)
        for touch in self.touches.values():
            if (touch.source, touch.path) not in self.attached and touch.caller not in self.called:
                found[touch.source, touch.path].append(touch)
        return dict(sorted(found.items()))
