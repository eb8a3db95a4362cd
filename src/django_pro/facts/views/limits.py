"""What limits how often a view of Django REST framework may be asked (DRF: "Throttling")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.views.functions import walk
from django_pro.facts.views.view import Stated, View
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.project.settings.values import texts
from django_pro.source.syntax import Argument, Attribute, Class, Constant, Function, Name, body_of

_SCOPED = "rest_framework.throttling.ScopedRateThrottle"
#: Words of whatever else limits attempts, in the code of a view, its bases, its decorators, and the settings.
_LIMITS = re.compile(
    r"throttl|rate_?limit|limiter|attempt|lock_?out|is_locked|captcha|turnstile|axes|defender|brute|block(?:ed|_|er)|cooldown"
    r"|too_?many|max_?tries|failures|fail_?count|silk_|flood",
    re.IGNORECASE,
)
_WHOLE = ("INSTALLED_APPS", "MIDDLEWARE", "AUTHENTICATION_BACKENDS")


class Limits:
    """Answers whether something limits the attempts at a view."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.classes: Classes = project.classes
        self.everywhere = next((text for text in self._installed() if _LIMITS.search(text)), "")

    def why_limited(self, view: View, handler: Defined | None, throttles: Stated) -> str:
        """Return what limits a view, "" where nothing is seen that does."""
        if self.everywhere:
            return f"`{self.everywhere}` limits attempts"
        names = [each for each in throttles.known if each != _SCOPED or self._has_scope(view)]
        if names:
            return f"`{names[0].rpartition('.')[2]}` limits it"
        around = [each for each in view.decorators if _LIMITS.search(each)]
        if around:
            return f"`{around[0]}` stands around it"
        return next((f"`{each}` may limit it" for each in self._words(view, handler) if _LIMITS.search(each)), "")

    def is_unknown(self, throttles: Stated) -> bool:
        """Whether it cannot be told which throttles a view has."""
        settings = self.project.settings
        return isinstance(throttles.value, Unknown) or not settings.modules

    def _has_scope(self, view: View) -> bool:
        return isinstance(view.target.node, Class) and self.classes.member(view.target, "throttle_scope") is not None

    def _installed(self) -> Iterator[str]:
        for name in _WHOLE:
            yield from texts(self.project.settings.value(name))

    def _words(self, view: View, handler: Defined | None) -> Iterator[str]:
        """Yield the names in the code of the project that answers: the handler, its class and that class's bases."""
        owners = self.classes.mro(view.target).classes if isinstance(view.target.node, Class) else ()
        own = [each for each in owners if each.module.origin == "project"]
        yield from (each.qualname for each in own)
        for each in [*own, *([handler] if handler is not None and handler.module.origin == "project" else ())]:
            yield from words_of(each)


def words_of(target: Defined) -> Iterator[str]:
    """Yield the names, attributes and keys in a class or function, those in a class's methods too."""
    statements: tuple[object, ...] = (*target.node.decorators,)
    statements += body_of(target.node) if isinstance(target.node, Function) else target.node.body
    for node in walk(statements):
        if isinstance(node, Name):
            yield node.id
        elif isinstance(node, Attribute):
            yield node.name
        elif isinstance(node, Argument):
            yield node.name or ""
        elif isinstance(node, Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value
        elif isinstance(node, Function):
            yield node.name
            yield from words_of(Defined(target.module, f"{target.qualname}.{node.name}", node))
