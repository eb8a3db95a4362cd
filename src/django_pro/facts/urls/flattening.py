"""From lists of entries to routes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.python import Partial
from django_pro.facts.unrolling.values import Bound, Closure, Instance, Native, Unseen
from django_pro.facts.urls.entries import Entry, View
from django_pro.facts.urls.route import Route, UnknownRoutes, ViewRef
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Constant, Expression

if TYPE_CHECKING:
    from django_pro.project.modules import ModuleFile

#: Includes that go round in a circle are followed this far.
DEEPEST = 20
NOWHERE: Expression = Constant(0, 0, None)


@dataclass(frozen=True)
class Above:
    """What stands before a list of entries."""

    pattern: str = ""
    namespaces: tuple[str, ...] = ()
    path: str = ""
    node: Expression = NOWHERE
    conditional: bool = False
    localized: bool = False
    unread: str = ""
    trail: tuple[int, ...] = field(default=())

    def below(self, entry: Entry) -> Above:
        """Return the same for what an entry includes."""
        return Above(
            self.pattern + entry.text,
            (*self.namespaces, entry.namespace) if entry.namespace else self.namespaces,
            entry.module.path,
            entry.node,
            self.conditional or entry.conditional,
            self.localized or entry.localized,
            self.unread or entry.unread,
            (*self.trail, id(entry)),
        )


def flat(entries: Iterable[object], above: Above) -> Iterator[Route | UnknownRoutes]:
    """Yield every route of a list, in the order Django tries them."""
    for entry in entries:
        if isinstance(entry, list | tuple):
            yield from flat(entry, above)
        elif not isinstance(entry, Entry):
            yield UnknownRoutes(above.pattern, _why(entry), above.path, above.node)
        elif entry.children is None:
            yield _route(entry, above)
        elif id(entry) not in above.trail and len(above.trail) < DEEPEST:
            yield from flat(entry.children, above.below(entry))


def _why(entry: object) -> str:
    if isinstance(entry, Unknown):
        return entry.why
    if isinstance(entry, Unseen):
        return f"`{entry.name}` cannot be followed"
    return "an entry that is no URL pattern"


def _route(entry: Entry, above: Above) -> Route:
    name = ":".join((*above.namespaces, entry.name)) if entry.name else None
    return Route(
        above.pattern + entry.text,
        name,
        reference(entry.callback, entry.module),
        entry.module.path,
        entry.node,
        entry.source,
        above.conditional or entry.conditional,
        above.localized,
        above.unread or entry.unread,
    )


def reference(callback: object, module: ModuleFile) -> ViewRef:
    """Return what a route's view is, by name."""
    if isinstance(callback, View):
        inner = reference(callback.target, module)
        actions = (
            {str(method): str(action) for method, action in callback.actions.items()}
            if callback.actions is not None
            else inner.actions
        )
        return ViewRef(
            inner.name,
            inner.target,
            actions,
            callback.given or inner.given,
            (*callback.wrappers, *inner.wrappers),
            inner.why,
        )
    if isinstance(callback, Defined):
        return ViewRef(callback.name, callback)
    if isinstance(callback, Closure):
        made_by = callback.attributes.get("view_class") or callback.attributes.get("cls")
        if isinstance(made_by, Defined):
            return ViewRef(made_by.name, made_by)
        owner = callback.scope.module.name
        return ViewRef(f"{owner}.{callback.name}")
    if isinstance(callback, Instance):
        return ViewRef(callback.cls.name, callback.cls)
    if isinstance(callback, Bound):
        return reference(callback.function, module)
    if isinstance(callback, Partial):
        return reference(callback.function, module)
    if isinstance(callback, Unseen | Native):
        return ViewRef(callback.name.removesuffix("()"))
    if isinstance(callback, str):
        return ViewRef(callback)
    return ViewRef("", why=callback.why if isinstance(callback, Unknown) else "the view is not known")
