"""Channels' consumers, and the routes that lead to them (Channels: "Consumers", "Routing")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django_pro.facts.calls import Calls, CallSite, without_last
from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.subclasses import subclasses
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Call, Chain, Expression, Function

_ASYNC = "channels.consumer.AsyncConsumer"
_SYNC = "channels.consumer.SyncConsumer"
#: How unseen bases of consumers are called.
_ENDINGS = ("Consumer",)
#: Functions that make a route; the last two take a regular expression.
_ROUTES = ("path", "re_path", "url")


class Kind(StrEnum):
    """How a consumer's handlers run: each in a thread, or on the event loop."""

    SYNC = "sync"
    ASYNC = "async"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ConsumerRoute:
    """A route of websockets or HTTP to a consumer; `regex` tells how `pattern` is to be read."""

    pattern: str | Unknown
    regex: bool
    module: ModuleFile
    node: Chain


@dataclass(frozen=True)
class Consumer:
    """A consumer class: `handlers` are the project's own methods by name; `unseen` are bases that could not be read."""

    cls: Defined
    kind: Kind
    handlers: dict[str, Defined]
    routes: tuple[ConsumerRoute, ...]
    unseen: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.cls)


class Consumers:
    """Questions about consumers."""

    def __init__(self, project: Project, calls: Calls | None = None) -> None:
        self.project = project
        self.classes = project.classes
        self._calls = calls or Calls(project)
        self._expressions = Expressions(project.classes)

    @cached_property
    def all(self) -> tuple[Consumer, ...]:
        """Every consumer class of the project, by file."""
        return tuple(self._made(cls) for cls in self._classes)

    def of(self, cls: Defined) -> Consumer | None:
        """Return the consumer of a class."""
        return next((each for each in self.all if each.cls == cls), None)

    @cached_property
    def _classes(self) -> tuple[Defined, ...]:
        found = subclasses(self.project, _ASYNC, _SYNC, endings=_ENDINGS)
        return tuple(each for each in found if self.classes.inherits(each, _ASYNC, _SYNC) or self._from_channels(each))

    def _from_channels(self, cls: Defined) -> bool:
        """Whether an unseen base speaks of Channels: consumers of message queues are called so too."""
        return any("channels" in each and each.endswith(_ENDINGS) for each in self.classes.mro(cls).unseen)

    def _made(self, cls: Defined) -> Consumer:
        mro = self.classes.mro(cls)
        return Consumer(cls, self._kind(cls), self._handlers(cls), tuple(self._routed.get(cls, ())), mro.unseen)

    def _kind(self, cls: Defined) -> Kind:
        if self.classes.inherits(cls, _SYNC):  # which inherits from the other
            return Kind.SYNC
        if self.classes.inherits(cls, _ASYNC):
            return Kind.ASYNC
        asynchronous = any("Async" in each for each in self.classes.mro(cls).unseen)
        return Kind.ASYNC if asynchronous else Kind.UNKNOWN

    def _handlers(self, cls: Defined) -> dict[str, Defined]:
        found: dict[str, Defined] = {}
        for owner in self.classes.mro(cls).classes:
            if owner.module.origin == "project":
                for name, bindings in self.classes.own(owner).items():
                    if isinstance(node := bindings[-1], Function):
                        found.setdefault(name, Defined(owner.module, f"{owner.qualname}.{name}", node))
        return found

    @cached_property
    def _routed(self) -> dict[Defined, list[ConsumerRoute]]:
        found: dict[Defined, list[ConsumerRoute]] = {}
        wanted = set(self._classes)
        for site in self._calls.of(*_ROUTES) if wanted else ():
            view = site.argument(1, "view")
            for cls in self._leads_to(site, view) if view is not None else ():
                if cls in wanted:
                    found.setdefault(cls, []).append(self._route(site))
        return found

    def _leads_to(self, site: CallSite, view: Expression) -> Iterator[Defined]:
        """Yield the class of `Chat.as_asgi()`, of `Chat`, and of what either is wrapped in."""
        written = Written(site.module, view, site.local)
        if isinstance(view, Chain) and isinstance(call := view.steps[-1], Call):
            called = without_last(view)
            cls = self._expressions.cls(written.at(without_last(called))) if isinstance(called, Chain) else None
            if cls is not None:
                yield cls
            for each in call.arguments:
                yield from self._leads_to(site, each.value)
        elif (cls := self._expressions.cls(written)) is not None:
            yield cls

    def _route(self, site: CallSite) -> ConsumerRoute:
        given = site.argument(0, "route")
        given = given if given is not None else site.argument(-1, "regex")
        pattern: str | Unknown = Unknown("no pattern is given")
        if given is not None:
            pattern = self._expressions.text(Written(site.module, given, site.local))
        return ConsumerRoute(pattern, site.name != "path", site.module, site.node)
