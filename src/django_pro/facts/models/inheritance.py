"""Which fields a model ends up with: its own, its abstract parents', its concrete parents'."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django_pro.facts.models.fields import FieldReader, Written
from django_pro.facts.models.meta import holds, is_abstract, meta_of
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.source.syntax import Class, Expression

MODEL = "django.db.models.base.Model"


@dataclass(frozen=True)
class Draft:
    """A model class before its relations are known."""

    label: str
    app: str
    cls: Defined
    abstract: bool
    proxy: bool
    meta: dict[str, Expression]

    @property
    def name(self) -> str:
        """Return the class's own name."""
        assert isinstance(self.cls.node, Class)
        return self.cls.node.name


def is_model(classes: Classes, cls: Defined) -> bool:
    """Whether a class comes from Django's `Model`."""
    return cls.name != MODEL and classes.inherits(cls, MODEL)


def draft(classes: Classes, cls: Defined, app: str, installed: Collection[str]) -> Draft:
    """Return a model class with what its own body and Meta say."""
    assert isinstance(cls.node, Class)
    meta = meta_of(classes, cls)
    label = f"{app}.{cls.node.name}"
    proxy = holds(meta.get("proxy"), installed)
    return Draft(label, app, cls, is_abstract(classes, cls, installed), proxy, meta)


class Inheritance:
    """The fields of each model class, by Django's rules of model inheritance."""

    def __init__(self, classes: Classes, reader: FieldReader, drafts: dict[Defined, Draft]) -> None:
        self.classes = classes
        self.reader = reader
        self.drafts = drafts
        self._local: dict[Defined, dict[str, Written]] = {}

    def local(self, cls: Defined) -> dict[str, Written]:
        """Return the fields that stand in a class's own table: its own, and copies of its abstract parents'."""
        found = self._local.get(cls)
        if found is None:
            found = self._local[cls] = self._collect(cls)
        return found

    def _collect(self, cls: Defined) -> dict[str, Written]:
        found: dict[str, Written] = {}
        taken: set[str] = set()
        for ancestor in self._unmixed(cls):
            written = self.reader.own(ancestor).items()
            found.update({name: each for name, each in written if name not in taken and each is not None})
            # What a mixin that is no model has hides the fields of the abstract models after it (Django: `ModelBase.__new__`).
            is_model_class = ancestor != cls and is_model(self.classes, ancestor)
            taken.update(self.reader.own(ancestor) if is_model_class else self.classes.own(ancestor))
        return found

    def _unmixed(self, cls: Defined) -> list[Defined]:
        """Return the class, its abstract ancestors and its mixins, without those that stand behind a concrete parent."""
        behind = {each for parent in self.parents(cls) for each in self.classes.mro(parent).classes}
        ancestors = self.classes.mro(cls).classes[1:]
        return [cls, *(each for each in ancestors if each not in behind and self._is_mixed_in(each))]

    def _is_mixed_in(self, cls: Defined) -> bool:
        return self.is_abstract_model(cls) or (cls.name != MODEL and not is_model(self.classes, cls))

    def is_abstract_model(self, cls: Defined) -> bool:
        """Whether a class is an abstract model."""
        known = self.drafts.get(cls)
        if known is not None:
            return known.abstract
        return is_model(self.classes, cls) and is_abstract(self.classes, cls)

    def parents(self, cls: Defined) -> list[Defined]:
        """Return the nearest concrete model parents, in order."""
        found: list[Defined] = []
        for ancestor in self.classes.mro(cls).classes[1:]:
            above = {each for parent in found for each in self.classes.mro(parent).classes}
            concrete = ancestor in self.drafts and not self.drafts[ancestor].abstract
            circle = cls in self.classes.mro(ancestor).classes
            if concrete and not circle and ancestor not in above:
                found.append(ancestor)
        return found

    def contribute(self, cls: Defined, written: Written) -> None:
        """Add a field that other code gives to a model (`add_to_class`)."""
        self._local[cls] = {**self.local(cls), written.name: replace(written, owner=cls)}
