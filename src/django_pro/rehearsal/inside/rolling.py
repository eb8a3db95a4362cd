"""What the code of one release does to the schema of another, at each point of a rolling deploy."""

from __future__ import annotations

from typing import Any

from .driver import run
from .rows import Maker

Told = list[dict[str, str]]


def touched(migration: Any, old: Any, new: Any) -> list[str]:
    """Return the labels, in lower case, of the models that a migration is about, those at the ends of keys among them."""
    found: dict[str, None] = {}
    for operation in _flat(migration.operations):
        name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
        names = [name, getattr(operation, "old_name", None), getattr(operation, "new_name", None)]
        for each in names:
            if isinstance(each, str):
                found.update(
                    dict.fromkeys(_with_parents(f"{migration.app_label}.{each}".lower(), operation, (old, new)))
                )
    if not found:  # code or SQL alone: the tables of its app
        found.update(
            (each._meta.label_lower, None) for each in old.get_models() if each._meta.app_label == migration.app_label
        )
    return [label for label in found if _model(old, label) is not None][:6]


def _flat(operations: Any) -> list[Any]:
    found: list[Any] = []
    for each in operations:
        inner = [*getattr(each, "database_operations", ()), *getattr(each, "state_operations", ())]
        found.extend(_flat(inner) if inner else [each])
    return found


def _with_parents(label: str, operation: Any, states: Any) -> set[str]:
    found = {label}
    field = getattr(operation, "field", None)
    to = getattr(getattr(field, "remote_field", None), "model", None)
    if isinstance(to, str) and "." in to:
        found.add(to.lower())
    return found


def _model(apps: Any, label: str) -> Any:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def statements(raw: Any, maker: Maker, labels: list[str], apps: Any) -> Told:
    """Return what fails where the code of some models reads and writes a database; all of it is rolled back."""
    found: Told = []
    for label in labels:
        model = _model(apps, label)
        if model is None or not model._meta.managed or model._meta.proxy or model._meta.swapped:
            continue
        for does, sql in _sentences(maker, model).items():
            if error := _tried(raw, sql):
                found.append({"model": model._meta.label, "does": does, "error": error})
    return found


def _sentences(maker: Maker, model: Any) -> dict[str, str]:
    meta, quote = model._meta, maker.connection.ops.quote_name
    fields = [each for each in meta.local_fields if each.concrete and each.db_type(maker.connection)]
    table = quote(meta.db_table)
    written = [each for each in fields if not each.primary_key and not getattr(each, "generated", False)]
    found = {"select": f"SELECT {', '.join(quote(each.column) for each in fields)} FROM {table} LIMIT 1"}
    if written:
        changes = ", ".join(f"{quote(each.column)} = {quote(each.column)}" for each in written)
        found["update"] = f"UPDATE {table} SET {changes} WHERE {quote(meta.pk.column)} IS NULL"
    try:
        first = str(maker.count(model) + 5_000_000)
        found["insert"] = maker.insert(model, first, first, "filled")
    except LookupError:  # told when the table was filled
        pass
    return found


def _tried(raw: Any, sql: str) -> str:
    run(raw, "BEGIN")
    try:
        run(raw, sql)
        return ""
    except Exception as error:  # that it fails is what is asked
        return str(error).split("\n")[0]
    finally:
        run(raw, "ROLLBACK")
