"""One migration on a large database, for time, and on a small one, for what becomes of rows and of code."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...project.running.inside.events import Channel, Failed
from .comparing import lost, schema_of, sums_of
from .databases import Databases
from .driver import connect, run
from .plan import Key, Runner
from .probes import Probes, probes_for
from .rolling import statements, touched
from .rows import HOSTILE, Maker
from .tracing import Held, Trace, backend_of, wal_of

#: How long a long reader reads, in seconds, and what a migration waits for a lock where it is patient but polite.
_LONG, _TIMEOUT, _PAUSE, _TRIES = 2.0, "200ms", 0.3, 40
#: Modes behind which a reader waits.
_STRONG = "AccessExclusiveLock"


class Large:
    """The database with all the rows; a migration may take `most` seconds there."""

    def __init__(self, databases: Databases, channel: Channel, name: str, most: float) -> None:
        self.databases = databases
        self.channel = channel
        self.name = name
        self.most = most

    def step(self, key: Key, is_wanted: bool, states: Any) -> bool:
        """Run one migration; one that is wanted is looked at by sessions, and told.

        The answer is whether it asks for a lock that readers wait behind.
        """
        connection = self.databases.use(self.name)
        runner = Runner(connection)
        backend = backend_of(connection)
        if not is_wanted:
            runner.apply(states.before[key].clone(), key)
            return False
        migration = runner.migration(key)
        labels = touched(migration, states.before[key].apps, states.after[key].apps)
        maker = Maker(connection, states.before[key].apps, states.counts[self.name].copy(), states.demands)
        models = [each for each in maker.models if each._meta.label_lower in labels]
        probes = Probes(
            {**self.databases.request, "name": self.name},
            [each for model in models for each in probes_for(maker, model)],
        )
        held = self._watched(key, backend)
        started = probes.start()
        time.sleep(0.1)  # so that what a session saw before is seen too
        told = self._run(runner, key, states, started)
        time.sleep(0.3)  # statements that fail from now on do so until the new release is everywhere
        seen = probes.stop()
        _add_outside(told["operations"], held.stop(), started)
        if held.stopped:
            told["error"] = f"it was stopped after {self.most:.0f} s (--patience)"
        self.channel.tell("migrated", app=key[0], name=key[1], **told, **_told_by(seen, started))
        if told["error"] is not None:
            raise Failed("migrate", f"{'.'.join(key)} fails on rows that keep its demands: {told['error']}")
        return any(lock["mode"] == _STRONG for each in told["operations"] for lock in each["locks"])

    def _watched(self, key: Key, backend: int) -> Held:
        """Look at the locks that a migration takes, and say how long it has been at work."""
        name = ".".join(key)

        def tick(seconds: float) -> None:
            self.channel.progress(f"rehearsing {name}, {seconds:.0f} s", 0, 1)

        held = Held(connect(self.databases.request, self.name), backend, self.most, tick)
        held.start()
        return held

    def _run(self, runner: Runner, key: Key, states: Any, zero: float) -> dict[str, Any]:
        migration = runner.migration(key)
        trace = Trace(runner.connection)
        wal, began = wal_of(runner.connection), time.monotonic()
        error = None
        try:
            with trace.following(migration):
                runner.apply(states.before[key].clone(), key)
        except Exception as raised:  # a migration of the user's that fails is what a rehearsal is for
            error = said(raised)
        ended = time.monotonic()
        for each in trace.operations:
            each["started"] = (each.get("started", began) - zero) * 1000
        if error is None:
            _finish(runner, key)
        return {
            "atomic": bool(migration.atomic), "milliseconds": (ended - began) * 1000, "error": error,
            "started": (began - zero) * 1000, "wal": wal_of(runner.connection) - wal, "operations": trace.operations,
        }  # fmt: skip


def _finish(runner: Runner, key: Key) -> None:
    if key not in runner.executor.loader.applied_migrations:  # it was loaded anew when the migration had run
        raise AssertionError(f"{key} ran and is not on record")


def _add_outside(operations: list[dict[str, Any]], seen: dict[Any, list[float]], zero: float) -> None:
    """Add the locks that were seen from outside alone: those of statements without a transaction."""
    for (table, mode), (first, last) in seen.items():
        at = (first - zero) * 1000
        known = any(lock["table"] == table and lock["mode"] == mode for each in operations for lock in each["locks"])
        during = [
            each for each in operations if each["started"] - 20 <= at <= each["started"] + each["milliseconds"] + 20
        ]
        if during and not known:
            during[-1]["locks"].append({"table": table, "mode": mode, "milliseconds": (last - first) * 1000})


def _told_by(seen: list[dict[str, Any]], zero: float) -> dict[str, Any]:
    """Return what the sessions saw, with times from their start."""
    stalls, timeline, failed = [], [], []
    for each in seen:
        who = {"table": each["table"], "role": each["role"]}
        at = (each["longest"]["at"] - zero) * 1000
        stalls.append({**who, "longest": each["longest"]["milliseconds"], "at": at, "count": each["count"]})
        timeline += [
            {**who, "at": (one["at"] - zero) * 1000, "milliseconds": one["milliseconds"]} for one in each["seen"]
        ]
        failed += [{**who, "error": one["error"], "times": one["times"]} for one in each["errors"]]
    return {"stalls": stalls, "timeline": timeline, "failed": failed}


class Small:
    """The database with few rows: it is migrated, undone and migrated again, and code of both releases tries it."""

    def __init__(self, databases: Databases, channel: Channel, name: str) -> None:
        self.databases = databases
        self.channel = channel
        self.name = name

    def step(self, key: Key, is_wanted: bool, states: Any, is_strong: bool) -> None:
        """Run one migration; of one that is wanted, tell what hostile rows, a way back and other code make of it."""
        if is_wanted:
            self._hostile(key, states)
            if is_strong:
                self._behind(key, states)
        connection = self.databases.use(self.name)
        if not is_wanted:
            Runner(connection).apply(states.before[key].clone(), key)
            return
        raw = connect(self.databases.request, self.name)
        try:
            before = (schema_of(raw), sums_of(raw))
            self._rolled(connection, raw, key, states)
        finally:
            raw.close()
        self._back(key, before, states)

    def _hostile(self, key: Key, states: Any) -> None:
        """Run it on rows that nobody tamed: NULLs, duplicates, long values."""
        error = ""
        with self._copied("hostile") as (connection, raw):
            try:
                _spoil(connection, raw, states, (key, self.name))
                Runner(connection).apply(states.before[key].clone(), key)
            except Exception as raised:  # that such rows stop it is what is asked
                error = said(raised)
        self.channel.tell("met", app=key[0], name=key[1], error=error or None)

    def _behind(self, key: Key, states: Any) -> None:
        """Run it while somebody reads the same tables for long: as it is, and with a lock timeout and another try."""
        stalls = []
        for polite in (False, True):
            with self._copied("behind") as (connection, _):
                what = (connection, key, states, states.counts[self.name])
                stalls.append(_behind_reader(self.databases.request, f"{self.name}_behind", what, polite))
        if None not in stalls:
            waits = {"stall": stalls[0], "with_lock_timeout": stalls[1]}
            self.channel.tell("behind-reader", app=key[0], name=key[1], reader=_LONG * 1000, **waits)

    @contextmanager
    def _copied(self, what: str) -> Iterator[Any]:
        """Work on a copy: give its connection of Django's and another one beside it."""
        copy = self.databases.copy(self.name, f"{self.name}_{what}")
        connection = self.databases.use(copy)
        raw = connect(self.databases.request, copy)
        try:
            yield connection, raw
        finally:
            raw.close()
            self.databases.use(self.name)
            self.databases.drop(copy)

    def _rolled(self, connection: Any, raw: Any, key: Key, states: Any) -> None:
        """Run it, and tell what the code of both releases does to both schemas."""
        runner = Runner(connection)
        migration, counts = runner.migration(key), states.counts[self.name]
        old, new = states.before[key].apps, states.after[key].apps
        labels, later = touched(migration, old, new), touched(migration, new, old)
        rolled = {"new_on_old": statements(raw, Maker(connection, new, counts.copy(), states.demands), later, new)}
        runner.apply(states.before[key].clone(), key)
        rolled["old_on_new"] = statements(raw, Maker(connection, old, counts.copy(), states.demands), labels, old)
        rolled["new_on_new"] = statements(raw, Maker(connection, new, counts.copy(), states.demands), later, new)
        self.channel.tell("rolled", app=key[0], name=key[1], **rolled)

    def _back(self, key: Key, before: Any, states: Any) -> None:
        """Undo it and do it again, on a copy, and tell what is another then."""
        schema, sums = before
        found: dict[str, Any] = {"schema": "equal", "differences": [], "lost": [], "error": None, "milliseconds": 0.0}
        with self._copied("back") as (connection, raw):
            began = time.monotonic()
            try:
                Runner(connection).unapply(key)
                found["milliseconds"] = (time.monotonic() - began) * 1000
                found["differences"] = _differences(schema, schema_of(raw))
                found["lost"] = lost(sums, sums_of(raw))
                Runner(connection).apply(states.before[key].clone(), key)
            except Exception as raised:  # that it cannot be undone, or done again, is what is asked
                found["error"] = said(raised)
        found["schema"] = "differs" if found["differences"] else "equal"
        self.channel.tell("reversed", app=key[0], name=key[1], **found)


def _differences(before: set[str], now: set[str]) -> list[str]:
    return sorted([f"- {each}" for each in before - now] + [f"+ {each}" for each in now - before])[:20]


def said(error: Exception) -> str:
    """Return an error in one line."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"


def _spoil(connection: Any, raw: Any, states: Any, what: Any) -> None:
    """Put a row into each touched table that the next migration may not like: as the models before it allow it."""
    key, name = what
    apps = states.before[key].apps
    maker = Maker(connection, apps, states.counts[name].copy())
    run(raw, "SET session_replication_role = replica")
    for model in maker.models:
        if model._meta.label_lower in touched(Runner(connection).migration(key), apps, states.after[key].apps):
            first, count = maker.count(model) + 10_000, 40
            try:
                run(raw, maker.insert(model, str(first), str(first + count), HOSTILE))
            except Exception:  # the rows that are there have to do
                continue


def _behind_reader(request: dict[str, Any], copy: str, what: Any, polite: bool) -> Any:
    """Return the longest stall of a session beside a migration that waits for a long reader; None where it fails."""
    connection, key, states, counts = what
    apps = states.before[key].apps
    maker = Maker(connection, apps, counts.copy(), states.demands)
    labels = touched(Runner(connection).migration(key), apps, states.after[key].apps)
    models = [each for each in maker.models if each._meta.label_lower in labels]
    if not models:
        return None
    probes = Probes({**request, "name": copy}, [one for each in models for one in probes_for(maker, each)[:1]])
    reader = connect(request, copy)
    run(reader, "BEGIN")
    for model in models:
        run(reader, f'SELECT 1 FROM "{model._meta.db_table}" LIMIT 1')
    ends = threading.Timer(_LONG, lambda: run(reader, "ROLLBACK"))
    probes.start()
    ends.start()
    try:
        worked = _applied(connection, key, states, polite)
    finally:
        ends.join()
        seen = probes.stop()
        reader.close()
    return max(each["longest"]["milliseconds"] for each in seen) if worked and seen else None


def _applied(connection: Any, key: Key, states: Any, polite: bool) -> bool:
    """Run a migration, perhaps giving up and trying again where a lock is not to be had, and say whether it worked."""
    if polite:
        connection.ensure_connection()
        run(connection.connection, f"SET lock_timeout = '{_TIMEOUT}'")
    for _ in range(_TRIES):
        try:
            Runner(connection).apply(states.before[key].clone(), key)
            return True
        except Exception as error:  # a lock that is not to be had, or what fails anyway and is told elsewhere
            if not polite or "lock timeout" not in str(error):
                return False
            time.sleep(_PAUSE)
    return False
