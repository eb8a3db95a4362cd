"""Tables filled with rows: parents and children in any order, and indexes built afterwards where there are many."""

from __future__ import annotations

import time
from typing import Any

from ...project.running.inside.events import Channel
from .driver import run
from .rows import VARIANTS, Maker

#: From so many rows on, indexes are built after the rows are there: it is twice as fast.
_MANY = 20_000


def fill(channel: Channel, raw: Any, maker: Maker, quiet: bool = False) -> None:
    """Fill every table; those that refuse all that is tried are told, with the reason."""
    run(raw, "SET session_replication_role = replica")  # keys are followed by arithmetic: no trigger needs to look
    models = [each for each in _parents_first(maker.models) if maker.count(each)]
    for done, model in enumerate(models):
        if not quiet:
            channel.progress(f"filling {model._meta.db_table}", done, len(models))
        _fill_one(channel, raw, maker, (model, quiet))
    run(raw, "SET session_replication_role = origin")
    if not quiet:
        channel.progress("reading what the tables hold", len(models), len(models))
    run(raw, "ANALYZE")


def bases_of(raw: Any, models: list[Any]) -> dict[str, int]:
    """Return, for each table in which migrations have left rows, the number after which others may come."""
    found: dict[str, int] = {}
    for model in models:
        table, key = model._meta.db_table, model._meta.pk
        what = f'coalesce(max("{key.column}"), 0)' if is_number(key) else "count(*)"
        count = int(run(raw, f'SELECT {what} FROM "{table}"')[0][0])
        if count > 0:
            found[table] = count
    return found


def is_number(key: Any) -> bool:
    """Whether a primary key counts."""
    return key is not None and key.get_internal_type().endswith(("AutoField", "IntegerField"))


def _parents_first(models: list[Any]) -> list[Any]:
    """Return models so that those that others refer to come first, where they go in no circle."""
    by_table = {each._meta.db_table: each for each in models}
    found: dict[str, Any] = {}

    def visit(model: Any, above: tuple[str, ...]) -> None:
        table = model._meta.db_table
        if table in found or table in above:
            return
        for field in model._meta.local_fields:
            parent = field.remote_field.model if field.remote_field is not None else None
            if parent is not None and not isinstance(parent, str) and parent._meta.db_table in by_table:
                visit(by_table[parent._meta.db_table], (*above, table))
        found[table] = model

    for model in sorted(models, key=lambda each: str(each._meta.db_table)):
        visit(model, ())
    return list(found.values())


def _fill_one(channel: Channel, raw: Any, maker: Maker, what: tuple[Any, bool]) -> None:
    model, quiet = what
    table, count, started = model._meta.db_table, maker.count(model), time.monotonic()
    try:
        if model._meta.label_lower == "contenttypes.contenttype":
            _insert(raw, _content_types(raw, maker, model), table, count)
        else:
            variant = _variant(raw, maker, model)
            _insert(raw, maker.insert(model, "1", str(count), variant), table, count)
        _set_sequences(raw, table)
    except Exception as error:  # whatever a database, or a field of somebody's own, has against it
        maker.counts[table] = 0
        if not quiet:
            channel.tell("unfilled", table=table, why=" ".join(str(error).split("\n")[0].split()))
        return
    if not quiet:
        took = (time.monotonic() - started) * 1000
        channel.tell("filled", table=table, model=model._meta.label, rows=count, milliseconds=took)


def _content_types(raw: Any, maker: Maker, model: Any) -> str:
    """Return the statement that makes the rows that Django itself keeps: one for each model that has none yet."""
    named = (name for name in ("name",) if any(each.name == name for each in model._meta.local_fields))
    columns = ["id", "app_label", "model", *named]
    there = {tuple(row) for row in run(raw, "SELECT app_label, model FROM django_content_type")}
    labels = sorted({(each._meta.app_label, each._meta.model_name) for each in maker.models} - there)
    labels += [("rehearsal", f"model{number}") for number in range(maker.count(model) - len(labels))]
    base = maker.bases.get(model._meta.db_table, 0)
    rows = (
        ", ".join([str(base + k), *(f"'{text}'" for text in [*label, label[1]][: len(columns) - 1])])
        for k, label in enumerate(labels[: maker.count(model)], 1)
    )
    return f"INSERT INTO django_content_type ({', '.join(columns)}) VALUES " + ", ".join(f"({row})" for row in rows)


def _variant(raw: Any, maker: Maker, model: Any) -> str:
    """Return the first way of making rows that the table's checks take, tried with a few."""
    last: Exception = LookupError("nothing was tried")
    few = str(min(maker.count(model), 20))
    for variant in VARIANTS:
        run(raw, "BEGIN")
        try:
            run(raw, maker.insert(model, "1", few, variant))
            return variant
        except Exception as error:  # the next may be taken; the last reason is told
            last = error
        finally:
            run(raw, "ROLLBACK")
    raise last


def _insert(raw: Any, sql: str, table: str, count: int) -> None:
    definitions = _droppable(raw, table) if count >= _MANY else {}
    run(raw, "BEGIN")
    try:
        for name in definitions:
            run(raw, f'DROP INDEX "{name}"')
        run(raw, sql)
        for definition in definitions.values():
            run(raw, definition)
    except BaseException:
        run(raw, "ROLLBACK")
        raise
    run(raw, "COMMIT")


def _droppable(raw: Any, table: str) -> dict[str, str]:
    """Return the definitions of the indexes that hold up no constraint, by name."""
    rows: list[Any] = run(
        raw,
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)",
        (f'"{table}"',),
    )
    return dict(rows)


def _set_sequences(raw: Any, table: str) -> None:
    """Let the next automatic key be a new one."""
    rows = run(
        raw,
        "SELECT attname, pg_get_serial_sequence(%s, attname) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        (f'"{table}"', f'"{table}"'),
    )
    for column, sequence in rows:
        if sequence:
            run(raw, f'SELECT setval(%s, (SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"), false)', (sequence,))
