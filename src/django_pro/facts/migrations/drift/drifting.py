"""What the models are and the migrations do not lead to (Django: `makemigrations --check`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from django_pro.facts.migrations.drift.arguments import Arguments
from django_pro.facts.migrations.drift.difference import Drift
from django_pro.facts.migrations.drift.fields import Fields
from django_pro.facts.migrations.drift.histories import PREFIX, Histories, is_history
from django_pro.facts.migrations.drift.options import MetaOptions
from django_pro.facts.migrations.history import History
from django_pro.facts.migrations.states import ModelState
from django_pro.facts.migrations.values import Values
from django_pro.facts.models import Models
from django_pro.facts.models.model import Model
from django_pro.project.places import is_migration
from django_pro.project.project import Project
from django_pro.source.syntax import Class, ImportFrom

_HISTORIES = "simple_history"


class Drifting:
    """Compares models with where the migrations lead."""

    def __init__(self, models: Models, history: History) -> None:
        self._models = models
        self._history = history
        self._reader = history.replay.reader
        self._final = history.replay.final
        stored_only = makes_its_own(history.project)
        values = Values(self._reader)
        arguments = Arguments(values, history.server.django, stored_only=stored_only)
        self._fields = Fields(self._reader, arguments)
        self._histories = Histories(self._fields, arguments)
        self._options = MetaOptions(self._reader, values, stored_only=stored_only)

    def all(self) -> Iterator[Drift]:
        """Yield every difference of the apps that have migrations."""
        found = (each for each in self._models.all() if not each.abstract)
        there = {each.label.lower(): each for each in found if not each.auto_created or is_history(each)}
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
        name = state.name.removeprefix(PREFIX)
        app = self._history.project.apps.get(state.app)
        is_read = bool(own) or (app is not None and app.project)
        is_registered = state.name.startswith(PREFIX) and self._registers_histories
        return is_read and "_" not in name and not is_registered and not {name, state.name} & self._classes

    @cached_property
    def _registers_histories(self) -> bool:
        """Whether histories are made of models that others write (django-simple-history: `register(User, app=…)`)."""
        imports = (
            each
            for path in self._history.project.files
            if not is_migration(path)
            for each in self._history.project.sources.module(path).body
            if isinstance(each, ImportFrom) and each.module.startswith(_HISTORIES)
        )
        return any(alias.name == "register" for each in imports for alias in each.names)

    @cached_property
    def _classes(self) -> frozenset[str]:
        """The names of all classes that files of the project have at their top."""
        sources = self._history.project.sources
        files = (each for each in self._history.project.files if not is_migration(each))
        return frozenset(each.name for path in files for each in sources.module(path).body if isinstance(each, Class))

    def _of_model(self, model: Model, state: ModelState) -> Iterator[Drift]:
        if is_history(model):
            yield from self._histories.drifts(model, state)
            return
        if found := self._options.differing(model, state):
            yield Drift(model.app, model.name, "", found.what, model, silent=found.silent)
        if state.has_table:
            yield from self._fields.drifts(model, state)


def makes_its_own(project: Project) -> bool:
    """Whether the project has a `makemigrations` of its own: mostly one that leaves texts out of migrations."""
    return any(each.endswith("management/commands/makemigrations.py") for each in project.files)
