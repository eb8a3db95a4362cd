"""The URL patterns of a Django root, as its resolver would know them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django_pro.facts.unrolling.python import BUILTINS
from django_pro.facts.unrolling.unroller import Unroller
from django_pro.facts.unrolling.values import Closure, Exhausted, Given, Instance, Native, Unseen
from django_pro.facts.urls.apps import APPS, Registry, plain
from django_pro.facts.urls.django import DJANGO, patterns_of
from django_pro.facts.urls.entries import View
from django_pro.facts.urls.flattening import NOWHERE, Above, flat
from django_pro.facts.urls.learned import as_learned
from django_pro.facts.urls.mentions import mentioned
from django_pro.facts.urls.ninja import NINJA
from django_pro.facts.urls.rest import REST
from django_pro.facts.urls.route import Route, Source, UnknownRoutes, ViewRef
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Package
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Function

__all__ = ["Route", "Source", "UnknownRoutes", "Urls", "ViewRef"]


class Urls:
    """Questions about the routes of one Django root.

    `root` is the module of the root URLconf; without it the setting says, and where that is not known every module with
    `urlpatterns` that no other one includes.
    """

    def __init__(self, project: Project, root: str | None = None) -> None:
        self.project = project
        self.root = root
        self._registry = Registry()
        known = {**BUILTINS, **DJANGO, **REST, **NINJA, **APPS, "django.apps.registry.apps": self._registry}
        known["django.apps.config.AppConfig.get_models"] = Native("AppConfig.get_models", self._registry.models_of)
        self.unroller = Unroller(project, known)
        self.unroller.wrap = _wrapped

    @cached_property
    def _found(self) -> tuple[Route | UnknownRoutes, ...]:
        return self._read() if self.root else as_learned(self._read(), self.project)

    def _read(self) -> tuple[Route | UnknownRoutes, ...]:
        try:
            self._run_registries()
            return tuple(each for module in self.roots for each in self._of(module))
        except Exhausted:
            return (UnknownRoutes("", "the routes are made by more code than is followed", "", NOWHERE),)

    @cached_property
    def all(self) -> tuple[Route, ...]:
        """Every route, in the order Django tries them."""
        return tuple(each for each in self._found if isinstance(each, Route))

    @property
    def unknown(self) -> tuple[UnknownRoutes, ...]:
        """What could not be read."""
        return tuple(each for each in self._found if isinstance(each, UnknownRoutes))

    @cached_property
    def roots(self) -> tuple[ModuleFile, ...]:
        """The modules that the routes begin with."""
        stated = self.root or plain(self.project.settings.value("ROOT_URLCONF"))
        found = self.project.modules.find(stated) if isinstance(stated, str) else None
        if found is not None:
            return (found,)
        return tuple(_not_included(self.project))

    def named(self, name: str) -> tuple[Route, ...]:
        """Return the routes that `reverse()` finds by a name, namespaces before it."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Route, ...]]:
        found: dict[str, list[Route]] = {}
        for route in self.all:
            if route.name:
                found.setdefault(route.name, []).append(route)
        return {name: tuple(routes) for name, routes in found.items()}

    def _of(self, module: ModuleFile) -> Iterator[Route | UnknownRoutes]:
        patterns, _ = patterns_of(self.unroller, Package(module))
        yield from flat(patterns, Above(path=module.path))

    def _run_registries(self) -> None:
        """Follow the modules whose decorators write views down in a registry, and the apps' `ready()`, as starting would."""
        for path in self.project.files:
            if "/tests/" in f"/{path}":
                continue
            module = self.project.modules.at(path)
            body = self.project.sources.module(path).body
            decorated = [each for each in body if isinstance(each, Class | Function) and each.decorators]
            if decorated and self._registers(module, decorated):
                self.unroller.module(module)
        for app in self.project.apps.installed:
            if app.project and app.config is not None:
                place = Given((app.label,), {}, NOWHERE, app.config.module)
                self.unroller.running.append(app.config.module)
                self._registry.config(self.unroller, place)
                self.unroller.running.pop()

    def _registers(self, module: ModuleFile, decorated: list[Class | Function]) -> bool:
        names = self.project.names
        for each in decorated:
            for decorator in each.decorators:
                base = getattr(decorator, "base", decorator)
                for target in names.resolve(module, base):
                    if (
                        isinstance(target, Defined)
                        and isinstance(target.node, Function)
                        and self.unroller.imports.is_registering(target)
                    ):
                        return True
        return False


def _wrapped(callee: object, given: Given, made: object) -> object:
    """Return the view itself where a function was given one and returned something that stands around it."""
    if isinstance(callee, Native) or not isinstance(made, Closure | Unseen | Unknown):
        return made
    for each in (*given.positional, *given.keywords.values()):
        if isinstance(each, View):
            return View(each.target, each.actions, each.given, (_name(callee), *each.wrappers))
        if isinstance(each, Closure) or (isinstance(each, Defined) and isinstance(each.node, Function)):
            return View(each, wrappers=(_name(callee),))
    return made


def _name(callee: object) -> str:
    if isinstance(callee, Closure):
        return f"{callee.scope.module.name}.{callee.name}".partition(".<locals>")[0]
    if isinstance(callee, Defined | Unseen):
        return callee.name.removesuffix("()")
    return callee.cls.name if isinstance(callee, Instance) else ""


def _not_included(project: Project) -> Iterator[ModuleFile]:
    """Yield the modules with `urlpatterns` whose names no other such module mentions."""
    modules = [project.modules.at(path) for path in project.files]
    listing = [each for each in modules if "urlpatterns" in project.names.bindings(each).names]
    inside = {name for module in listing for name in mentioned(project.sources.module(module.path))}
    for module in listing:
        if not any(module.name == name or module.name.endswith(f".{name}") for name in inside):
            yield module
