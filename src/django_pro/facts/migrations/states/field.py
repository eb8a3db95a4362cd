"""A field of a historical model: what the database has of it, and what Django does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django_pro.facts.expressions import Written
from django_pro.facts.models.model import Kind
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Expression

#: A value of an argument: a literal, an expression that is none, or that nothing was given.
Value = object
#: How long the texts of Django's fields are where nothing else is said ("Model field reference").
_LENGTHS = {
    "SlugField": 50, "EmailField": 254, "URLField": 200, "FileField": 100, "ImageField": 100, "FilePathField": 100,
    "GenericIPAddressField": 39, "UUIDField": 32,
}  # fmt: skip


class Default(StrEnum):
    """How a field's `default` or `db_default` is written."""

    NONE = "none"
    LITERAL = "literal"
    NAMED = "named"
    CALLED = "called"


@dataclass(frozen=True)
class FieldState:
    """A field at some point of the migrations' history.

    `class_name` is the class's own full name, `base` the nearest of Django's classes it extends; `to` is a model's label
    in lower case; `values` are the literal arguments, `unknown` the names of those that are no literals; `default` and
    `db_default` tell how the two are written and `default_name` what a default that is no literal is called;
    `arguments` are those of the call itself, as they are written;
    `keeps_default` is False where the default was for the rows of that day alone (`preserve_default`).
    """

    name: str
    kind: Kind
    class_name: str
    base: str | Unknown
    node: Expression = field(compare=False, hash=False)
    values: Mapping[str, Value] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    to: str | Unknown | None = None
    through: str | Unknown | None = None
    default: Default = Default.NONE
    default_name: str = ""
    db_default: Default = Default.NONE
    db_default_name: str = ""
    inner: FieldState | None = None
    arguments: Mapping[str, Written] = field(default_factory=dict, compare=False, hash=False)
    keeps_default: bool = True

    def is_true(self, name: str, otherwise: bool = False) -> bool:
        """Return a flag; `otherwise` where it is not given."""
        return bool(self.values.get(name, otherwise))

    def number(self, name: str) -> int | None:
        """Return a number such as `max_length`, None where it is not given or not known."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        """Return a text such as `db_column`."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    @property
    def max_length(self) -> int | Unknown | None:
        """How long its texts are at most: as given, else as its class has it."""
        if "max_length" in self.unknown:
            return Unknown("its `max_length` is no literal")
        given = self.number("max_length")
        return given if given is not None or not isinstance(self.base, str) else _LENGTHS.get(self.base)

    @property
    def has_default(self) -> bool:
        """Whether Django gives a new row a value where the code gives none."""
        return self.keeps_default and self.default is not Default.NONE

    @property
    def is_key(self) -> bool:
        """Whether it is a foreign key or a one-to-one."""
        return self.kind in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE)

    @property
    def has_column(self) -> bool:
        """Whether its model's table has a column for it."""
        return self.is_key or self.kind is Kind.COLUMN

    @property
    def null(self) -> bool:
        """Whether its column takes NULL."""
        return self.is_true("null") or self.base == "NullBooleanField"

    @property
    def primary_key(self) -> bool:
        """Whether it is the primary key."""
        return self.is_true("primary_key")

    @property
    def unique(self) -> bool:
        """Whether the database holds its values unique (Django: `Field.unique`)."""
        return self.is_true("unique") or self.primary_key or self.kind is Kind.ONE_TO_ONE

    @property
    def db_index(self) -> bool:
        """Whether it asks for an index of its own (foreign keys and slugs do unless told not to)."""
        return self.is_true("db_index", otherwise=self.is_key or self.base == "SlugField")

    @property
    def has_index(self) -> bool:
        """Whether the database has an index for it alone."""
        return self.has_column and (self.unique or self.db_index)

    @property
    def constrained(self) -> bool:
        """Whether it is a foreign key that the database checks."""
        return self.is_key and self.is_true("db_constraint", otherwise=True)

    @property
    def attname(self) -> str:
        """The attribute that holds its column's value."""
        return f"{self.name}_id" if self.is_key else self.name

    @property
    def column(self) -> str:
        """The name of its column."""
        return self.text("db_column") or self.attname

    @property
    def defaults_to_null(self) -> bool:
        """Whether its default is written out as None."""
        return self.default is Default.LITERAL and self.values.get("default", ...) is None

    @property
    def is_automatic(self) -> bool:
        """Whether Django sets it at each save: `auto_now` or `auto_now_add`."""
        return self.is_true("auto_now") or self.is_true("auto_now_add")

    def renamed(self, name: str) -> FieldState:
        """Return the field under another name."""
        return replace(self, name=name)
