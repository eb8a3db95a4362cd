"""One row of the table of endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.urls.route import Route, Source
from django_pro.facts.views.policies import (
    AUTHENTICATION,
    PAGINATION,
    PERMISSIONS,
    SERIALIZER,
    THROTTLES,
    Guards,
    Policies,
    Policy,
)
from django_pro.facts.views.view import Origin, Stated, View
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined

_UNSEEN = Stated(Unknown("the view cannot be seen"), Origin.ROUTE)
NOTHING = Stated((), Origin.DEFAULT)


@dataclass(frozen=True, eq=False)
class Endpoint:
    """A route (by name, else by pattern) and method: `routes` are all that share the name, the view and its actions.

    `label` is the name; the pattern where there is none, or where other actions have it already.
    Each policy says where it was inferred from, or is `Unknown` with the reason.
    """

    routes: tuple[Route, ...]
    method: str
    view: View | None
    handler: Defined | None
    policies: Policies
    guards: Guards
    label: str

    @property
    def route(self) -> Route:
        """Return the first route that leads here."""
        return self.routes[0]

    @property
    def name(self) -> str:
        """Return what it is called: the route's name with namespaces, else its pattern."""
        return self.label

    @property
    def key(self) -> str:
        """Return the key of its site: name or pattern, and method."""
        return f"{self.name} {self.method}"

    @property
    def is_site(self) -> bool:
        """Whether rules judge it: the project's own view, not an admin site's."""
        return self.view is not None and not self.view.third_party and self.route.source is not Source.ADMIN

    @cached_property
    def authentication(self) -> Stated:
        """Who is recognised."""
        return self._policy(AUTHENTICATION, NOTHING)

    @cached_property
    def permissions(self) -> Stated:
        """Who is let in: DRF's permissions, or the decorators and mixins that stand before another view."""
        if self.view is None:
            return _UNSEEN
        return self._policy(PERMISSIONS, NOTHING) if self.view.is_rest else self.guards.of(self.view, self.handler)

    @cached_property
    def pagination(self) -> Stated:
        """How lists are divided into pages; DRF's generic views alone do so by themselves."""
        generic = self.view is not None and self.policies.views.is_generic(self.view)
        return self._policy(PAGINATION, NOTHING) if generic else _UNSEEN if self.view is None else NOTHING

    @cached_property
    def serializer(self) -> Stated:
        """What reads the request and writes the answer."""
        return self._policy(SERIALIZER, NOTHING)

    @cached_property
    def throttles(self) -> Stated:
        """What limits how often."""
        return self._policy(THROTTLES, NOTHING)

    def _policy(self, policy: Policy, other: Stated) -> Stated:
        if self.view is None:
            return _UNSEEN
        if not self.view.is_rest:
            return other
        return self.policies.of(policy, self.view, self.handler, self.route.view, self.method)
