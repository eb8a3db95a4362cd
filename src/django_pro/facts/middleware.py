"""The middleware of a Django root, in order (Django: "Middleware")."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.expressions import Expressions, Written, truth
from django_pro.facts.views.functions import decorators_of
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.project.settings import Known, Listing, alternatives, listing
from django_pro.source.syntax import Class, Function

#: Methods by which a class takes part (Django: "Other middleware hooks"; the first two are the older style's).
HOOKS = (
    "process_request",
    "process_response",
    "__call__",
    "process_view",
    "process_exception",
    "process_template_response",
)
_CAPABLE = ("django.utils.decorators.async_only_middleware", "django.utils.decorators.sync_and_async_middleware")


@dataclass(frozen=True)
class Middleware:
    """An entry of `MIDDLEWARE`: `sure` tells that every way through the settings has it.

    `target` is its class or factory function, `Unknown` where that cannot be seen; `hooks` are a class's own methods by
    name; `async_capable` whether it takes part in an asynchronous request without a thread.
    """

    name: str
    target: Defined | Unknown
    sure: bool = True
    hooks: tuple[str, ...] = ()
    async_capable: bool | Unknown = False


class Middlewares:
    """Questions about middleware; `module` is a settings module, production's where none is given."""

    def __init__(self, project: Project, module: str | None = None) -> None:
        self.project = project
        self.module = module
        self._expressions = Expressions(project.classes)

    @cached_property
    def _listed(self) -> Listing:
        return listing(self.project.settings.value("MIDDLEWARE", self.module))

    @property
    def unknown(self) -> Unknown | None:
        """Return why there may be more than is listed, None where there is not."""
        return None if self._listed.complete else Unknown(self._listed.why)

    @cached_property
    def all(self) -> tuple[Middleware, ...]:
        """The entries from the outermost to the innermost; one that is no text is passed over."""
        return tuple(self._entries())

    def find(self, *names: str) -> Middleware | None:
        """Return the first entry that is, or inherits from, one of the named classes."""
        return next((each for each in self.all if self._is(each, names)), None)

    def _is(self, entry: Middleware, names: tuple[str, ...]) -> bool:
        target = entry.target
        if entry.name in names:
            return True
        is_class = isinstance(target, Defined) and isinstance(target.node, Class)
        return is_class and isinstance(target, Defined) and self.project.classes.inherits(target, *names)

    def _entries(self) -> Iterator[Middleware]:
        for at, item in enumerate(self._listed.items):
            ways = alternatives(item)
            for each in ways:
                if isinstance(each, Known) and isinstance(each.value, str):
                    yield self._entry(each.value, sure=at not in self._listed.unsure and len(ways) == 1)

    def _entry(self, name: str, *, sure: bool) -> Middleware:
        followed = (each for target in self.project.names.dotted(name) for each in self.project.names.follow(target))
        target = next((each for each in followed if isinstance(each, Defined)), None)
        if target is None:
            return Middleware(name, Unknown(f"`{name}` cannot be seen"), sure, (), Unknown(f"`{name}` cannot be seen"))
        if isinstance(target.node, Function):
            around = (each.name for each in decorators_of(self.project.names, target))
            return Middleware(name, target, sure, (), any(each in _CAPABLE for each in around))
        return Middleware(name, target, sure, self._hooks(target), self._is_capable(target))

    def _hooks(self, cls: Defined) -> tuple[str, ...]:
        methods = ((name, self.project.classes.method(cls, name)) for name in HOOKS)
        return tuple(name for name, each in methods if each and not each.name.startswith("django.utils.deprecation."))

    def _is_capable(self, cls: Defined) -> bool | Unknown:
        """Return what `async_capable` says; a base that cannot be seen may say it (Django: "Asynchronous support")."""
        written = self._expressions.attribute(cls, "async_capable")
        if written is None:
            unseen = [each for each in self.project.classes.mro(cls).unseen if each not in dir(builtins)]
            return Unknown(f"the base `{unseen[0]}` cannot be seen") if unseen else False
        return truth(self._expressions.value(Written(written.module, written.value, written.local)).value) or False
