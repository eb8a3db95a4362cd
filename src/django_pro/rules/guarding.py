"""What stands before a view, around it and in it: whether a login is asked for, or more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from django_pro.endpoints import Endpoint
from django_pro.facts.bodies import Body, parts
from django_pro.facts.views.functions import Decorator, decorators_of, full_name, walk
from django_pro.facts.views.policies import GUARDS
from django_pro.facts.views.view import View
from django_pro.project.names import Defined
from django_pro.project.settings import Known, alternatives, listing
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import (
    Assert,
    Call,
    Chain,
    Class,
    Comprehension,
    Conditional,
    Constant,
    Function,
    If,
    Raise,
    Return,
    While,
)

#: Words of what asks for more than a login.
MORE = re.compile(
    r"staff|superuser|is_admin|admin_|_admin|Admin|perm|role|group|(?<!not)(?<!not_)allowed(?!_(?:types|ext|formats|mime|hosts?$|methods|size))|allow_(?!empty|null)|authori[sz]|owner|can_|has_|check|member|moderator"
    r"|manager|forbidden|denied|access|verif|ensure|signature|token|hmac|compare_digest",
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"login|log_in|logged|authenticat|is_anonymous|user_required|auth_required|auth_token", re.IGNORECASE
)
#: Decorators that ask nothing of who calls.
_HARMLESS = re.compile(
    r"^django\.(?:views\.decorators|db|utils|http|core|template|test|dispatch)\b|^functools\.|^typing|^contextlib\."
    r"|^rest_framework\.decorators\.(?:action|api_view|renderer_classes|parser_classes|throttle_classes|schema)$"
    r"|^drf_spectacular\.|^drf_yasg\.|^celery\.|^asgiref\.|(?:^|\.)(?:atomic|csrf_exempt|ensure_csrf_cookie|never_cache|cache_page|extend_schema\w*"
    r"|swagger_auto_schema|require_\w+|classmethod|staticmethod|property|cached_property|setter|override|ratelimit|xframe_\w+)$"
)
_METHOD_DECORATOR = "django.utils.decorators.method_decorator"
_LOGINS = ("django.contrib.auth.decorators.login_required", "django.contrib.auth.mixins.LoginRequiredMixin")
#: Methods of a class that decide, before its handlers do, who is let in.
_DECIDING = (
    "dispatch", "setup", "initial", "test_func", "has_permission", "check_permissions",
    "get_object", "get_queryset", "handle_no_permission",
)  # fmt: skip
_PERMITS = re.compile(r"permission|has_perm|PermissionDenied|authori[sz]", re.IGNORECASE)
#: Attributes by which mixins of the project are told what to ask.
_STATED = re.compile(r"perm|role|login|group|access")
_WORD = re.compile(rb"[A-Za-z_]\w+")


@dataclass(frozen=True)
class Guarded:
    """What a view asks: `login` and `more` name what does so; `unread` what could not be read."""

    login: frozenset[str]
    more: frozenset[str]
    unread: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything at all is asked."""
        return bool(self.login or self.more or self.unread)


class Guarding:
    """Reads what stands before the views of one root."""

    def __init__(self, review: Reviewed) -> None:
        self.review = review
        self.names = review.project.names
        self._said: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}

    def of(self, view: View, handlers: Iterable[Defined]) -> Guarded:
        """Return what some handlers of a view ask, and the view around them."""
        found = [*self._around(view), *(each for handler in handlers for each in self._handler(view, handler))]
        login = frozenset(name for name, kind in found if kind == "login")
        more = frozenset(name for name, kind in found if kind == "more")
        unread = next((name for name, kind in found if kind == "unread"), "")
        return Guarded(login, more, unread or (view.unseen[0] if view.unseen else ""))

    @cached_property
    def _listed(self) -> tuple[str, ...]:
        """The middleware that the settings list, as far as they tell."""
        items = listing(self.review.project.settings.value("MIDDLEWARE")).items
        known = (inner.value for each in items for inner in alternatives(each) if isinstance(inner, Known))
        return tuple(each for each in known if isinstance(each, str))

    @cached_property
    def middleware(self) -> str:
        """What of `MIDDLEWARE` may ask for a login, "" where nothing does."""
        for name in self._listed:
            if LOGIN.search(name) and not name.startswith("django.contrib.auth.middleware.Auth"):
                return name
            for found in self.names.dotted(name):
                if isinstance(found, Defined) and isinstance(found.node, Class) and self._asks(found):
                    return name
        return ""

    @cached_property
    def permissions(self) -> str:
        """The middleware of the project that asks of each request whether the user may, "" where there is none."""
        for name in self._listed:
            for found in self.names.dotted(name):
                if isinstance(found, Defined) and found.module.origin == "project" and isinstance(found.node, Class):
                    words = {word for each in self._methods(found) for word in _all_words(each)}
                    if "process_view" in self.review.project.classes.own(found) and any(
                        _PERMITS.search(each) for each in words
                    ):
                        return name
        return ""

    def _asks(self, cls: Defined) -> bool:
        """Whether a middleware of the project turns somebody away."""
        words = {word for each in self._methods(cls) for word in _all_words(each)}
        return bool(words & {"is_authenticated", "is_anonymous"})

    def _methods(self, cls: Defined) -> Iterator[Defined]:
        if cls.module.origin == "project":
            for name, nodes in self.review.project.classes.own(cls).items():
                for node in nodes:
                    if isinstance(node, Function):
                        yield self.names.define(cls.module, f"{cls.qualname}.{name}", node)

    def _around(self, view: View) -> Iterator[tuple[str, str]]:
        for wrapper in view.decorators:
            yield from self._named(wrapper)
        yield from self._decorated(view.target)
        if not isinstance(view.target.node, Class):
            return
        classes = self.review.project.classes
        for cls in classes.mro(view.target).classes:
            if cls.name in GUARDS and not cls.name.endswith(".AccessMixin"):  # which asks nothing by itself
                yield cls.name, "login" if cls.name in _LOGINS else "more"
            elif cls.module.origin == "project" and not cls.name.startswith(("django.", "rest_framework.")):
                yield from self._class(view, cls)

    def _class(self, view: View, cls: Defined) -> Iterator[tuple[str, str]]:
        """Yield what a class of the project asks, in its name and in the methods that run before its handlers."""
        mixin = cls != view.target
        if mixin and (MORE.search(cls.qualname) or LOGIN.search(cls.qualname)):
            yield cls.name, "more" if MORE.search(cls.qualname) else "login"
        own = self.review.project.classes.own(cls)
        for name in own:
            rest = name == "permission_classes" and not mixin
            if _STATED.search(name) and (rest or name != "permission_classes"):
                yield f"{name} =", "more"
        for method in self._methods(cls):
            if method.qualname.rpartition(".")[2] in _DECIDING:
                yield from self._body(Body(self.review.project, cls.module, method, view.target))

    def _handler(self, view: View, handler: Defined) -> Iterator[tuple[str, str]]:
        if handler != view.target:
            yield from self._decorated(handler)
        owner = view.target if isinstance(view.target.node, Class) else None
        body = self.review.bodies.at(handler, owner)
        if body.function is None or handler.module.origin != "project":
            return
        yield from self._body(body)
        for call in body.calls():
            target = body.target(
                Chain(call.start, call.end, call.base, call.steps[:-1]) if call.steps[1:] else call.base
            )
            if target is not None and isinstance(target.node, Function) and target.module.origin == "project":
                yield from self._body(self.review.bodies.at(target, owner if parts(call)[:1] == ("self",) else None))

    def _body(self, body: Body) -> tuple[tuple[str, str], ...]:
        """Return what a function asks, by the words of what decides."""
        key = (body.path, body.function.start if body.function is not None else -1)
        if key not in self._said:
            words = dict.fromkeys(tested(body.nodes))
            found = ((word, "login" if LOGIN.search(word) else "more" if MORE.search(word) else "") for word in words)
            self._said[key] = tuple(each for each in found if each[1])
        return self._said[key]

    def decorated(self, target: Defined) -> Guarded:
        """Return what the decorators of a function or class ask."""
        found = list(self._decorated(target))
        login, more = (frozenset(name for name, kind in found if kind == each) for each in ("login", "more"))
        return Guarded(login, more, next((name for name, kind in found if kind == "unread"), ""))

    def _decorated(self, target: Defined) -> Iterator[tuple[str, str]]:
        for decorator in decorators_of(self.names, target):
            if decorator.name == _METHOD_DECORATOR:
                for argument in decorator.arguments:
                    if argument.name is None:
                        yield from self._named(full_name(self.names, target, _uncalled(argument.value)))
            else:
                yield from self._named(decorator.name, decorator)

    def _named(self, name: str, decorator: Decorator | None = None) -> Iterator[tuple[str, str]]:
        """Yield what a decorator of a full name asks."""
        last = name.rpartition(".")[2]
        if not name or _HARMLESS.search(name):
            return
        if name in GUARDS:
            yield name, "login" if name in _LOGINS else "more"
        elif MORE.search(last):
            yield name, "more"
        elif LOGIN.search(last):
            yield name, "login"
        else:
            yield from self._read(name)

    def _read(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield what a decorator of the project asks, by the words of its body."""
        found = [each for each in self.names.dotted(name) if isinstance(each, Defined)]
        own = next((each for each in found if each.module.origin == "project"), None)
        if own is None:
            yield name, "unread"
            return
        words = set(_all_words(own))
        if any(MORE.search(word) for word in words):
            yield name, "more"
        elif any(LOGIN.search(word) or word in ("user", "session") for word in words):
            yield name, "login"


def tested(nodes: Iterable[msgspec.Struct]) -> Iterator[str]:
    """Yield the words of what decides: of tests, of calls, of what is raised, and of the answers that refuse."""
    for node in nodes:
        if isinstance(node, If):
            yield from (word for branch in node.branches for word in _words(branch.test))
        elif isinstance(node, Assert | While | Conditional):
            yield from _words(node.test)
        elif isinstance(node, Comprehension):
            yield from (word for clause in node.clauses for test in clause.conditions for word in _words(test))
        elif isinstance(node, Raise) and node.exception is not None:
            yield from _words(node.exception)
        elif isinstance(node, Return) and node.value is not None and not _calls(node.value):
            yield from _words(node.value)
        elif isinstance(node, Chain):
            yield from _called(node)
        elif isinstance(node, Constant) and node.value in (401, 403) and node.value is not True:
            yield "forbidden"


def _calls(node: object) -> bool:
    return isinstance(node, Chain) and any(isinstance(each, Call) for each in node.steps)


def _called(node: Chain) -> Iterator[str]:
    before = parts(node.base)[-1:]
    for step in node.steps:
        if isinstance(step, Call):
            yield from before
            yield from (each.name for each in step.arguments if each.name)
        before = (getattr(step, "name", ""),)


def _words(node: object) -> Iterator[str]:
    for each in walk((node,)):
        name = getattr(each, "id", None) or getattr(each, "name", None)
        if isinstance(name, str):
            yield name
        elif isinstance(each, Constant) and isinstance(each.value, str) and each.value.isidentifier():
            yield each.value


def _all_words(target: Defined) -> Iterator[str]:
    if isinstance(target.node, Function):
        for word in _WORD.findall(bytes(target.node.packed)):
            yield word.decode()


def _uncalled(node: object) -> Chain:
    if isinstance(node, Chain) and isinstance(node.steps[-1], Call):
        rest = node.steps[:-1]
        return Chain(node.start, node.end, node.base, rest) if rest else node.base  # type: ignore[return-value]
    return node  # type: ignore[return-value]


def by_view(review: Reviewed) -> dict[Defined, list[Endpoint]]:
    """Return the endpoints that findings are wanted for, by the class or function that answers them."""
    found: dict[Defined, list[Endpoint]] = {}
    for each in review.endpoints.sites:
        if each.view is not None and not review.is_aside(each.view.target.module.path):
            found.setdefault(each.view.target, []).append(each)
    return found
