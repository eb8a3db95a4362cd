"""What the models are and the migrations do not lead to (Django: `makemigrations --check`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from django_pro.facts.migrations.drift.arguments import Arguments
from django_pro.facts.migrations.drift.difference import Difference, Drift
from django_pro.facts.migrations.drift.options import MetaOptions
from django_pro.facts.migrations.history import History
from django_pro.facts.migrations.states import FieldState, ModelState
from django_pro.facts.migrations.values import Values
from django_pro.facts.models import Models
from django_pro.facts.models.model import Field, Kind, Model
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.places import is_migration
from django_pro.project.project import Project
from django_pro.source.syntax import Class

#: What is no field of a table, and stands in no migration.
_PRIVATE = frozenset({Kind.GENERIC_FOREIGN_KEY, Kind.GENERIC_RELATION})


class Drifting:
    """Compares models with where the migrations lead."""

    def __init__(self, models: Models, history: History) -> None:
        self._models = models
        self._history = history
        self._reader = history.replay.reader
        self._final = history.replay.final
        stored_only = makes_its_own(history.project)
        values = Values(self._reader)
        self._arguments = Arguments(values, history.server.django, stored_only=stored_only)
        self._options = MetaOptions(self._reader, values, stored_only=stored_only)

    def all(self) -> Iterator[Drift]:
        """Yield every difference of the apps that have migrations."""
        there = {each.label.lower(): each for each in self._models.all() if not each.abstract and not each.auto_created}
        for app in self._history.graph.apps:
            yield from self._of_app(app.lower(), there)

    def _of_app(self, app: str, there: Mapping[str, Model]) -> Iterator[Drift]:
        own = {label: each for label, each in there.items() if each.app.lower() == app}
        states = {label: each for label, each in self._final.models.items() if each.app.lower() == app}
        for label, model in own.items():
            if label in states:
                yield from self._of_model(model, states[label])
            elif not model.unseen and self._is_at_top(model) and model.managed is True and not model.proxy:
                yield Drift(model.app, model.name, "", "no migration makes it", model)
        for label, state in states.items():
            if label not in own and self._is_gone(state, own):
                yield Drift(state.app, state.name, "", "its class is gone, and no migration deletes it", None)

    def _is_at_top(self, model: Model) -> bool:
        """Whether a class stands at the top of its file: one under `if TYPE_CHECKING` is no model."""
        top = self._history.project.sources.module(model.cls.module.path).body
        return any(each is model.cls.node for each in top)

    def _is_gone(self, state: ModelState, own: Mapping[str, Model]) -> bool:
        """Whether no class can be the model: its app is the project's, and none has its name, a model or not."""
        made = state.name.startswith("Historical") or "_" in state.name
        app = self._history.project.apps.get(state.app)
        is_read = bool(own) or (app is not None and app.project)
        return is_read and not made and state.name not in self._classes

    @cached_property
    def _classes(self) -> frozenset[str]:
        """The names of all classes that files of the project have at their top."""
        sources = self._history.project.sources
        files = (each for each in self._history.project.files if not is_migration(each))
        return frozenset(each.name for path in files for each in sources.module(path).body if isinstance(each, Class))

    def _of_model(self, model: Model, state: ModelState) -> Iterator[Drift]:
        if found := self._options.differing(model, state):
            yield Drift(model.app, model.name, "", found.what, model, silent=found.silent)
        if state.has_table:
            yield from self._of_fields(model, state)

    def _of_fields(self, model: Model, state: ModelState) -> Iterator[Drift]:
        written = {each.name.lower(): each for each in model.local if each.kind not in _PRIVATE}
        known = {name.lower(): each for name, each in state.fields.items()}
        unseen = {name.lower() for name in state.unseen}
        for name, field in written.items():
            if name in known:
                if found := self._differing(model, field, known[name]):
                    yield Drift(model.app, model.name, field.name, found.what, model, field, found.silent)
            elif name not in unseen and _is_column(field):
                yield Drift(model.app, model.name, field.name, "no migration adds it", model, field)
        for name in known.keys() - written.keys():
            if not model.unseen and not self._is_written(model, known[name].name) and not _is_made(name, written):
                yield Drift(model.app, model.name, known[name].name, "no migration removes it", model)

    def _is_written(self, model: Model, name: str) -> bool:
        """Whether a class or a parent of it has the name, whatever it is there."""
        inherited = any(each.name == name for each in model.fields)
        return inherited or any(
            name in self._reader.classes.own(each) for each in self._reader.classes.mro(model.cls).classes
        )

    def _differing(self, model: Model, field: Field, state: FieldState) -> Difference | None:
        """Return what of a field is another, None where nothing is seen to be."""
        now = self._state(model, field)
        if now is None or isinstance(now.base, Unknown) or isinstance(state.base, Unknown):
            return None
        if now.base != state.base:
            return Difference(f"`{state.base}` in the migrations, `{now.base}` now")
        if isinstance(now.to, str) and isinstance(state.to, str) and now.to != state.to:
            return Difference(f"leads to `{state.to}` in the migrations, to `{now.to}` now")
        return self._arguments.differing(state, now)

    def _state(self, model: Model, field: Field) -> FieldState | None:
        """Return a model's field as a migration would have it."""
        found = self._reader.fields.own(field.owner).get(field.name)
        bound = self._reader.classes.own(field.owner).get(field.name, ())
        values = [each.value for each in bound if isinstance(each, Assigned) and each.value is not None]
        if found is None or len(values) != 1:
            return None
        if any(each.stars for each in field.arguments):
            return None
        return self._reader.constructed(found, values[0], model.label)


def makes_its_own(project: Project) -> bool:
    """Whether the project has a `makemigrations` of its own: mostly one that leaves texts out of migrations."""
    return any(each.endswith("management/commands/makemigrations.py") for each in project.files)


def _is_column(field: Field) -> bool:
    """Whether the class of a field is Django's own: others may be made of several columns, or of none."""
    return field.class_name.startswith("django.db.models.") and bool(field.arguments)


def _is_made(name: str, written: Mapping[str, Field]) -> bool:
    """Whether a package may have made a field of another: a translation of it, its place in a tree."""
    return name == "_order" or any(name.startswith(f"{each}_") for each in written) or name in _OF_TREES


#: Fields that django-mptt and django-treebeard give to models.
_OF_TREES = frozenset({"lft", "rght", "tree_id", "level", "rgt", "depth", "path", "numchild"})
