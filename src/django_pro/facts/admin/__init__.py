"""The admin of a Django root: its classes, and the models they are registered for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django_pro.facts.admin.modeladmin import Admin, Entries, Entry, Registration, Texts
from django_pro.facts.admin.registering import ADMIN, Registering
from django_pro.facts.calls import Calls
from django_pro.facts.expressions import Expressions, Written, label_of, truth
from django_pro.facts.models import Models
from django_pro.facts.subclasses import is_one, subclasses
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Sequence

__all__ = ["Admin", "Admins", "Entry", "Registration"]

_INLINE = "django.contrib.admin.options.InlineModelAdmin"
#: How unseen bases of admin classes are called.
_ENDINGS = ("ModelAdmin", "TabularInline", "StackedInline")
#: Methods that decide at run time what an option states (Django: "ModelAdmin methods").
HOOKS = (
    "get_list_display", "get_list_select_related", "get_list_filter", "get_search_fields", "get_search_results",
    "get_autocomplete_fields", "get_readonly_fields", "get_inlines", "get_inline_instances", "get_actions", "get_ordering",
    "get_fields", "get_fieldsets", "get_form", "get_formset",
)  # fmt: skip


class Admins:
    """Questions about the admin."""

    def __init__(self, project: Project, models: Models | None = None, calls: Calls | None = None) -> None:
        self.project = project
        self.classes = project.classes
        self._given_models = models
        self._calls = calls or Calls(project)
        self._expressions = Expressions(project.classes)
        self._found: dict[Defined, Admin] = {}

    @cached_property
    def models(self) -> Models:
        """The models that registrations name."""
        return self._given_models or Models(self.project)

    @cached_property
    def all(self) -> tuple[Admin, ...]:
        """Every admin class of the project, inlines too, by file."""
        return tuple(self._read(cls) for cls in self._classes)

    @cached_property
    def _classes(self) -> tuple[Defined, ...]:
        return tuple(subclasses(self.project, ADMIN, endings=_ENDINGS))

    @cached_property
    def registrations(self) -> tuple[Registration, ...]:
        """Every registration, by decorators first."""
        registering = Registering(self.classes, self.models, self._calls)
        return (
            *(each for cls in self._classes for each in registering.decorated(cls)),
            *registering.called(self._classes),
        )

    def of(self, cls: Defined) -> Admin | None:
        """Return what is known of a class, None where it is no admin class."""
        if not isinstance(cls.node, Class) or not is_one(self.classes, cls, (ADMIN,), _ENDINGS):
            return None
        return self._read(cls)

    def of_model(self, label: str) -> tuple[Admin, ...]:
        """Return the admin classes registered for a model, and those of inlines that show it."""
        return tuple(each for each in self.all if label in each.models)

    def _read(self, cls: Defined) -> Admin:
        found = self._found.get(cls)
        if found is None:
            found = self._found[cls] = self._made(cls)
        return found

    def _made(self, cls: Defined) -> Admin:
        unseen = self.classes.mro(cls).unseen
        inline = self.classes.inherits(cls, _INLINE) or any(each.endswith("Inline") for each in unseen)
        return Admin(
            cls,
            inline,
            tuple(dict.fromkeys(self._models(cls, inline))),
            self._entries(cls, "list_display"),
            self._select_related(cls),
            self._entries(cls, "list_filter"),
            self._texts(cls, "search_fields"),
            self._texts(cls, "raw_id_fields"),
            self._texts(cls, "autocomplete_fields"),
            self._entries(cls, "readonly_fields"),
            self._inlines(cls),
            self._entries(cls, "actions"),
            self._texts(cls, "ordering"),
            self._fields(cls),
            self._texts(cls, "list_editable"),
            self._own_method(cls, "get_queryset"),
            {name: method for name in HOOKS if (method := self._own_method(cls, name)) is not None},
            unseen,
        )

    def _models(self, cls: Defined, inline: bool) -> Iterator[str | Unknown]:
        if inline:
            label = label_of(self.models, self._stated(cls, "model"))
            if label is not None:
                yield label
            return
        for each in self.registrations:
            if each.admin == cls:
                yield each.model

    def _own_method(self, cls: Defined, name: str) -> Defined | None:
        method = self.classes.method(cls, name)
        return None if method is None or method.name.startswith("django.") else method

    def _stated(self, cls: Defined, name: str) -> Written | None:
        """Return an option that Django does not give."""
        written = self._expressions.attribute(cls, name)
        return None if written is None or written.module.name.startswith("django.") else written

    def _texts(self, cls: Defined, name: str) -> Texts:
        written = self._stated(cls, name)
        return () if written is None else self._expressions.texts(written)

    def _fields(self, cls: Defined) -> Texts | None:
        """Return what `fields` names, flat; fieldsets are not read."""
        if self._stated(cls, "fieldsets") is not None:
            return Unknown("the fields are in fieldsets")
        return self._texts(cls, "fields") if self._stated(cls, "fields") is not None else None

    def _select_related(self, cls: Defined) -> bool | Texts:
        written = self._stated(cls, "list_select_related")
        if written is None:
            return False
        plain = truth(self._expressions.value(written).value)
        return plain if isinstance(plain, bool) else self._expressions.texts(written)

    def _entries(self, cls: Defined, name: str) -> Entries:
        written = self._stated(cls, name)
        items = self._expressions.items(written) if written is not None else ()
        if isinstance(items, Unknown):
            return items
        return tuple(self._entry(cls, each) for each in items)

    def _entry(self, cls: Defined, written: Written) -> Entry:
        value = written.value
        if isinstance(value, Sequence) and len(value.items) == 2:  # `("author", RelatedOnlyFieldListFilter)`
            filtered = self._expressions.cls(written.at(value.items[1]))
            text = self._expressions.text(written.at(value.items[0]))
            return Entry(text if isinstance(text, str) else "", filtered, written)
        text = self._expressions.text(written)
        if isinstance(text, str):
            return Entry(text, self.classes.method(cls, text), written)
        found = self._defined(cls, written)
        return Entry(found.qualname.rpartition(".")[2] if found else "", found, written)

    def _defined(self, cls: Defined, written: Written) -> Defined | None:
        """Return the function or class that an item names, one of the class's own body perhaps."""
        name = getattr(written.value, "id", "")
        return (self.classes.method(cls, name) if name else None) or self._expressions.defined(written)

    def _inlines(self, cls: Defined) -> tuple[Defined, ...] | Unknown:
        written = self._stated(cls, "inlines")
        items = self._expressions.items(written) if written is not None else ()
        if isinstance(items, Unknown):
            return items
        found = [self._expressions.cls(each) for each in items]
        known = tuple(each for each in found if each is not None)
        return known if len(known) == len(found) else Unknown("an inline is no class that can be seen")
