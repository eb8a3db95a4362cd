"""Queries that the program makes itself: which method of a manager, queryset or row runs one, and for which rows again."""

from __future__ import annotations

from dataclasses import dataclass, field

from django_pro.flow.values import Path, Place

#: Methods of managers and querysets that run a query at once.
READS = frozenset({
    "get", "first", "last", "earliest", "latest", "count", "exists", "contains", "aggregate", "in_bulk", "explain",
})  # fmt: skip
#: Those that write, of managers, querysets and related managers.
WRITES = frozenset({
    "create", "get_or_create", "update_or_create", "update", "delete", "bulk_create", "bulk_update", "add", "remove",
    "set", "clear",
})  # fmt: skip
#: Methods of a row that run a query.
ROW_WRITES = frozenset({"save", "delete"})
#: Those that fetch the row again.
ROW_READS = frozenset({"refresh_from_db"})
#: Those that a value of the row's own queryset can hold.
COUNTED = frozenset({"count", "exists", "aggregate", "contains"})
#: What iterating, `len()`, `bool()` and `in` are called.
ITERATED = "iterate"
#: A field that `only()` or `defer()` left out is read.
DEFERRED = "deferred"
#: A relation that was not loaded is read.
RELATED = "related"
#: No loop stands around a query: its function was given one row at a time.
FAR = 99


@dataclass(frozen=True)
class Ask:
    """A query that the program makes at `place`.

    `over` is the queryset it is made for, once for each of its rows (None where it is made once), and `path` leads from
    there to the related manager that is asked; `prefetched` tells that the manager's rows had been prefetched.  `sure`
    is False where only some way comes here.  `blocking` tells that it waits, in a coroutine for everybody else.  `hops` calls
    handed it on to where it was noted, `distance` calls stand between it and the loop, where one was seen around it.
    """

    model: str
    method: str
    place: Place
    over: Place | None = None
    over_model: str = ""
    path: Path = ()
    prefetched: bool = False
    sure: bool = True
    blocking: bool = False
    hops: int = 0
    distance: int = FAR
    trail: tuple[Place, ...] = field(default=(), compare=False)

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.method in WRITES or self.method in ROW_WRITES
