"""The facts that a reading leaves: relations read, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django_pro.flow.asks import Ask
from django_pro.flow.draws import Change, Draw, Twice, Unused
from django_pro.flow.lookups import Lookup
from django_pro.flow.values import Load, Path, Place, Row, Rows
from django_pro.project.names import Defined


@dataclass(frozen=True)
class Touch:
    """A relation read for each row of a queryset.

    `state` is `loaded`, `missing`, `narrowed`, or why it cannot be told; `alone` is False where the value may be another
    one too; `caller` is the function whose callers alone could have loaded it, `via` the manager of the caller's row that
    the rows come from.  `key_only` tells that nothing but the key of what it leads to is read.  The trail is no part of
    the fact.
    """

    source: Place
    model: str
    path: Path
    place: Place
    state: str
    alone: bool = True
    caller: Defined | None = None
    via: str = ""
    key_only: bool = False
    trail: tuple[Place, ...] = field(default=(), compare=False)


LOADED = "loaded"
MISSING = "missing"
#: Missing, and asked for in a way that a plain prefetch does not answer: `.filter(…)` on a related manager.
NARROWED = "narrowed"
WASTED = "the prefetched rows are narrowed"


class Ledger:
    """Everything that was found, in order."""

    def __init__(self) -> None:
        self.touches: dict[Touch, Touch] = {}
        self.attached: set[tuple[Place, Path]] = set()
        self.attached_below: set[tuple[Place, Path]] = set()
        self.loads: set[Path] = set()
        self.called: set[Defined] = set()
        self.escapes: dict[Place, str] = {}
        self.composed: set[Place] = set()
        self.asks: dict[Ask, None] = {}
        self.blocking: dict[Ask, None] = {}
        self.draws: dict[Draw, None] = {}
        self.twice: dict[Twice, None] = {}
        self.changes: dict[Change, None] = {}
        self.unused: dict[Unused, None] = {}
        self.lookups: dict[Lookup, None] = {}

    @property
    def size(self) -> int:
        """Return how much was found."""
        asked = len(self.touches) + len(self.asks) + len(self.blocking) + len(self.lookups)
        return asked + len(self.draws) + len(self.twice) + len(self.changes) + len(self.unused)

    def add(self, touch: Touch) -> None:
        """Note a touch; of equal ones the first is kept."""
        self.touches.setdefault(touch, touch)

    def attach(self, row: Row, name: str) -> None:
        """Note that the program itself gives each row a relation."""
        self.attached.add((row.rows.source, (*row.path, name)))

    def is_attached(self, row: Row, name: str) -> bool:
        """Whether the program itself has given each row this attribute, in place of what its class has."""
        return (row.rows.source, (*row.path, name)) in self.attached

    def attach_any(self, row: Row) -> None:
        """Note that the program itself gives each row relations, nobody knows which."""
        self.attached_below.add((row.rows.source, row.path))

    def note_loads(self, loads: Iterable[Load]) -> None:
        """Note that some queryset of the project loads these."""
        self.loads.update(load.path for load in loads)

    def attach_path(self, rows: Rows, path: Path) -> None:
        """Note that the program itself loads a path."""
        for end in range(1, len(path) + 1):
            self.attached.add((rows.source, path[:end]))

    def judged(self) -> dict[tuple[Place, Path], list[Touch]]:
        """Return what was read of each queryset, by its place and the path, but for what the program loads itself."""
        found: dict[tuple[Place, Path], list[Touch]] = defaultdict(list)
        for touch in self.touches.values():
            if self._is_attached(touch) or touch.caller in self.called:
                continue
            if touch.caller is not None and touch.state in (MISSING, NARROWED) and self._is_loaded_somewhere(touch):
                touch = replace(touch, state="a caller that cannot be seen may load it, as others do")
            found[touch.source, touch.path].append(touch)
        return dict(sorted(found.items()))

    def _is_attached(self, touch: Touch) -> bool:
        if (touch.source, touch.path) in self.attached:
            return True
        return any((touch.source, touch.path[:end]) in self.attached_below for end in range(len(touch.path)))

    def _is_loaded_somewhere(self, touch: Touch) -> bool:
        """Whether any queryset of the project loads the relation where the caller's row would need it."""
        wanted = (touch.via, *touch.path) if touch.via else touch.path
        return any(
            wanted == path[at : at + len(wanted)] for path in self.loads for at in range(len(path) - len(wanted) + 1)
        )
