"""A serializer class, and the fields it declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django_pro.facts.expressions import Written
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Argument, Expression

#: What `Meta.fields` says where every field of the model is meant.
ALL = "__all__"


@dataclass(frozen=True)
class SerializerField:
    """A declared field: `class_name` is its class's full name, `cls` None where that class cannot be seen.

    `source` is what it reads from the object, its own name where nothing else is said ("*" is the object itself);
    `serializer` the class of a nested serializer, a list's too (`many`); `method` what a `SerializerMethodField` calls,
    None for any other field. `owner` is the class it is written in, `value` the expression there, `arguments` its own.
    """

    name: str
    class_name: str
    cls: Defined | None
    owner: Defined
    value: Expression
    arguments: tuple[Argument, ...]
    source: str | Unknown
    many: bool | Unknown = False
    read_only: bool | Unknown = False
    write_only: bool | Unknown = False
    serializer: Defined | None = None
    method: Defined | Unknown | None = None

    def argument(self, name: str) -> Expression | None:
        """Return a keyword argument as it is written."""
        return next((each.value for each in self.arguments if each.name == name), None)


@dataclass(frozen=True)
class Serializer:
    """A serializer class.

    `model` is a model's label ("shop.Book"); it and what `Meta` lists are None where they are not stated, `Unknown` where
    they cannot be told. `fields` may be "__all__"; `extra_kwargs` are arguments by field and name; `declared` are the
    fields in the order they are shown, inherited ones first; `unseen` are bases that could not be read.
    """

    cls: Defined
    model: str | Unknown | None
    fields: tuple[str, ...] | Literal["__all__"] | Unknown | None
    exclude: tuple[str, ...] | Unknown | None
    read_only_fields: tuple[str, ...] | Unknown | None
    depth: int | Unknown | None
    extra_kwargs: Mapping[str, Mapping[str, Written]] | Unknown | None
    declared: tuple[SerializerField, ...]
    unseen: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the class's name."""
        return self.cls.qualname.rpartition(".")[2]

    def field(self, name: str) -> SerializerField | None:
        """Return a declared field by its name."""
        return next((each for each in self.declared if each.name == name), None)
