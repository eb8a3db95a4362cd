"""A rehearsal from its request to its last event."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from ...project.running.inside.events import Channel, Failed
from . import found, isolating
from .databases import Databases, databases_of
from .driver import connect, driver, run
from .filling import bases_of, fill
from .plan import Key, Plan, Runner
from .rehearsing import Large, Small
from .rolling import touched
from .rows import Counts, Demands, Maker


def main() -> None:
    """Read the request, rehearse, and tell how it went; the exit code is 0 also where it failed, once that is told."""
    channel = Channel()
    try:
        request = json.loads(sys.stdin.readline())
        rehearse(request, channel)
        channel.tell("done")
    except Failed as failed:
        channel.tell("failed", why=failed.why, text=failed.text)
    except Exception as error:  # ours, or the database's: a line instead of a traceback
        if os.environ.get("DJANGO_PRO_DEBUG") == "1":
            raise
        channel.tell("failed", why=_why(error), text=f"{type(error).__name__}: {' '.join(str(error).split())[:500]}")


def _why(error: Exception) -> str:
    text = str(error)
    if "No space left" in text or "could not extend file" in text:
        return "disk"
    gone = driver is not None and isinstance(error, driver.OperationalError)
    return "connect" if gone or isinstance(error, ConnectionError) else "fault"


def rehearse(request: dict[str, Any], channel: Channel) -> None:
    """Run the migrations that a request names, on rows of the models as they are before."""
    channel.progress("importing the project", 0, 1)
    started = time.monotonic()
    isolating.set_up(request)
    with databases_of(request["database"]) as databases:
        _rehearse_in(databases, request, channel, started)


def _rehearse_in(databases: Databases, request: dict[str, Any], channel: Channel, started: float) -> None:
    connection = databases.use(databases.first)
    is_used = found.has_rows(connection, bool(request.get("dump")))
    wanted: list[Key] = [(app, name) for app, name in request["migrations"]]
    plan = Plan(connection, wanted)
    runner = Runner(connection)
    found.look(runner, plan)
    runner.migrate(plan.before, channel)
    _tell_prepared(channel, connection, len(plan.before), started)
    states = _looked_ahead(runner, plan)
    careful = None
    if not request.get("stalls_only"):
        channel.progress("copying the database", 0, 1)
        small = databases.copy(databases.first, f"{databases.first}_small")
        _fill(channel, {**request, "rows": {"*": 1000}}, databases, (small, states, is_used), quiet=True)
        careful = Small(databases, channel, small)
    _fill(channel, request, databases, (databases.first, states, is_used), quiet=False)
    loud = Large(databases, channel, databases.first, float(request["patience"]))
    for key in plan.then:
        channel.progress(f"rehearsing {'.'.join(key)}", 0, 1)
        is_strong = loud.step(key, key in plan.wanted, states)
        if careful is not None:
            careful.step(key, key in plan.wanted, states, is_strong)


def _tell_prepared(channel: Channel, connection: Any, count: int, started: float) -> None:
    import django

    version = run(connection.connection, "SHOW server_version")[0][0]
    took = (time.monotonic() - started) * 1000
    channel.tell(
        "prepared", django=django.get_version(), postgresql=version, migrations_before=count, milliseconds=took
    )


class States:
    """The models before the first migration, before and after each, and what they ask of rows."""

    def __init__(self, first: Any) -> None:
        self.first = first
        self.before: dict[Key, Any] = {}
        self.after: dict[Key, Any] = {}
        self.counts: dict[str, Counts] = {}
        self.demands = Demands()


def _looked_ahead(runner: Runner, plan: Plan) -> States:
    """Return the models at each point, without running anything."""
    state = runner.state()
    states = States(state.clone())
    for key in plan.then:
        states.before[key] = state.clone()
        state = runner.migration(key).mutate_state(state, preserve=True)
        states.after[key] = state.clone()
        states.demands.add(states.before[key].apps, states.after[key].apps)
    return states


def counts_for(maker_models: list[Any], asked: dict[str, int], busy: list[str]) -> dict[str, int]:
    """Return how many rows each table gets: as asked for by label; those that nothing is done to get fewer.

    A table that the migrations are about gets all, its parents a tenth, every other a hundredth, from 100 on.
    """
    everyone = asked.get("*", 100_000)
    wanted = {label.lower(): count for label, count in asked.items()}
    by_label = {each._meta.label_lower: each for each in maker_models}
    parents = {
        field.remote_field.model._meta.label_lower
        for label in busy
        if label in by_label
        for field in by_label[label]._meta.local_fields
        if field.remote_field is not None and hasattr(field.remote_field.model, "_meta")
    }
    counts: dict[str, int] = {}
    for label, model in by_label.items():
        part = 1 if label in busy else 10 if label in parents else 100
        few = everyone if part == 1 else min(max(everyone // part, 100), everyone)
        table = model._meta.db_table
        counts[table] = wanted.get(label, wanted.get(table.lower(), few))
        if label == "contenttypes.contenttype":
            counts[table] = len(by_label)
    return counts


def _fill(channel: Channel, request: dict[str, Any], databases: Databases, what: Any, quiet: bool) -> None:
    name, states, is_used = what
    connection = databases.use(name)
    connection.ensure_connection()
    apps, runner = states.first.apps, Runner(connection)
    busy = [
        label
        for key in states.before
        for label in touched(runner.migration(key), states.before[key].apps, states.after[key].apps)
    ]
    models = Maker(connection, apps, Counts()).models
    raw = connect(request["database"], name)
    try:
        if is_used:
            counts = found.count(channel, raw, models, quiet)
        else:
            counts = Counts(counts_for(models, request["rows"], busy), bases_of(raw, models))
            fill(channel, raw, Maker(connection, apps, counts, states.demands), quiet)
    finally:
        raw.close()
    states.counts[name] = counts
