"""What a migration does to the database, operation by operation: statements, locks, rewrites, reads and WAL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .driver import run

#: How often locks are looked at from outside, in seconds; what is shorter is seen from inside its transaction alone.
_PACE = 0.01
_LOCKS = """
SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid = %s AND l.granted AND l.locktype = 'relation' AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%%'
"""
_NODES = """
SELECT c.relname, pg_relation_filenode(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""
_READS = "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0 AND relname <> 'django_migrations'"
_WAL = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"

#: So many statements of an operation are told, and so much of each; what Django asks the catalogue is not.
_MOST, _LONGEST = 50, 1_000

Lock = tuple[str, str]


class Held(threading.Thread):
    """Looks at the locks of a session from outside, and ends its work after `most` seconds.

    `seen` is when each lock was seen first and last, `stopped` whether it took too long; `tick` is called every second.
    """

    def __init__(self, connection: Any, backend: int, most: float, tick: Callable[[float], None]) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._backend = backend
        self._most = most
        self._tick = tick
        self._ended = threading.Event()
        self.seen: dict[Lock, list[float]] = {}
        self.stopped = False

    def run(self) -> None:
        """Look until it is stopped."""
        started = told = time.monotonic()
        while not self._ended.wait(_PACE):
            now = time.monotonic()
            for table, mode in run(self._connection, _LOCKS, (self._backend,)):
                self.seen.setdefault((table, mode), [now, now])[1] = now
            if now - told >= 1:
                told = now
                self._tick(now - started)
            if now - started > self._most:
                self.stopped = True
                run(self._connection, "SELECT pg_cancel_backend(%s)", (self._backend,))

    def stop(self) -> dict[Lock, list[float]]:
        """Stop looking, and return what was seen."""
        self._ended.set()
        self.join()
        self._connection.close()
        return self.seen


class Trace:
    """Follows the operations of one migration on one connection."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.operations: list[dict[str, Any]] = []
        self._current: dict[str, Any] | None = None
        self._held: dict[Lock, tuple[float, dict[str, Any]]] = {}
        self._read: dict[str, int] = {}
        self._there: set[str] = set()
        self._looked = 0.0

    @contextmanager
    def following(self, migration: Any) -> Iterator[None]:
        """Follow while the block runs the migration."""
        self._there = {table for table, _ in self._ask(_NODES)}
        for each in migration.operations:
            each.database_forwards = self._wrapped(each)
        try:
            with self.connection.execute_wrapper(self._statement):
                yield
        finally:
            for each in migration.operations:
                del each.database_forwards
            self._release(time.monotonic())

    def _wrapped(self, operation: Any) -> Callable[..., Any]:
        forwards = operation.database_forwards

        def traced(*arguments: Any, **named: Any) -> Any:
            nodes, wal, started = self._ask(_NODES), self._ask(_WAL), time.monotonic()
            told = {"name": type(operation).__name__, "describe": operation.describe(), "statements": [], "locks": []}
            self._current = told
            self.operations.append(told)
            try:
                return forwards(*arguments, **named)
            finally:
                now = time.monotonic()
                told["started"], told["milliseconds"] = started, (now - started) * 1000
                told["rewritten"] = sorted(_changed(dict(nodes), dict(self._ask(_NODES))))
                told["wal"] = int(_first(self._ask(_WAL)) - _first(wal))
                self._current = None
                if not self.connection.in_atomic_block:
                    self._release(now)

        return traced

    def _statement(self, execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        started = time.monotonic()
        try:
            return execute(sql, parameters, many, context)
        finally:
            if self._current is not None:
                took = (time.monotonic() - started) * 1000
                text = " ".join(str(sql).split())
                if len(self._current["statements"]) < _MOST and not text.upper().startswith("SELECT"):
                    self._current["statements"].append({"sql": text[:_LONGEST], "milliseconds": took})
                self._take_down(started)

    def _take_down(self, started: float) -> None:
        """Take down the locks that are held inside the transaction now."""
        raw = self.connection.connection
        if not self.connection.in_atomic_block or self.connection.needs_rollback or _is_broken(raw):
            return
        if self._held and started - self._looked < _PACE:  # a statement for each row: what it locks is held already
            return
        self._looked = started
        for table, mode in run(raw, _LOCKS, (_backend(raw),)):
            if table not in self._there:  # nobody else knows a table that this migration has made
                continue
            self._held.setdefault((table, mode), (started, self._current or {}))
        if self._current is not None:
            read = dict(run(raw, _READS))
            more = {table for table, count in read.items() if count > self._read.get(table, 0)}
            self._current["scanned"] = sorted({*self._current.get("scanned", ()), *more})
            self._read = read

    def _release(self, now: float) -> None:
        """End the locks that are held: their transaction is over."""
        for (table, mode), (since, operation) in self._held.items():
            operation.setdefault("locks", []).append(
                {"table": table, "mode": mode, "milliseconds": (now - since) * 1000}
            )
        self._held = {}

    def _ask(self, sql: str) -> list[Any]:
        raw = self.connection.connection
        return [] if _is_broken(raw) else run(raw, sql)


def backend_of(connection: Any) -> int:
    """Return the process of PostgreSQL that serves a connection of Django's."""
    connection.ensure_connection()
    return _backend(connection.connection)


def wal_of(connection: Any) -> int:
    """Return how much WAL the cluster has written, in bytes."""
    return int(_first(run(connection.connection, _WAL)))


def _backend(raw: Any) -> int:
    return int(raw.info.backend_pid)


def _is_broken(raw: Any) -> bool:
    """Whether a transaction has failed, so that nothing can be asked before it ends."""
    status = raw.info.transaction_status
    return int(getattr(status, "value", status)) not in (0, 2)


def _first(rows: list[Any]) -> Any:
    return rows[0][0] if rows else 0


def _changed(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    return (table for table, node in after.items() if table in before and before[table] != node)
