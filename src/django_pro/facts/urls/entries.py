"""Entries of a list of URL patterns, while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.operators import HOLE
from django_pro.facts.unrolling.values import Closure, Special
from django_pro.facts.urls.route import Source
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller
    from django_pro.project.modules import ModuleFile
    from django_pro.source.syntax import Expression


@dataclass(eq=False)
class Entry(Special):
    """A `path(…)`: a view, or `children` where it includes others; `localized` where it is a language's prefix.

    `unread` tells why its text is not known; it is empty then.
    """

    text: str
    node: Expression
    module: ModuleFile
    callback: object = None
    children: list[object] | None = None
    name: str | None = None
    namespace: str | None = None
    conditional: bool = False
    localized: bool = False
    source: Source = Source.WRITTEN
    unread: str = ""
    kinds: tuple[str, ...] = field(default=("URLPattern", "RegexURLPattern"))

    def __post_init__(self) -> None:
        if self.children is not None:
            self.kinds = ("URLResolver", "RegexURLResolver")

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        leaf = {"name": self.name, "callback": self.callback, "default_args": {}, "lookup_str": HOLE}
        branch = {
            "url_patterns": self.children,
            "namespace": self.namespace,
            "app_name": self.namespace,
            "urlconf_name": self.children,
        }
        known = (leaf if self.children is None else branch) | {
            "pattern": self,
            "_route": self.text,
            "_regex": self.text,
        }
        if name in known:
            return known[name]
        return unroller.fail("AttributeError", f"`.{name}` of a URL pattern")

    def assign(self, unroller: Unroller, name: str, value: object) -> None:
        """Set an attribute, as `Special.assign`."""
        if name == "callback":
            self.callback = value
        elif name == "name" and isinstance(value, str):
            self.name = value


@dataclass(eq=False)
class View(Special):
    """A view: `target` is the class or function, `actions` those of a viewset, `wrappers` what stands around it."""

    target: object
    actions: dict[object, object] | None = None
    given: dict[str, object] = field(default_factory=dict)
    wrappers: tuple[str, ...] = ()

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        if name in ("view_class", "cls"):
            return self.target
        if name == "__call__":  # what looked like a decorator around a function may be that function
            return self.target if isinstance(self.target, Closure | Defined) else Unknown("a call of a view")
        return {"actions": self.actions, "initkwargs": self.given, "view_initkwargs": self.given}.get(
            name, Unknown(f"`.{name}` of a view")
        )
