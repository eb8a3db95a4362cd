"""The settings of one Django root: which modules state them, which one production uses, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.project.learned import Learned
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Names
from django_pro.project.settings.choosing import choose_production, find_settings, mentions
from django_pro.project.settings.evaluation.evaluating import Evaluated, evaluate_module
from django_pro.project.settings.evaluation.freezing import choice
from django_pro.project.settings.learned import as_learned
from django_pro.project.settings.setting import Setting, SettingsModule
from django_pro.project.settings.values import Known, Value
from django_pro.project.tree import Tree

#: Where Django states its defaults (Django: "django/conf/global_settings.py").
DEFAULTS = "django.conf.global_settings"


class Settings:
    """Questions about settings.

    `modules` are all settings modules of the root; `production` is the one that production uses, None where there is
    none, and `production_why` says how it was chosen. A module is evaluated when it is first asked about.
    `learned` is what the project's own Django told of one of them.
    """

    def __init__(
        self,
        names: Names,
        modules: tuple[SettingsModule, ...],
        production: tuple[str | None, str],
        files: frozenset[str] = frozenset(),
    ) -> None:
        self.modules = modules
        self.production, self.production_why = production
        self._names = names
        self._files = files
        self.learned: Learned | None = None
        self._evaluated: dict[str, Evaluated] = {}

    def of(self, module: str | None = None) -> Evaluated:
        """Return all that a settings module says; production's where none is given."""
        name = module or self.production
        if name is None:
            return Evaluated({}, open=self.production_why)
        if name not in self._evaluated:
            file = self._names.modules.find(name)
            missing = Evaluated({}, open=f"there is no settings module {name}")
            self._evaluated[name] = self._as_learned(file, self._evaluate(file)) if file else missing
        return self._evaluated[name]

    def _evaluate(self, file: ModuleFile) -> Evaluated:
        return evaluate_module(self._names.modules, self._names.sources, file, files=self._files)

    def _as_learned(self, file: ModuleFile, read: Evaluated) -> Evaluated:
        """Return what was read of a module with what was learned put in: of it, or of one that takes settings from it."""
        facts = self.learned.facts if self.learned else None
        row = self.learned.settings(facts.settings_module) if self.learned and facts else None
        if self.learned is None or facts is None or row is None:
            return read
        if facts.settings_module == file.name:
            return as_learned(read, row, file, self.learned.taken)
        handed_on = {name for name, each in self.all(facts.settings_module).items() if each.module == file.name}
        values = {name: value for name, value in row.values.items() if name in handed_on and name in read.settings}
        told = msgspec.structs.replace(row, values=values, secrets={})
        return replace(as_learned(read, told, file, self.learned.taken), open=read.open)

    def all(self, module: str | None = None) -> Mapping[str, Setting]:
        """Return what a settings module states, by name."""
        return self.of(module).settings

    def stated(self, name: str, module: str | None = None) -> Setting | None:
        """Return a setting as it is stated, None where it is not."""
        return self.all(module).get(name)

    def value(self, name: str, module: str | None = None) -> Value:
        """Return a setting's value: as stated, else Django's own default; both where only some ways state it."""
        evaluated = self.of(module)
        stated = evaluated.settings.get(name)
        if stated is not None and name not in evaluated.unsure:
            return stated.value
        default = Unknown(evaluated.open) if evaluated.open else self.default(name)
        return choice([stated.value, default]) if stated is not None else default

    def default(self, name: str) -> Value:
        """Return Django's own default of a setting."""
        found = self._defaults.get(name)
        return found.value if found else Unknown(f"{name} is stated nowhere")

    @cached_property
    def _defaults(self) -> Mapping[str, Setting]:
        file = self._names.modules.find(DEFAULTS)
        return self._evaluate(file).settings if file else {}

    def texts(self) -> dict[str, str]:
        """Return the settings of production that are one known text."""
        values = ((name, setting.value) for name, setting in self.all().items())
        return {name: each.value for name, each in values if isinstance(each, Known) and isinstance(each.value, str)}


def read_settings(names: Names, tree: Tree, folder: str, files: Iterable[str], wanted: str | None) -> Settings:
    """Return the settings of a root; `wanted` is the module that was asked for."""
    own = frozenset(files)  # a project inside this one has settings, and a wsgi.py, of its own
    there = (each for each in mentions(tree, folder) if not each.path.endswith(".py") or each.path in own)
    named = [replace(each, module=_full(names, each.module)) for each in there]
    wanted = _full(names, wanted) if wanted else None
    asked = [wanted] if wanted else []
    modules = find_settings(names, files, [*asked, *dict.fromkeys(each.module for each in named)])
    production = choose_production(modules, named, wanted)
    return Settings(names, modules, production, frozenset((*tree.python, *tree.templates, *tree.others)))


def _full(names: Names, module: str) -> str:
    """Return the name by which a module is known here; whoever names it may have another `sys.path`."""
    found = names.modules.find(module)
    return found.name if found is not None and found.origin == "project" else module
