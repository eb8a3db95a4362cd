"""A form or formset, as its class or the call that makes it says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django_pro.facts.expressions import Written
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import Argument, Chain, Expression

Fields = tuple[str, ...] | Literal["__all__"] | Unknown | None


@dataclass(frozen=True)
class FormField:
    """A declared field: `class_name` is its class's full name, `cls` None where that class cannot be seen.

    `widget` and `queryset` are arguments as written, None where not given; `owner` is the class it is written in.
    """

    name: str
    class_name: str
    cls: Defined | None
    owner: Defined
    value: Expression
    arguments: tuple[Argument, ...]
    required: bool | Unknown = True
    widget: Expression | None = None
    queryset: Expression | None = None


@dataclass(frozen=True)
class Form:
    """A form class.

    `model` is a model form's label ("shop.Book"), None for any other form. `fields` and `exclude` are None where they are
    not stated; `widgets` are the expressions of `Meta.widgets` by field, `Unknown` where they cannot be told.
    """

    cls: Defined
    is_model_form: bool
    model: str | Unknown | None
    fields: Fields
    exclude: tuple[str, ...] | Unknown | None
    declared: tuple[FormField, ...]
    widgets: Mapping[str, Written] | Unknown = field(hash=False)
    unseen: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the class's name."""
        return self.cls.qualname.rpartition(".")[2]

    def field(self, name: str) -> FormField | None:
        """Return a declared field by its name."""
        return next((each for each in self.declared if each.name == name), None)


@dataclass(frozen=True)
class FormSet:
    """A call of a formset factory, or a formset class.

    `factory` is the function's name, "" for a class; `form` is None where Django makes the form, or a class does not say;
    `base` is the formset class given, the class itself for one. `parent` is an inline formset's.
    """

    factory: str
    module: ModuleFile
    node: Chain | Expression | None
    model: str | Unknown | None
    parent: str | Unknown | None
    form: Defined | Unknown | None
    base: Defined | None
    fields: Fields = None
    exclude: tuple[str, ...] | Unknown | None = None
