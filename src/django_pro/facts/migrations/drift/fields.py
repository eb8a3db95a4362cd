"""The fields of a model beside those that its migrations lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.migrations.drift.arguments import Arguments
from django_pro.facts.migrations.drift.difference import Difference, Drift
from django_pro.facts.migrations.states import FieldState, ModelState
from django_pro.facts.migrations.states.reading import StateReader
from django_pro.facts.models.model import Field, Kind, Model
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined
from django_pro.project.settings.values import Known

#: What is no field of a table, and stands in no migration.
PRIVATE = frozenset({Kind.GENERIC_FOREIGN_KEY, Kind.GENERIC_RELATION})
#: Fields that django-mptt and django-treebeard give to models.
_OF_TREES = frozenset({"lft", "rght", "tree_id", "level", "rgt", "depth", "path", "numchild"})

_AUTOMATIC = "AutoField"
_KEYS = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})


class Fields:
    """Compares the fields of models."""

    def __init__(self, reader: StateReader, arguments: Arguments) -> None:
        self._reader = reader
        self._arguments = arguments

    def drifts(self, model: Model, state: ModelState) -> Iterator[Drift]:
        """Yield the fields that differ, those that are new, and those that are gone."""
        written = {each.name.lower(): each for each in model.local if each.kind not in PRIVATE}
        known = {name.lower(): each for name, each in state.fields.items()}
        unseen = {name.lower() for name in state.unseen}
        for name, field in written.items():
            if name in known:
                if found := self._differing(model, field, known[name]):
                    yield Drift(model.app, model.name, field.name, found.what, model, field, found.silent)
            elif name not in unseen and not is_outline(field.owner) and self.is_column(model, field):
                yield Drift(model.app, model.name, field.name, "no migration adds it", model, field)
        yield from self.gone(model, known, written)

    def gone(self, model: Model, known: Mapping[str, FieldState], written: Mapping[str, Field]) -> Iterator[Drift]:
        """Yield the fields that the migrations have and the model has not."""
        if self._has_outline(model):
            return
        for name in sorted(known.keys() - written.keys()):
            if not model.unseen and not self._is_written(model, known[name].name) and not _is_made(name, written):
                yield Drift(model.app, model.name, known[name].name, "no migration removes it", model)

    def _has_outline(self, model: Model) -> bool:
        """Whether a parent of a package is known by its outline alone, which is that of some other version."""
        parents = self._reader.classes.mro(model.cls).classes
        return any(is_outline(each) and not each.name.startswith("django.") for each in parents)

    def _is_written(self, model: Model, name: str) -> bool:
        """Whether a class or a parent of it has the name, whatever it is there."""
        inherited = any(each.name == name for each in model.fields)
        return inherited or any(
            name in self._reader.classes.own(each) for each in self._reader.classes.mro(model.cls).classes
        )

    def _differing(self, model: Model, field: Field, state: FieldState) -> Difference | None:
        """Return what of a field is another, None where nothing is seen to be."""
        if is_outline(field.owner):
            return None
        now = self.state(model, field)
        if now is None and field.class_name.endswith(_AUTOMATIC) and not field.arguments:
            return self._key(field, state)
        if now is None or isinstance(now.base, Unknown) or isinstance(state.base, Unknown):
            return None
        if now.base != state.base:
            return Difference(f"`{state.base}` in the migrations, `{now.base}` now")
        if isinstance(now.to, str) and isinstance(state.to, str) and now.to != state.to:
            return Difference(f"leads to `{state.to}` in the migrations, to `{now.to}` now")
        return self._arguments.differing(state, now)

    def _key(self, field: Field, state: FieldState) -> Difference | None:
        """Return how the key that Django adds differs (Django: `DEFAULT_AUTO_FIELD`)."""
        now = field.class_name.rpartition(".")[2]
        told = isinstance(self._reader.settings.value("DEFAULT_AUTO_FIELD"), Known) and state.base in _KEYS
        if told and state.base != now:
            return Difference(f"`{state.base}` in the migrations, `{now}` now")
        return self._arguments.of_key(state)

    def state(self, model: Model, field: Field) -> FieldState | None:
        """Return a model's field as a migration would have it."""
        found = self._reader.fields.own(field.owner).get(field.name)
        bound = self._reader.classes.own(field.owner).get(field.name, ())
        values = [each.value for each in bound if isinstance(each, Assigned) and each.value is not None]
        if found is None or len(values) != 1:
            return None
        if any(each.stars for each in field.arguments):
            return None
        return self._reader.constructed(found, values[0], model.label)

    def is_column(self, model: Model, field: Field) -> bool:
        """Whether a class writes a field that Django makes one column, or one table, of."""
        if (now := self.state(model, field)) is None:
            return field.class_name.startswith("django.db.models.") and bool(field.arguments)
        found = self._reader.fields.own(field.owner)[field.name]
        method = self._reader.classes.method(found.cls, "contribute_to_class") if found and found.cls else None
        return not isinstance(now.base, Unknown) and (method is None or _is_django(method))


def is_outline(cls: Defined) -> bool:
    """Whether a class is known by an outline that we bring along: of some version, without texts and options."""
    return cls.module.origin == "knowledge"


def _is_django(method: Defined) -> bool:
    return method.name.startswith("django.")


def _is_made(name: str, written: Mapping[str, Field]) -> bool:
    """Whether a package may have made a field of another: a translation of it, its place in a tree."""
    return name == "_order" or any(name.startswith(f"{each}_") for each in written) or name in _OF_TREES
