"""A database that has rows of its own: from a dump, or because somebody filled it."""

from __future__ import annotations

from typing import Any

from .driver import run
from .events import Channel, Failed
from .plan import Plan, Runner
from .rows import Maker


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


def count(channel: Channel, raw: Any, maker: Maker, quiet: bool) -> None:
    """Tell how many rows each table has, and let the maker know where new ones begin."""
    run(raw, "ANALYZE")
    for model in maker.models:
        meta = model._meta
        rows, last = run(raw, f'SELECT count(*), max("{meta.pk.column}")::text FROM "{meta.db_table}"')[0]
        maker.counts[meta.db_table] = max(rows, int(last) if str(last).isdigit() else 0)
        if rows and not quiet:
            channel.tell("filled", table=meta.db_table, model=meta.label, rows=rows, milliseconds=0)
