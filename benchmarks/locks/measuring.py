"""One case run for real: the locks it takes, what it rewrites and reads, and what it leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, connection, transaction
from django.db.migrations import Migration
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.state import ProjectState, StateApps

from benchmarks.locks.cases import Case
from benchmarks.locks.probing import broken

Row = dict[str, Any]
#: How rows write PostgreSQL's modes, weakest first; reading takes the one below them all.
MODES = {
    "RowShareLock": "RS", "RowExclusiveLock": "RE", "ShareUpdateExclusiveLock": "SUE", "ShareLock": "S",
    "ShareRowExclusiveLock": "SRE", "AccessExclusiveLock": "AE",
}  # fmt: skip
ORDER = list(MODES.values())
LOCKS = "SELECT relation::bigint, mode FROM pg_locks WHERE granted AND locktype = 'relation' AND pid = %s"
FILES = """
    SELECT oid::bigint, relname, relkind::text, pg_relation_filenode(oid)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"""
READ = "SELECT relid::bigint, seq_tup_read FROM pg_stat_xact_user_tables"
READ_AT_ALL = "SELECT relid::bigint, seq_tup_read FROM pg_stat_user_tables"
#: From this version a session can have its statistics written at once.
FLUSHES = 150000
#: No more rows than this are no scan.
FEW = 1000
#: Columns, indexes and constraints, to be compared.
SCHEMA = """
    SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, numeric_precision,
        numeric_scale, is_nullable, column_default, is_generated)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"""
COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND starts_with(table_name, 't_')"""
#: Where the database is read over the shoulder of the one that is measured.
Beside = Callable[[], Any]


def fetched(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall()


@dataclass
class Watch:
    """What the statements of a migration were seen to do, by the tables' identities."""

    beside: Beside
    locks: dict[int, str] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    sql: list[str] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        """Run a statement of the migration, and look at what it holds before it lets go."""
        self.sql.append(sql % tuple(map(repr, params)) if params else sql)
        if connection.in_atomic_block:
            self.before = self.before or self._read()
            return execute(sql, params, many, context)
        if "CONCURRENTLY" in sql:
            with self._sampled():
                return execute(sql, params, many, context)
        with transaction.atomic():
            self.before = self._read()
            result = execute(sql, params, many, context)
            self.look()
            return result

    def look(self) -> None:
        """Note the locks that the transaction holds and the rows that it has read."""
        cursor = connection.connection.cursor()
        self._note(cursor.execute(LOCKS, [connection.connection.info.backend_pid]).fetchall())
        self._add(self.before, self._read())

    def _read(self) -> dict[int, int]:
        """Return the rows read so far in each table: of this transaction, and of those before that are not counted yet."""
        return dict(connection.connection.cursor().execute(READ).fetchall())

    def _add(self, before: Mapping[int, int], after: Mapping[int, int]) -> None:
        for table, rows in after.items():
            if rows - before.get(table, 0) > FEW:
                self.read[table] = rows - before.get(table, 0)

    def _note(self, held: list[tuple[int, str]]) -> None:
        for table, mode in held:
            known = MODES.get(mode)
            if known and ORDER.index(known) >= ORDER.index(self.locks.get(table, known)):
                self.locks[table] = known

    @contextmanager
    def _sampled(self) -> Iterator[None]:
        """Look from beside while a statement runs that opens transactions of its own; a writer makes it wait to be seen."""
        cursor = connection.connection.cursor()
        before = dict(cursor.execute(READ_AT_ALL).fetchall())
        pid, done = connection.connection.info.backend_pid, threading.Event()
        sampler = threading.Thread(target=self._sample, args=(pid, done))
        writer = self.beside()
        writer.execute("BEGIN; LOCK TABLE t_book IN ROW EXCLUSIVE MODE")
        sampler.start()
        threading.Timer(0.3, writer.close).start()
        try:
            yield
        finally:
            done.set()
            sampler.join()
        # Statistics are written once a second (PostgreSQL: "The Cumulative Statistics System"); before 15 they are waited for.
        cursor.execute(
            "SELECT pg_stat_force_next_flush()" if connection.pg_version >= FLUSHES else "SELECT pg_sleep(1)"
        )
        self._add(before, dict(cursor.execute(READ_AT_ALL).fetchall()))

    def _sample(self, pid: int, done: threading.Event) -> None:
        with self.beside() as other:
            while not done.wait(0.001):
                self._note(other.execute(LOCKS, [pid]).fetchall())


def rendered(state: ProjectState) -> StateApps:
    """Return the models of a state, which share nothing with those that migrations render."""
    return ProjectState({key: each.clone() for key, each in state.models.items()}, state.real_apps).apps


def migrations(case: Case) -> list[Migration]:
    """Return the case's migrations, read from their text."""
    made = []
    for name, text in case.migrations.items():
        names: dict[str, Any] = {"__name__": f"t.migrations.{name}"}
        exec(compile(text, name, "exec"), names)
        made.append(names["Migration"](name, "t"))
    return made


def applied(migration: Migration, state: ProjectState, watch: Watch | None = None) -> ProjectState:
    """Run a migration forwards; what Django puts off to its end is run where it can be watched."""
    with connection.schema_editor(atomic=migration.atomic) as editor:
        state = migration.apply(state, editor)
        for statement in editor.deferred_sql:
            editor.execute(statement, None)
        editor.deferred_sql.clear()
        if watch and migration.atomic:
            watch.look()
    return state


def measured(case: Case, state: ProjectState, beside: Beside) -> Row:
    """Run a case on the tables that `state` describes, and return what it did."""
    before, last = migrations(case)[1:-1], migrations(case)[-1]
    for each in before:
        state = applied(each, state)
    broke = broken(rendered(state))
    names, tables = _names(), Watch(beside)
    schema, sums = set(fetched(SCHEMA)), _sums()
    files = {oid: file for oid, _, _, file in fetched(FILES)}
    row: Row = {"case": case.name, "atomic": case.atomic, "error": None}
    start = time.perf_counter()
    try:
        with connection.execute_wrapper(tables):
            applied(last, state.clone(), tables)
    except (Error, ValueError) as error:
        row["error"] = _said(error)
    row["ms"] = round((time.perf_counter() - start) * 1000, 1)
    old = {oid: name for oid, (name, kind) in names.items() if kind == "r"}
    row["locks"] = {} if row["error"] else {old[each]: mode for each, mode in tables.locks.items() if each in old}
    row["rows_scanned"] = {old[each]: count for each, count in tables.read.items() if each in old}
    changed = [oid for oid, _, _, file in fetched(FILES) if files.get(oid, file) != file]
    row["rewrites"] = sorted(old[each] for each in changed if each in old)
    row["indexes_rebuilt"] = sum(each not in old for each in changed)
    row["sql"] = tables.sql
    newly = set() if row["error"] else broken(rendered(state)) - broke
    row["old_code_breaks"] = sorted({each.partition(" ")[0] for each in newly})
    row |= {"reversible_flag": None, "reverse_error": None, "reverse_schema_diff": [], "reverse_data_diff": []}
    return row if row["error"] else row | _undone(last, state, schema, sums)


def _undone(migration: Migration, state: ProjectState, schema: set[tuple[Any, ...]], sums: Mapping[str, Any]) -> Row:
    try:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.unapply(state.clone(), editor)
    except IrreversibleError:
        return {"reversible_flag": False}
    except Error as error:
        return {"reversible_flag": True, "reverse_error": _said(error)}
    now = _sums()
    return {
        "reversible_flag": True,
        "reverse_schema_diff": sorted(map(str, schema ^ set(fetched(SCHEMA)))),
        "reverse_data_diff": sorted(name for name in sums if sums[name] != now.get(name)),
    }


def _names() -> dict[int, tuple[str, str]]:
    return {oid: (name, kind) for oid, name, kind, _ in fetched(FILES)}


def _sums() -> dict[str, Any]:
    """Return a checksum of each column's first rows."""
    return {
        f"{table}.{column}": fetched(
            f'SELECT sum(hashtext("{column}"::text)::bigint), count("{column}") '
            f'FROM (SELECT * FROM "{table}" ORDER BY id LIMIT 2000) first'
        )
        for table, column in fetched(COLUMNS)
    }


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def failed(case: Case, state: ProjectState) -> str | None:
    """Run a case and return how it fails, None where it does not or where what comes before it does."""
    before, last = migrations(case)[1:-1], migrations(case)[-1]
    try:
        for each in before:
            state = applied(each, state)
    except Error:
        return None
    try:
        applied(last, state)
    except (Error, ValueError) as error:
        return _said(error)
    return None
