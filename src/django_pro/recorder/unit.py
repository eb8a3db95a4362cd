"""A unit of work - a request, a test, a task, a command, a block - and the queries that were made in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, Optional

#: A unit keeps so many different queries; those beyond are counted as dropped.
MOST_QUERIES = 2_000


class Site(NamedTuple):
    """Where a query comes from: the first line of the project's own code, relative to its root, "" where there is none.

    `relation` is the relation or deferred field that was loaded when it was read, "" for a query that was asked for;
    `model` the label of the row that it was read of.
    """

    path: str
    line: int
    relation: str = ""
    model: str = ""


NOWHERE = Site("", 0)
#: The model of a query that `delete()` made for a relation.
CASCADE = "(cascade)"


class Made:
    """How often one query was made from one site: `rows` in all and `most` at once (-1: not known), `seconds` in all.

    `counted` tells that it stood in a region that counts queries.
    """

    __slots__ = ("count", "counted", "most", "rows", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.rows = 0
        self.most = -1
        self.seconds = 0.0
        self.counted = False

    def take(self, rows: int) -> None:
        """Add the rows that one query gave."""
        self.rows += rows
        self.most = max(self.most, rows)


class Unit:
    """One unit; `inside` is the test that it happens in."""

    def __init__(self, kind: str, name: str, inside: Optional[Unit] = None) -> None:
        self.kind = kind
        self.name = name
        self.test: str = inside.test if inside else ""
        self.made: dict[tuple[str, Site], Made] = {}
        self.dropped = 0
        self.regions: int = inside.regions if inside else 0
        self.details: dict[str, Any] = {}
        if kind == "test":
            self.test = name

    def note(self, fingerprint: str, site: Site, seconds: float) -> Optional[Made]:
        """Count a query and return its counts, None where the unit is full."""
        key = (fingerprint, site)
        made = self.made.get(key)
        if made is None:
            if len(self.made) >= MOST_QUERIES:
                self.dropped += 1
                return None
            made = self.made[key] = Made()
        made.count += 1
        made.seconds += seconds
        if self.regions:
            made.counted = True
        return made

    @property
    def queries(self) -> int:
        """How many queries were made."""
        return sum(each.count for each in self.made.values()) + self.dropped


#: The unit that runs: asyncio and asgiref hand it on to what they start.
current: ContextVar[Optional[Unit]] = ContextVar("django_pro_unit", default=None)


@contextmanager
def running(unit: Unit) -> Iterator[Unit]:
    """Make a unit the one that runs, until the end of the block."""
    token = current.set(unit)
    try:
        yield unit
    finally:
        current.reset(token)
