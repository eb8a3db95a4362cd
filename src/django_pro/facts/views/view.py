"""What is known of a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Expression, Node


class Kind(StrEnum):
    """What sort of view it is."""

    FUNCTION = "function"
    CLASS = "class"
    API_FUNCTION = "api function"
    API = "api"
    GENERIC_API = "generic api"
    VIEWSET = "viewset"
    NINJA = "ninja"


#: Kinds whose policies are Django REST framework's.
REST = frozenset({Kind.API_FUNCTION, Kind.API, Kind.GENERIC_API, Kind.VIEWSET})


class Origin(StrEnum):
    """Where something about a view was said."""

    CLASS = "class"
    MIXIN = "mixin"
    DECORATOR = "decorator"
    ACTION = "action"
    ROUTE = "route"
    METHOD = "method"
    SETTING = "setting"
    MIDDLEWARE = "middleware"
    DEFAULT = "default"


@dataclass(frozen=True)
class Stated:
    """Something about a view and where it is said.

    `value` is full names of classes or functions, in order; () where there is none of it; `Unknown` where it cannot be
    told. `path` and `node` are the place, where there is one.
    """

    value: tuple[str, ...] | Unknown
    origin: Origin
    path: str = ""
    node: Node | None = None
    owner: Defined | None = None

    @property
    def known(self) -> tuple[str, ...]:
        """Return the names, none where they cannot be told."""
        return () if isinstance(self.value, Unknown) else self.value


@dataclass(frozen=True)
class Attribute:
    """An attribute of a view's class: its expression, and the class that gives it."""

    name: str
    value: Expression
    owner: Defined


@dataclass(frozen=True)
class View:
    """A view: `methods` are the HTTP methods it answers, in upper case, with the function that does; None where unseen.

    `unseen` names bases that could not be read; `decorators` are full names of what stands around a function or class,
    outermost first.
    """

    name: str
    kind: Kind
    target: Defined
    methods: Mapping[str, Defined | None]
    decorators: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def third_party(self) -> bool:
        """Whether it is not the project's own."""
        return self.target.module.origin != "project"

    @property
    def is_rest(self) -> bool:
        """Whether Django REST framework handles its requests."""
        return self.kind in REST
