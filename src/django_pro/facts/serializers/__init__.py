"""The serializers of a Django root (DRF: "Serializers")."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from django_pro.facts.expressions import Expressions, Options, Written, label_of
from django_pro.facts.models import Models
from django_pro.facts.serializers.declaring import SERIALIZER, Declaring
from django_pro.facts.serializers.serializer import ALL, Serializer, SerializerField
from django_pro.facts.subclasses import is_one, subclasses
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Class

__all__ = ["ALL", "Serializer", "SerializerField", "Serializers"]

#: How unseen bases of serializers are called.
_ENDINGS = ("Serializer",)


class Serializers:
    """Questions about serializers, the project's own and those of its packages."""

    def __init__(self, project: Project, models: Models | None = None) -> None:
        self.project = project
        self.classes = project.classes
        self._given_models = models
        self._expressions = Expressions(project.classes)
        self._declaring = Declaring(project.classes)
        self._found: dict[Defined, Serializer] = {}

    @cached_property
    def models(self) -> Models:
        """The models that `Meta.model` names."""
        return self._given_models or Models(self.project)

    @cached_property
    def all(self) -> tuple[Serializer, ...]:
        """Every serializer class of the project, by file."""
        return tuple(self._read(cls) for cls in subclasses(self.project, SERIALIZER, endings=_ENDINGS))

    def of(self, cls: Defined) -> Serializer | None:
        """Return what is known of a class, None where it is no serializer."""
        if cls not in self._found and (
            not isinstance(cls.node, Class) or not is_one(self.classes, cls, (SERIALIZER,), _ENDINGS)
        ):
            return None
        return self._read(cls)

    def names(self, cls: Defined) -> tuple[tuple[str, Written], ...]:
        """Return the names that `Meta.fields` lists, each with where it is written."""
        written = self.written(cls, "fields")
        items = self._expressions.items(written) if written is not None else ()
        pairs = ((self._expressions.text(each), each) for each in items) if not isinstance(items, Unknown) else ()
        return tuple((name, each) for name, each in pairs if isinstance(name, str))

    def written(self, cls: Defined, option: str) -> Written | None:
        """Return an option of `Meta` as it is written."""
        found = self._expressions.options(cls).get(option)
        return found if isinstance(found, Written) else None

    def text(self, field: SerializerField, argument: str) -> str:
        """Return an argument of a declared field that is a text, "" where it is none."""
        value = field.argument(argument)
        found = self._expressions.text(Written(field.owner.module, value)) if value is not None else ""
        return found if isinstance(found, str) else ""

    def _read(self, cls: Defined) -> Serializer:
        found = self._found.get(cls)
        if found is None:
            found = self._found[cls] = self._made(cls)
        return found

    def _made(self, cls: Defined) -> Serializer:
        options = self._expressions.options(cls)
        return Serializer(
            cls,
            label_of(self.models, options.get("model")),
            self._fields(options),
            self._texts(options, "exclude"),
            self._texts(options, "read_only_fields"),
            self._depth(options),
            self._extra(options),
            self._declaring.fields(cls),
            self.classes.mro(cls).unseen,
        )

    def _fields(self, options: Options) -> tuple[str, ...] | Literal["__all__"] | Unknown | None:
        written = options.get("fields")
        if isinstance(written, Written) and self._expressions.text(written) == ALL:
            return "__all__"
        return self._texts(options, "fields")

    def _texts(self, options: Options, name: str) -> tuple[str, ...] | Unknown | None:
        written = options.get(name)
        return self._expressions.texts(written) if isinstance(written, Written) else written

    def _depth(self, options: Options) -> int | Unknown | None:
        written = options.get("depth")
        return self._expressions.integer(written) if isinstance(written, Written) else written

    def _extra(self, options: Options) -> Mapping[str, Mapping[str, Written]] | Unknown | None:
        written = options.get("extra_kwargs")
        if not isinstance(written, Written):
            return written
        outer = self._expressions.entries(written)
        if isinstance(outer, Unknown):
            return outer
        found: dict[str, Mapping[str, Written]] = {}
        for name, value in outer.items():
            inner = self._expressions.entries(value)
            if isinstance(inner, Unknown):
                return inner
            found[name] = inner
        return found
