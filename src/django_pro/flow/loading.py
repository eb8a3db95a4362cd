"""Whether a queryset brings a relation along."""

from __future__ import annotations

import msgspec

from django_pro.facts.models import Model, Models
from django_pro.flow.touches import LOADED, MISSING
from django_pro.flow.values import Load, Path, Row, Rows


def state_of(models: Models, row: Row, name: str) -> str:
    """Return how reading a relation of a row goes: `loaded`, `missing`, or why that is not known."""
    path = (*row.path, name)
    if is_loaded(models, row.rows, path):
        return LOADED
    return row.rows.blind or MISSING


def is_loaded(models: Models, rows: Rows, path: Path) -> bool:
    """Whether a queryset loads a path."""
    if any(load.path == path for load in rows.loads):
        return True
    return rows.joins_all and _all_joined(models, rows.model, path)


def _all_joined(models: Models, label: str, path: Path) -> bool:
    """Whether a bare `select_related()` follows a path: foreign keys that are never null."""
    for name in path:
        relation = models.relation(label, name)
        if relation is None or not relation.forward or not relation.joinable or relation.null:
            return False
        if not isinstance(relation.to, str):
            return False
        label = relation.to
    return True


def may_be_none(models: Models, row: Row) -> bool:
    """Whether the last relation on the way to a row may lead to none."""
    label = row.rows.model
    relation = None
    for name in row.path:
        relation = models.relation(label, name)
        if relation is None or not isinstance(relation.to, str):
            return True
        label = relation.to
    return relation is not None and relation.null


def is_deferred(model: Model, row: Row, name: str) -> bool:
    """Whether `only()` or `defer()` left a field out, so that reading it asks the database again (Django: "defer()")."""
    rows = row.rows
    if not (rows.fields or rows.deferred or rows.below) or name == "pk":
        return False
    found = model.field(name)
    if found is None or found.argument("primary_key") is not None or found.name == "id":
        return False
    lookups = {"__".join((*row.path, each)) for each in (name, found.name)}
    if lookups & set(rows.deferred):
        return True
    above = "".join(f"{step}__" for step in row.path)
    prefetched = [each for path, each in rows.below if row.path[: len(path)] == path]
    named = [each for each in (*rows.fields, *prefetched) if each.startswith(above)] if above else rows.fields
    return bool(named) and not lookups & set(named)


def prefixes(models: Models, label: str, lookup: str, *, joined: bool) -> tuple[Load, ...]:
    """Return what a lookup such as `author__publisher` loads: every relation on its way, by attribute."""
    found: list[Load] = []
    path: Path = ()
    for name in lookup.split("__"):
        relation = models.lookup(label, name) if joined else models.relation(label, name)
        relation = relation or models.relation(label, name) or models.lookup(label, name)
        path = (*path, relation.name if relation else name)
        found.append(Load(path, joined))
        if relation is None or not isinstance(relation.to, str):
            label = ""
        else:
            label = relation.to
    return tuple(found)


def below(rows: Rows, path: Path) -> tuple[Load, ...]:
    """Return what a queryset loads below a path, seen from there."""
    end = len(path)
    return tuple(
        msgspec.structs.replace(load, path=load.path[end:])
        for load in rows.loads
        if len(load.path) > end and load.path[:end] == path
    )


def above(path: Path, loads: tuple[Load, ...]) -> tuple[Load, ...]:
    """Return loads seen from further up."""
    return tuple(msgspec.structs.replace(load, path=(*path, *load.path)) for load in loads)


def list_at(row: Row, name: str) -> str | None:
    """Return the model of the rows that a `Prefetch(…, to_attr=name)` hangs on a row."""
    path = (*row.path, name)
    return next((load.attribute for load in row.rows.loads if load.path == path and load.attribute), None)
