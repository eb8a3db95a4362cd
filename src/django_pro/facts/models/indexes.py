"""Which columns of a model an index leads with (Django: "Model index reference", "Constraints reference").

Django indexes primary keys, unique fields, foreign keys and slugs by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models.model import Field, Kind, Model
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Expression, Name, Sequence

#: Options of `Meta` that make indexes.
_OPTIONS = ("unique_together", "index_together", "indexes", "constraints")
_CONDITION = "condition"


def indexed(model: Model) -> frozenset[str] | None:
    """Return the fields that an index leads with, None where an option is not written out."""
    found = {field.name for field in model.fields if _has_own(field)}
    for option in _OPTIONS:
        value = model.meta.get(option)
        if value is None:
            continue
        names = _leading(value, together=option.endswith("_together"))
        if names is None:
            return None
        found.update(names)
    return frozenset(found)


def _has_own(field: Field) -> bool:
    if field.kind in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE):
        stated = field.argument("db_index")
        return not (isinstance(stated, Constant) and stated.value is False)
    return field.unique or field.db_index or field.class_name.endswith("SlugField")


def _leading(value: Expression, *, together: bool) -> set[str] | None:
    """Return the first field of each index of an option."""
    if not isinstance(value, Sequence):
        return None
    if together and value.items and isinstance(value.items[0], Constant):
        return set(_first(value))
    found: set[str] = set()
    for item in value.items:
        if together:
            found.update(_first(item))
        elif not isinstance(item, Chain) or not isinstance(item.steps[-1], Call):
            return None
        else:
            found.update(_of_index(item.steps[-1]))
    return found


def _of_index(call: Call) -> Iterator[str]:
    """Yield the first field of an index; one for some rows only, and one of expressions, is no help to others."""
    given = {each.name: each.value for each in call.arguments if each.name is not None}
    if _CONDITION in given:
        return
    if "fields" in given:
        yield from _first(given["fields"])
    for each in call.arguments[:1]:
        if each.name is None and isinstance(each.value, Constant):
            yield str(each.value.value).lstrip("-")


def _first(value: Expression) -> Iterator[str]:
    items = value.items if isinstance(value, Sequence) else ()
    if items and isinstance(items[0], Constant):
        yield str(items[0].value).lstrip("-")


def mentions(model: Model, word: str) -> bool:
    """Whether the indexes of a model name a class, or an operator class, such as `GinIndex`."""
    value = model.meta.get("indexes")
    items = value.items if isinstance(value, Sequence) else ()
    for item in items:
        names = [step.name for step in item.steps if isinstance(step, Attribute)] if isinstance(item, Chain) else []
        base = item.base if isinstance(item, Chain) else None
        if word in names or (isinstance(base, Name) and base.id == word):
            return True
    return value is not None and not isinstance(value, Sequence)
