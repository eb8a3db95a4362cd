"""Which columns of its model a serializer shows and takes (DRF: "ModelSerializer", "Specifying read only fields")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django_pro.facts.expressions import Written, truth
from django_pro.facts.models import Field, Kind, Model
from django_pro.facts.serializers.serializer import ALL, Serializer
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Constant

#: Methods by which a serializer changes its fields, or what it shows, while it runs.
DECIDING = ("__init__", "get_fields", "get_field_names", "get_extra_kwargs", "build_field", "get_default_field_names")
_AUTOMATIC = ("AutoField", "BigAutoField", "SmallAutoField")


@dataclass(frozen=True)
class Exposed:
    """A column that a serializer has a field for, and whether it is shown and taken; `listed` is how it got in."""

    name: str
    column: Field
    readable: bool
    writable: bool


def exposed(serializer: Serializer, model: Model) -> tuple[Exposed, ...] | Unknown:
    """Return the columns of its model that a serializer has fields for."""
    names = _names(serializer, model)
    if isinstance(names, Unknown):
        return names
    extra = serializer.extra_kwargs
    read_only = serializer.read_only_fields or ()
    if isinstance(extra, Unknown):
        return extra
    if isinstance(read_only, Unknown):
        return read_only
    return tuple(_exposed(serializer, model, names, (extra or {}, frozenset(read_only))))


def _names(serializer: Serializer, model: Model) -> tuple[str, ...] | Unknown:
    """Return the names of a serializer's fields."""
    if isinstance(serializer.fields, Unknown):
        return serializer.fields
    if isinstance(serializer.exclude, Unknown):
        return serializer.exclude
    declared = tuple(each.name for each in serializer.declared)
    if serializer.fields == ALL or (serializer.fields is None and serializer.exclude is not None):
        out = set(serializer.exclude or ()) if serializer.fields is None else set()
        return tuple(dict.fromkeys([*declared, *(each for each in default_names(model) if each not in out)]))
    return serializer.fields if isinstance(serializer.fields, tuple) else declared


def default_names(model: Model) -> tuple[str, ...]:
    """Return the columns that `__all__` stands for, in DRF's order: the key, the columns, the relations."""
    plain = [each for each in model.fields if each.kind is Kind.COLUMN]
    keys = [each.name for each in plain if is_key(each)] or ["id"]
    relations = [each.name for each in model.fields if each.kind in _FORWARD]
    return tuple(dict.fromkeys([*keys, *(each.name for each in plain), *relations]))


_FORWARD = (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE, Kind.MANY_TO_MANY)


def is_key(field: Field) -> bool:
    """Whether a column is the primary key."""
    return _is_true(field, "primary_key")


def _exposed(
    serializer: Serializer,
    model: Model,
    names: tuple[str, ...],
    options: tuple[Mapping[str, Mapping[str, Written]], frozenset[str]],
) -> Iterator[Exposed]:
    extra, read_only = options
    for name in names:
        declared = serializer.field(name)
        source = declared.source if declared is not None else name
        column = model.field(source) if isinstance(source, str) else None
        if column is None:
            continue
        if declared is not None:
            plain = declared.class_name.startswith("rest_framework.")  # one of the project's may show something else
            yield Exposed(name, column, plain and declared.write_only is False, declared.read_only is False)
            continue
        given = extra.get(name, {})
        shut = name in read_only or _given(given, "read_only") or is_automatic(column)
        yield Exposed(name, column, not _given(given, "write_only"), not shut)


def _given(arguments: Mapping[str, Written], name: str) -> bool:
    """Whether an argument is given, and is not False."""
    return name in arguments and truth(arguments[name].value) is not False


def is_automatic(column: Field) -> bool:
    """Whether DRF makes a field of a column read-only by itself."""
    kind = column.class_name.rpartition(".")[2]
    editable = column.argument("editable")
    shut = isinstance(editable, Constant) and editable.value is False
    return shut or kind in _AUTOMATIC or _is_true(column, "auto_now") or _is_true(column, "auto_now_add")


def _is_true(field: Field, name: str) -> bool:
    value = field.argument(name)
    return isinstance(value, Constant) and value.value is True
