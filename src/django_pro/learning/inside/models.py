"""The models, as `_meta` tells them."""

from __future__ import annotations

import sys
from typing import Any, Optional

from .sources import dotted, files_of_class

Row = dict[str, Any]


def model_rows() -> list[Row]:
    """Return every model of the registry by label, those that Django made for many-to-many fields too."""
    from django.apps import apps

    models = apps.get_models(include_auto_created=True, include_swapped=True)
    return sorted((_model(each) for each in models), key=lambda row: str(row["label"]))


def _model(model: Any) -> Row:
    meta = model._meta
    return {
        "label": meta.label,
        "module": model.__module__,
        "name": model.__qualname__,
        "files": _files(model),
        "proxy": meta.proxy,
        "managed": meta.managed,
        "swapped": bool(meta.swapped),
        "auto_created": _label(meta.auto_created) or "",
        "parents": [label for parent in meta.parents if (label := _label(parent))],
        "table": meta.db_table,
        "ordering": [each if isinstance(each, str) else repr(each) for each in meta.ordering or ()],
        "indexes": sorted(str(each.name) for each in meta.indexes),
        "constraints": sorted(str(each.name) for each in meta.constraints),
        "fields": [_field(each) for each in (*meta.fields, *meta.many_to_many, *meta.private_fields)],
        "managers": [_manager(each) for each in meta.managers],
        "default_manager": getattr(meta.default_manager, "name", None) or "",
    }


def _files(model: Any) -> list[str]:
    """Return the files of a model's class, its bases, and the classes of its fields."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return sorted({file for cls in (model, *map(type, fields)) for file in files_of_class(cls)})


def _field(field: Any) -> Row:
    remote = getattr(field, "remote_field", None)
    is_relation = bool(field.is_relation)
    return {
        "name": field.name,
        "cls": dotted(type(field)),
        "kind": _kind(field),
        "internal": _internal(field),
        "to": _label(field.related_model) if is_relation else None,
        "through": _label(getattr(remote, "through", None)),
        "related_name": _text(getattr(remote, "related_name", None)),
        "related_query_name": _text(getattr(remote, "related_query_name", None)),
        "null": bool(getattr(field, "null", False)),
        "unique": bool(getattr(field, "unique", False)),
        "db_index": bool(getattr(field, "db_index", False)),
        "primary_key": bool(getattr(field, "primary_key", False)),
        "attname": getattr(field, "attname", None) or field.name,
        "column": getattr(field, "column", None),
        "owner": _label(getattr(field, "model", None)),
    }


def _kind(field: Any) -> str:
    names = {base.__name__ for base in type(field).__mro__}
    if "GenericForeignKey" in names:
        return "generic foreign key"
    if "GenericRelation" in names:
        return "generic relation"
    kinds = (("one_to_one", "one-to-one"), ("many_to_one", "foreign key"), ("many_to_many", "many-to-many"))
    return next((kind for flag, kind in kinds if getattr(field, flag, None)), "column")


def _internal(field: Any) -> Optional[str]:
    """Return the class of Django's whose column a field has; None where it makes its own."""
    method = getattr(type(field), "db_type", None)
    if getattr(field, "column", None) is None or not getattr(method, "__module__", "").startswith("django.db.models."):
        return None
    try:
        return str(field.get_internal_type())
    except Exception:  # a field is code of somebody's
        return None


def _manager(manager: Any) -> Row:
    return {
        "name": manager.name,
        "cls": dotted(_written(type(manager))),
        "queryset": dotted(_written(manager._queryset_class)),
    }


def _written(cls: type) -> type:
    """Return the first of a class and its bases that stands in a module by its name, and was not made while it ran."""
    return next(
        (each for each in cls.__mro__ if vars(sys.modules[each.__module__]).get(each.__qualname__) is each), cls
    )


def _label(model: Any) -> Optional[str]:
    meta = getattr(model, "_meta", None)
    return None if meta is None else str(meta.label)


def _text(value: Any) -> Optional[str]:
    return None if value is None else str(value)
