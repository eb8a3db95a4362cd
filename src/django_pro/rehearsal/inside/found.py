"""A database that has rows of its own: from a dump, or because somebody filled it."""

from __future__ import annotations

from typing import Any

from ...project.running.inside.events import Channel, Failed
from .driver import run
from .filling import is_number
from .plan import Plan, Runner
from .rows import Counts


def has_rows(connection: Any, from_dump: bool) -> bool:
    """Whether a database is one that a Django project has used; `Failed` where a dump is of none."""
    there = "django_migrations" in connection.introspection.table_names()
    if from_dump and not there:
        raise Failed("dump", "the dump holds no table django_migrations: it is of no Django project")
    return there


def look(runner: Runner, plan: Plan) -> None:
    """Raise `Failed` where a migration to rehearse has run there already."""
    applied = runner.executor.loader.applied_migrations
    ran = [key for key in plan.then if key in applied]
    if ran:
        raise Failed("dump", f"{'.'.join(ran[0])} has run on that database already: it has to be older")


def count(channel: Channel, raw: Any, models: list[Any], quiet: bool) -> Counts:
    """Return, and tell, how many rows each table has; keys that are numbers are taken from between the first and the last."""
    run(raw, "ANALYZE")
    counts = Counts()
    for model in models:
        table, key = model._meta.db_table, model._meta.pk
        rows = int(run(raw, f'SELECT count(*) FROM "{table}"')[0][0])
        counts.rows[table] = rows
        if rows and is_number(key):
            first, last = run(raw, f'SELECT min("{key.column}"), max("{key.column}") FROM "{table}"')[0]
            counts.rows[table], counts.bases[table] = int(last - first + 1), int(first - 1)
        if rows and not quiet:
            channel.tell("filled", table=table, model=model._meta.label, rows=rows, milliseconds=0)
    return counts
