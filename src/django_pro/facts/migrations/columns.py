"""What a field is to PostgreSQL: the type of its column (Django: `data_types` of the PostgreSQL back-end)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django_pro.facts.migrations.states.field import FieldState
from django_pro.facts.migrations.states.model import ModelState, ProjectState
from django_pro.findings.blind import Unknown

_TYPES: Mapping[str, str] = {
    "AutoField": "integer", "BigAutoField": "bigint", "SmallAutoField": "smallint", "IntegerField": "integer",
    "BigIntegerField": "bigint", "SmallIntegerField": "smallint", "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "bigint", "PositiveSmallIntegerField": "smallint", "OrderWrt": "integer",
    "CharField": "varchar", "EmailField": "varchar", "URLField": "varchar", "SlugField": "varchar",
    "FileField": "varchar", "ImageField": "varchar", "FilePathField": "varchar", "CommaSeparatedIntegerField": "varchar",
    "TextField": "text", "BooleanField": "boolean", "NullBooleanField": "boolean", "DateField": "date",
    "DateTimeField": "timestamptz", "TimeField": "time", "DurationField": "interval", "DecimalField": "numeric",
    "FloatField": "double precision", "UUIDField": "uuid", "JSONField": "jsonb", "BinaryField": "bytea",
    "GenericIPAddressField": "inet", "IPAddressField": "inet", "HStoreField": "hstore", "SearchVectorField": "tsvector",
    "CICharField": "citext", "CIEmailField": "citext", "CITextField": "citext", "IntegerRangeField": "int4range",
    "BigIntegerRangeField": "int8range", "DecimalRangeField": "numrange", "DateTimeRangeField": "tstzrange",
    "DateRangeField": "daterange", "FloatRangeField": "numrange",
}  # fmt: skip
#: `max_length` where it is not given.
_LENGTHS = {
    "EmailField": 254,
    "URLField": 200,
    "SlugField": 50,
    "FileField": 100,
    "ImageField": 100,
    "FilePathField": 100,
}
#: Arguments that are a part of the type.
_SIZES = frozenset({"max_length", "max_digits", "decimal_places", "db_collation"})
_SERIAL = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})
_POSITIVE = frozenset({"PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"})
#: Models of Django's own that migrations of a project refer to, and the types of their primary keys.
_OUTSIDE = {
    "auth.user": "integer", "auth.group": "integer", "auth.permission": "integer", "sites.site": "integer",
    "contenttypes.contenttype": "integer",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column's type: `numbers` are a length, or precision and scale; `check` that it has an inline CHECK (>= 0)."""

    type: str
    numbers: tuple[int | None, ...] = ()
    check: bool = False
    collation: str | None = None

    def __str__(self) -> str:
        numbers = [str(each) for each in self.numbers if each is not None]
        return f"{self.type}({', '.join(numbers)})" if numbers else self.type

    @property
    def is_text(self) -> bool:
        """Whether Django gives its indexes a second one for LIKE (`varchar_pattern_ops`, `text_pattern_ops`)."""
        return self.type in ("varchar", "text") and self.collation is None


def column_of(state: ProjectState, model: ModelState, field: FieldState, depth: int = 0) -> Column | Unknown:
    """Return the type of a field's column."""
    if field.is_key:
        return _key(state, model, field, depth)
    base = field.base
    if isinstance(base, Unknown):
        return base
    if base == "ArrayField":
        return _array(state, model, field, depth)
    if base == "GeneratedField" and field.inner is not None:
        return column_of(state, model, field.inner, depth + 1)
    if unread := field.unknown & _SIZES:
        return Unknown(f"`{min(unread)}` of `{field.name}` is no literal")
    known = _TYPES.get(base)
    if known is None:
        return Unknown(f"what column a `{base}` makes is not known")
    return Column(known, _numbers(field, base), base in _POSITIVE, field.text("db_collation"))


def _numbers(field: FieldState, base: str) -> tuple[int | None, ...]:
    if _TYPES[base] == "varchar":
        return (field.number("max_length") or _LENGTHS.get(base),)
    if base == "DecimalField":
        return (field.number("max_digits"), field.number("decimal_places"))
    return ()


def _array(state: ProjectState, model: ModelState, field: FieldState, depth: int) -> Column | Unknown:
    inner = column_of(state, model, field.inner, depth + 1) if field.inner else Unknown("what it holds is not known")
    return inner if isinstance(inner, Unknown) else Column(f"{inner}[]")


#: A key to a key to a key is followed this far.
_DEEPEST = 6


def _key(state: ProjectState, model: ModelState, field: FieldState, depth: int) -> Column | Unknown:
    if not isinstance(field.to, str) or depth > _DEEPEST:
        return field.to if isinstance(field.to, Unknown) else Unknown("keys go round in a circle")
    target = state.models.get(field.to)
    if target is None:
        known = _OUTSIDE.get(field.to)
        return Column(known) if known else Unknown(f"the model `{field.to}` has no migrations here")
    named = field.text("to_field")
    to = target.field(named) if named else primary_key(state, target)
    found = column_of(state, target, to, depth + 1) if to else Unknown(f"`{target.title}` shows no primary key")
    return found if isinstance(found, Unknown) else Column(found.type, found.numbers, collation=found.collation)


def primary_key(state: ProjectState, model: ModelState, depth: int = 0) -> FieldState | None:
    """Return a model's primary key, its parent's where it is a proxy."""
    if model.primary_key or depth > _DEEPEST:
        return model.primary_key
    parents = (state.models.get(label) for label in model.bases)
    return next((found for each in parents if each and (found := primary_key(state, each, depth + 1))), None)


def is_serial(field: FieldState) -> bool:
    """Whether the database numbers its rows by itself."""
    return field.base in _SERIAL
