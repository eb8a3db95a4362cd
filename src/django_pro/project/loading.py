"""Classes that are asked for by name at run time: `apps.get_model("shop", "Book")`, django-oscar's `get_class`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django_pro.project.names import Defined, Names, Target, Value
from django_pro.source.syntax import Attribute, Call, Chain, Class, Constant


class Installed(Protocol):
    """The installed apps, as far as loading needs them."""

    def module_of(self, label: str) -> str | None:
        """Return the module of an app by its label."""

    def user(self) -> str:
        """Return the label of the user model (Django: "AUTH_USER_MODEL")."""


def _user(names: Names, apps: Installed, texts: list[str]) -> Target | None:
    return _model(names, apps, [apps.user()])


def _model(names: Names, apps: Installed, texts: list[str]) -> Target | None:
    label, _, name = ".".join(texts).rpartition(".")
    module = apps.module_of(label)
    return _class(names, f"{module}.models.{name}") if module else None


def _oscar_class(names: Names, apps: Installed, texts: list[str]) -> Target | None:
    """Return what django-oscar's `get_class("catalogue.views", "ProductDetail")` loads from the app of that label."""
    label, _, rest = texts[0].partition(".")
    module = apps.module_of(label)
    return _class(names, f"{module}.{rest}.{texts[1]}") if module and len(texts) > 1 else None


#: Functions that load classes, by the end of their full names.
_LOADERS: dict[str, Callable[[Names, Installed, list[str]], Target | None]] = {
    "get_model": _model,
    "get_registered_model": _model,
    "get_class": _oscar_class,
    "get_user_model": _user,
}
_USERS = "get_user_model"
#: Where these functions are defined.
_MODULES = ("django.apps", "django.contrib.auth", "oscar.core.loading")


class Loader:
    """Follows calls that load a class."""

    def __init__(self, names: Names, apps: Installed) -> None:
        self.names = names
        self.apps = apps

    def __call__(self, value: Value) -> Target | None:
        """Return the class that a call loads, None where it is another call or the class cannot be found."""
        chain = value.expression
        if not isinstance(chain, Chain) or not isinstance(chain.steps[-1], Call):
            return None
        called = self._called(value, chain)
        texts = [a.value.value for a in chain.steps[-1].arguments if isinstance(a.value, Constant)]
        strings = [text for text in texts if isinstance(text, str)]
        if called is None or len(strings) != len(chain.steps[-1].arguments) or (not strings and called != _USERS):
            return None
        return _LOADERS[called](self.names, self.apps, strings)

    def _called(self, value: Value, chain: Chain) -> str | None:
        last = chain.steps[-2] if len(chain.steps) > 1 else None
        name = last.name if isinstance(last, Attribute) else getattr(chain.base, "id", "")
        if name not in _LOADERS:
            return None
        rest = chain.steps[:-2] if isinstance(last, Attribute) else ()
        origin = Chain(chain.start, chain.end, chain.base, rest) if rest else chain.base
        for target in self.names.resolve(value.module, origin):
            module = getattr(target, "module", None)
            full = module.name if module is not None else getattr(target, "name", "")
            if full.startswith(_MODULES):
                return name
        return None


def _class(names: Names, dotted: str) -> Target | None:
    for target in names.dotted(dotted):
        for found in names.follow(target):
            if isinstance(found, Defined) and isinstance(found.node, Class):
                return found
    return None
