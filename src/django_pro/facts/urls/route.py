"""A URL pattern as Django's resolver knows it, and the view behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django_pro.project.names import Defined
from django_pro.source.syntax import Expression


class Source(StrEnum):
    """What made a route."""

    WRITTEN = "written"
    ROUTER = "router"
    ADMIN = "admin"
    NINJA = "ninja"


@dataclass(frozen=True)
class ViewRef:
    """The view of a route.

    `name` is its full dotted name ("" where `why` tells why it is not known), `target` the class or function where it
    can be read, `actions` a viewset's methods to its actions, `given` what `as_view()` was given, `wrappers` the full
    names of what stands around it, outermost first.
    """

    name: str
    target: Defined | None = None
    actions: Mapping[str, str] | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    wrappers: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, eq=False)
class Route:
    """A URL pattern.

    `pattern` is what Django's `resolve().route` gives, a locale prefix left out; "…" stands for a part of a text that is not
    known, and a whole text that is not known is left out, as `unread` says: most are an optional prefix.
    `name` holds the namespaces. `path` and `node` tell where it is written, `conditional` that not every configuration
    has it. A route of `Source.ADMIN` stands for a whole admin site.
    """

    pattern: str
    name: str | None
    view: ViewRef
    path: str
    node: Expression
    source: Source = Source.WRITTEN
    conditional: bool = False
    localized: bool = False
    unread: str = ""


@dataclass(frozen=True)
class UnknownRoutes:
    """Routes that could not be read: below `pattern`, and why."""

    pattern: str
    why: str
    path: str
    node: Expression
