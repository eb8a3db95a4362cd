"""What a release's code cannot do with the tables: each statement that its models make is tried, and taken back."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable, Iterator

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import Error, connection, models, transaction

Values = dict[str, object]
#: A new row: nothing in it is in any other row where it might become unique.
FRESH: Values = {
    "title": "x", "slug": "fresh", "isbn": "i", "pages": 1, "small": 1, "pos": 1, "price": decimal.Decimal("1.00"),
    "rating": 1.0, "published": True, "created": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
    "day": datetime.date(2024, 1, 1), "notes": "n", "category": "c", "code": -5, "uid": uuid.UUID(int=5), "data": {},
    "shelf_ref": 1, "big": -5, "numtext": "1", "uidtext": str(uuid.UUID(int=6)), "status": "new", "name": "n", "email": "e",
    "stars": 1,
}  # fmt: skip
#: Values at the edge of what a column takes.
EDGES: dict[str, tuple[object, ...]] = {
    "SmallIntegerField": (32767, -32768), "IntegerField": (2147483000, -2147483000), "BigIntegerField": (2**40,),
    "ForeignKey": (2**40,), "PositiveIntegerField": (2147483000,), "FloatField": (1e300,), "BigAutoField": (2**40,),
    "DecimalField": (decimal.Decimal("999999.99"), decimal.Decimal("-999999.99")), "TextField": ("y" * 1000,),
}  # fmt: skip
MODELS = ("Author", "Tag", "Book", "Review")
#: Fields that hold every row apart: the copy of a row has others there.
APART = ("id", "code", "uid")


def broken(apps: Apps) -> set[str]:
    """Return what fails of all that the models of a release do, such as "Book.insert" or "Book.insert_edge pages=-5"."""
    known = [apps.get_model("t", name) for name in MODELS if name.lower() in apps.all_models["t"]]
    return {f"{model.__name__}.{name}" for model in known for name, does in _probes(model) if _fails(does)}


def _fails(does: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            does()
            connection.check_constraints()
            transaction.set_rollback(True)
    except (
        Error,
        ValidationError,
        TypeError,
        ValueError,
    ):  # what the database refuses, and what the models cannot read
        return True
    return False


def _probes(model: type[models.Model]) -> Iterator[tuple[str, Callable[[], object]]]:
    rows = model._default_manager
    yield "select", lambda: list(rows.order_by("pk")[:1])
    yield "insert", lambda: rows.create(**_fresh(model))
    yield "insert_nulls", lambda: rows.create(**{**_fresh(model), **_nulls(model)})
    yield "insert_duplicate", lambda: rows.create(**_copy(model))
    for name, value in _edges(model):
        yield (
            f"insert_edge {name}={value}",
            lambda name=name, value=value: rows.create(**{**_fresh(model), name: value}),
        )
    yield "update", lambda: rows.order_by("pk")[0].save(force_update=True)
    if model.__name__ in ("Book", "Review"):
        yield "delete", lambda: model(pk=rows.order_by("pk").values_list("pk", flat=True)[0]).delete()
    for field in model._meta.local_many_to_many:
        yield "m2m", lambda name=field.name: list(getattr(model(pk=1), name).all()[:1])


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [each for each in model._meta.concrete_fields if not each.primary_key]


def _fresh(model: type[models.Model]) -> Values:
    keys = {each.attname: 1 for each in _columns(model) if each.is_relation}
    return {**keys, **{each.name: FRESH[each.name] for each in _columns(model) if each.name in FRESH}}


def _nulls(model: type[models.Model]) -> Values:
    return {each.attname: None for each in _columns(model) if each.null}


def _edges(model: type[models.Model]) -> Iterator[tuple[str, object]]:
    for each in model._meta.concrete_fields:
        kind = each.get_internal_type()
        values = ("y" * each.max_length,) if kind == "CharField" else EDGES.get(kind, ())
        yield from ((each.attname, value) for value in values)


def _copy(model: type[models.Model]) -> Values:
    """Return a row that is there, but for what holds rows apart."""
    row = model._default_manager.filter(pk=2).values()[0]
    fresh = _fresh(model)
    kept = {name: value for name, value in row.items() if name not in APART and fresh.get(name) is not True}
    return {**fresh, **kept}
