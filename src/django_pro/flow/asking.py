"""Notes the queries that a reading meets, and tells those that are made for each row.

A query is made for each row of a loop when it stands in the loop's body, when its function is given one of the rows, or
when it asks a row's related manager.  A function's other queries are kept with what it returns: whoever calls it for
each row makes them for each row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.asks import FAR, ITERATED, READS, ROW_READS, ROW_WRITES, WRITES, Ask
from django_pro.flow.attributes import last_name
from django_pro.flow.frame import Frame, Turn
from django_pro.flow.loading import is_loaded
from django_pro.flow.lookups import Lookup
from django_pro.flow.values import CHECKED, LOCKED, Many, Place, Row, Rows, Value, Values
from django_pro.source.syntax import Function, Node

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: What asks nothing where the rows are prefetched.
_FREE = frozenset({"count", "exists", "contains", ITERATED})
#: So many queries of one function are handed on to its callers.
MAX_ASKS = 6
#: Decorators that keep what a function returned, by the last part of their names.
MEMORIES = frozenset({"lru_cache", "cache", "cached", "memoize", "cache_memoize", "memoized", "cache_page"})
#: Decorators under which a function waits in a thread of its own.
THREADS = frozenset({"sync_to_async", "database_sync_to_async"})


class Asking:
    """The queries of one reading."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def method(self, rows: Rows, name: str, place: Place) -> None:
        """Note a queryset's or manager's method that runs a query."""
        waits = name not in READS and name not in WRITES
        plain = name[1:] if waits and name[:1] == "a" else name
        if plain in READS and rows.held == LOCKED:
            return  # each row is locked in its turn, on purpose
        if plain in READS or plain in WRITES:
            self._note(rows, plain, place, blocking=not waits)

    def narrowed(self, rows: Rows, name: str, given: Arguments, place: Place) -> None:
        """Note the columns by which a queryset is narrowed, or that its order is random."""
        names = tuple(given.named) if name != "order_by" else tuple(each for each in given.texts() or () if each == "?")
        if names:
            related = rows.parent is not None
            made = Lookup(rows.model, name, names, place, rows.source, related)
            self.engine.ledger.lookups.setdefault(made)

    def row_method(self, row: Row, name: str, place: Place) -> None:
        """Note a row's own method that runs a query; another row than the loop's own is fetched anew on purpose."""
        waits = name not in ROW_WRITES and name not in ROW_READS
        plain = name.removeprefix("a") if waits else name
        if plain in ROW_WRITES or (plain in ROW_READS and _repeats(row) and not row.path):
            over = row.rows if _repeats(row) else None
            self._add(Ask(row.model, plain, place, blocking=plain == name), over)

    def read(self, row: Row, name: str, place: Place, method: str) -> None:
        """Note that a field or relation of a row is fetched when it is read."""
        if self.engine.frame.is_async or _repeats(row):
            over = row.rows if _repeats(row) else None
            self._add(Ask(row.model, method, place, path=(*row.path, name), blocking=True), over)

    def offered(self, row: Row, label: str, place: Place) -> None:
        """Note that rows of a model are asked for, once for each form of a formset."""
        if _repeats(row):
            self._add(Ask(label, ITERATED, place, blocking=True), row.rows)

    def iterated(self, rows: Rows, place: Place) -> None:
        """Note that a queryset's rows are asked for, where it was made for this row alone."""
        row, waits = rows.parent, self.engine.frame.waits
        if row is not None and _repeats(row):
            path = (*row.path, rows.accessor)
            if rows.plain or (rows.narrowed and is_loaded(self.engine.models, row.rows, path)):
                self._note(rows, ITERATED, place, blocking=waits)  # else it is a missing load, or a loaded relation
        elif self._is_made_again(rows):
            self._note(rows, ITERATED, place, blocking=waits)
        elif self.engine.frame.is_async and waits:
            self._keep(self.engine.frame, Ask(rows.model, ITERATED, place, blocking=True, trail=self.engine.trail()))

    def _is_made_again(self, rows: Rows) -> bool:
        """Whether a queryset is made anew for each turn of a loop, or each call."""
        if rows.varies:
            return True
        frame, source = self.engine.frame, rows.source
        if source.path != frame.module.path:
            return False
        if any(turn.start <= source.start < turn.end for turn in frame.turns):
            return True
        node = frame.function.node if frame.function and frame.over is not None else None
        return node is not None and node.start <= source.start < node.end

    def _note(self, rows: Rows, method: str, place: Place, *, blocking: bool) -> None:
        row = rows.parent
        if rows.held == CHECKED:
            return
        if row is None or not _repeats(row):
            self._add(Ask(rows.model, method, place, blocking=blocking), None)
            return
        path = (*row.path, rows.accessor)
        loaded = is_loaded(self.engine.models, row.rows, path)
        if method == "first" and loaded and not rows.narrowed and self._is_ordered(rows.model):
            return
        if not rows.narrowed and not rows.plain and method in _FREE:
            return  # it is loaded, or a missing load
        self._add(Ask(rows.model, method, place, path=path, prefetched=loaded, blocking=blocking), row.rows)

    def _is_ordered(self, label: str) -> bool:
        """Whether rows have an order of their own, so that the first of those that are there is the first."""
        model = self.engine.models.get(label)
        return model is not None and "ordering" in model.meta

    def _add(self, ask: Ask, over: Rows | None) -> None:
        engine, frame = self.engine, self.engine.frame
        ask = replace(ask, trail=engine.trail())
        direct, over = over is not None or bool(frame.turns), over or turning(frame)
        if over is not None:
            sure = direct and engine.alone and not over.unseen
            distance = 0 if looping(frame) else FAR
            ask = replace(ask, over=over.source, over_model=over.model, sure=sure, distance=distance)
        self._keep(frame, ask)

    def again(self, asks: tuple[Ask, ...], place: Place) -> None:
        """Note what a function asked that is called here."""
        frame = self.engine.frame
        over = turning(frame)
        for ask in asks:
            hops = ask.hops + 1
            distance = min(ask.distance, hops) if looping(frame) else ask.distance
            made = replace(
                ask, sure=False, hops=hops, distance=distance, trail=(*self.engine.trail(), place, *ask.trail[-1:])
            )
            if made.over is None and over is not None:
                made = replace(made, over=over.source, over_model=over.model)
            self._keep(frame, made, place)

    def _keep(self, frame: Frame, ask: Ask, called: Place | None = None) -> None:
        if frame.is_async and ask.blocking:
            self.engine.ledger.blocking.setdefault(replace(ask, place=called or ask.place, over=None, path=()))
        if ask.over is not None:
            self.engine.ledger.asks.setdefault(ask)
        if len(frame.asks) < MAX_ASKS:
            frame.asks.setdefault(ask)


def looping(frame: Frame) -> bool:
    """Whether a loop over rows stands around what is being read."""
    return any(turn.rows is not None for turn in frame.turns)


def turning(frame: Frame) -> Rows | None:
    """Return the rows for each of which a frame's statements run now: of a loop around them, or those it was given one of."""
    inner: Frame | None = frame
    while inner is not None:
        for turn in reversed(inner.turns):
            if turn.rows is not None:
                return turn.rows
        if inner.over is not None:
            return inner.over
        inner = inner.around
    return None


def turn_of(iterable: Values, items: Values, node: Node | None) -> Turn:
    """Return a loop's turn: the rows, or columns, that it takes one of each time, where they are many."""
    rows = next((row.rows for row in rows_of(items)), None)
    columns = (each for each in iterable if isinstance(each, Rows) and each.plain and not each.few)
    return Turn(rows or next(columns, None), *((node.start, node.end) if node else (0, 0)))


def rows_of(values: Values) -> list[Row]:
    """Return the rows among values, and in the tuples among them, that stand for many."""
    found: list[Row] = []
    for value in values:
        if isinstance(value, Row):
            found.extend([value] if _repeats(value) else [])
        elif isinstance(value, Many) and value.kind == "form":
            found.extend(rows_of(value.items))
        elif isinstance(value, Many) and value.kind == "tuple" and value.fixed is not None:
            found.extend(row for part in value.fixed for row in rows_of(part))
    return found


def given_row(self_value: Value | None, given: tuple[tuple[str, Values], ...]) -> Rows | None:
    """Return the rows of which a function is given one at a time."""
    own = (self_value,) if self_value is not None else ()
    for values in (own, *(values for _, values in given)):
        for row in values:
            if isinstance(row, Row) and _repeats(row):
                return row.rows
    return None


def _repeats(row: Row) -> bool:
    return row.each and not row.rows.few


def handed_on(frame: Frame) -> tuple[Ask, ...]:
    """Return the queries of a function that its callers make by calling it."""
    node = frame.function.node if frame.function else None
    kinds = {last_name(decorator) for decorator in node.decorators} if isinstance(node, Function) else set()
    if kinds & MEMORIES:
        return ()
    if kinds & THREADS or frame.is_async:
        return tuple(replace(ask, blocking=False) for ask in frame.asks)
    return tuple(frame.asks)
