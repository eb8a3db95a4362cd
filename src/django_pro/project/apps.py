"""The installed apps of a Django root, as `django.apps` would know them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django_pro.project.classes import Classes
from django_pro.project.modules import Modules
from django_pro.project.names import Defined, Names
from django_pro.project.places import is_test
from django_pro.project.settings import Settings, alternatives, listing
from django_pro.project.settings.values import Known
from django_pro.source.syntax import Constant

_APP_CONFIG = "django.apps.config.AppConfig"
_PART_OF_APP = re.compile(r"^(?P<package>.*?)/(?:models\.py|models/__init__\.py|apps\.py|migrations/__init__\.py)$")


@dataclass(frozen=True)
class App:
    """An installed app.

    `module` is its full dotted name and `folder` its folder in the tree (ending with a slash; None where it is no part
    of the tree); `config` is the AppConfig class, where one is used. `guessed` apps look like one and are not known to be
    installed; `modules` are the settings modules that install it.
    """

    label: str
    module: str
    folder: str | None
    config: Defined | None = None
    project: bool = False
    guessed: bool = False
    auto_field: str | None = None
    modules: tuple[str, ...] = ()


class Apps:
    """Questions about the installed apps; `complete` is False where settings do not tell them all."""

    def __init__(self, installed: Iterable[App], complete: bool = True) -> None:
        self.installed = tuple(installed)
        self.complete = complete
        self._by_label = {app.label: app for app in reversed(self.installed)}
        self._by_length = sorted(self.installed, key=lambda app: len(app.module), reverse=True)

    def get(self, label: str) -> App | None:
        """Return the app of a label."""
        return self._by_label.get(label)

    def module_of(self, label: str) -> str | None:
        """Return the module of an app by its label."""
        app = self._by_label.get(label)
        return app.module if app else None

    def containing(self, module: str) -> App | None:
        """Return the app that a module stands in, the innermost of several."""
        for app in self._by_length:
            if module == app.module or module.startswith(f"{app.module}."):
                return app
        return None

    def label_for(self, module: str) -> str | None:
        """Return the label of the app that a module stands in (Django: "apps.get_containing_app_config")."""
        app = self.containing(module)
        return app.label if app else None

    def auto_field(self, label: str) -> str | None:
        """Return the `default_auto_field` of an app's configuration, where it states one."""
        app = self._by_label.get(label)
        return app.auto_field if app else None


def find_apps(settings: Settings, classes: Classes, files: Iterable[str]) -> Apps:
    """Return the apps that the settings install; with those that look like one where the settings do not tell all."""
    finder = _Finder(classes)
    entries, complete = _entries(settings)
    found: dict[str, App] = {}
    for entry, modules in entries.items():
        app = finder.app(entry, modules)
        found.setdefault(app.module, app)
    if not complete:
        for module, sure in finder.guesses(files):
            if module not in found and (sure or not _is_inside(module, found)):
                found[module] = finder.guess(module)
    return Apps(found.values(), complete)


def _entries(settings: Settings) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Return what `INSTALLED_APPS` lists, production's first, with the modules that list it; and whether that is all."""
    found: dict[str, tuple[str, ...]] = {}
    complete = False
    names = [each.name for each in settings.modules if each.name != settings.production]
    for name in ([settings.production] if settings.production else []) + names:
        stated = settings.stated("INSTALLED_APPS", name)
        if stated is None:
            continue
        apps = listing(stated.value)
        if name == settings.production:
            complete = apps.complete
        for each in apps.items:
            for inner in alternatives(each):
                if isinstance(inner, Known) and isinstance(inner.value, str):
                    found[inner.value] = (*found.get(inner.value, ()), name)
    return found, complete and bool(found)


class _Finder:
    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.names: Names = classes.names
        self.modules: Modules = classes.names.modules

    def app(self, entry: str, modules: tuple[str, ...]) -> App:
        """Return the app of an entry: a module, or an AppConfig class."""
        config = self.configured(entry)
        name = (config and self.text(config, "name")) or (entry.rpartition(".")[0] if config else entry)
        return self.built(name, config or self.default(name), modules, guessed=False)

    def guess(self, module: str) -> App:
        """Return a package that looks like an app."""
        return self.built(module, self.default(module), (), guessed=True)

    def built(self, name: str, config: Defined | None, modules: tuple[str, ...], *, guessed: bool) -> App:
        """Return the app of a name and the configuration it has."""
        found = self.modules.find(name)
        inside = found is not None and found.origin == "project"
        folder = found.path.rpartition("/")[0] + "/" if found is not None and inside else None
        label = (config and self.text(config, "label")) or name.rpartition(".")[2]
        auto_field = self.text(config, "default_auto_field") if config else None
        return App(label, name, folder, config, inside, guessed, auto_field, modules)

    def configured(self, entry: str) -> Defined | None:
        """Return the AppConfig class that an entry names."""
        if self.modules.find(entry) is not None:
            return None
        for target in self.names.dotted(entry):
            for found in self.names.follow(target):
                if isinstance(found, Defined) and self.classes.inherits(found, _APP_CONFIG):
                    return found
        return None

    def default(self, name: str) -> Defined | None:
        """Return the configuration that `apps.py` gives: the only one, or the one with `default = True`."""
        module = self.modules.find(f"{name}.apps")
        if module is None:
            return None
        all_of_them = [each for each in self.classes.in_module(module) if self.classes.inherits(each, _APP_CONFIG)]
        own = [each for each in all_of_them if not self.says(each, "default", False)]
        if len(own) == 1:
            return own[0]
        return next((each for each in own if self.says(each, "default", True)), None)

    def says(self, config: Defined, name: str, wanted: bool) -> bool:
        """Whether a class itself assigns a name that truth value."""
        found = self.classes.own(config).get(name)
        value = getattr(found[-1], "value", None) if found else None
        return isinstance(value, Constant) and value.value is wanted

    def text(self, config: Defined, name: str) -> str | None:
        """Return a class attribute that is a literal text."""
        found = self.classes.member(config, name)
        value = found.value if found else None
        return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None

    def guesses(self, files: Iterable[str]) -> list[tuple[str, bool]]:
        """Return the packages that look like apps, the outer before the inner; not those of tests.

        With each, whether it has an `apps.py` or migrations: models alone may be a part of an app.
        """
        found: dict[str, bool] = {}
        for path in files:
            if not is_test(path) and (match := _PART_OF_APP.match(path)):
                sure = not path.endswith(("/models.py", "/models/__init__.py"))
                found[match["package"]] = sure or found.get(match["package"], False)
        return sorted((self.modules.at(f"{folder}/__init__.py").name, sure) for folder, sure in found.items())


def _is_inside(module: str, apps: Iterable[str]) -> bool:
    """Whether a package is a part of an app and no app itself: the `models` of one, the models of its API."""
    return any(module.startswith(f"{app}.") for app in apps)
