"""A model's `Meta`: its own, or the one its abstract parents hand down."""

from __future__ import annotations

from collections.abc import Collection

from django_pro.project.bindings import Assigned
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.source.syntax import Chain, Class, Comparison, Constant, Expression, Unary

#: What a concrete parent hands down although it is not abstract (Django: "Meta inheritance", multi-table inheritance).
HANDED_DOWN = ("ordering", "get_latest_by")


def meta_of(classes: Classes, cls: Defined) -> dict[str, Expression]:
    """Return the options of a model's Meta as written, following Django's inheritance of Meta."""
    own = _own(classes, cls)
    if own is not None:
        return own
    for parent in classes.mro(cls).classes[1:]:
        found = _own(classes, parent)
        if found is not None:
            abstract = is_abstract(classes, parent)
            return {
                name: value for name, value in found.items() if name != "abstract" and (abstract or name in HANDED_DOWN)
            }
    return {}


def is_abstract(classes: Classes, cls: Defined, installed: Collection[str] = ()) -> bool:
    """Whether the class's own Meta says `abstract = True`; it is never inherited."""
    for found in classes.own(cls).get("Meta", ()):
        if isinstance(found, Class):
            meta = Defined(cls.module, f"{cls.qualname}.Meta", found)
            for binding in classes.own(meta).get("abstract", ()):
                if isinstance(binding, Assigned):
                    return holds(binding.value, installed)
    return False


def _own(classes: Classes, cls: Defined) -> dict[str, Expression] | None:
    nodes = [found for found in classes.own(cls).get("Meta", ()) if isinstance(found, Class)]
    if not nodes:
        return None
    meta = Defined(cls.module, f"{cls.qualname}.Meta", nodes[-1])
    options: dict[str, Expression] = {}
    for ancestor in reversed(classes.mro(meta).classes):
        for name, bindings in classes.own(ancestor).items():
            last = bindings[-1]
            if isinstance(last, Assigned) and last.value is not None and (ancestor == meta or name != "abstract"):
                options[name] = last.value
    return options


def text_of(options: dict[str, Expression], name: str) -> str | None:
    """Return an option that is a literal string."""
    value = options.get(name)
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def holds(value: Expression | None, installed: Collection[str]) -> bool:
    """Whether an option is `True`, or asks for an app that is installed: `"x" in settings.INSTALLED_APPS`."""
    if isinstance(value, Constant):
        return value.value is True
    if isinstance(value, Unary) and value.operator == "not":
        return not holds(value.operand, installed)
    if isinstance(value, Comparison) and value.operators in (("in",), ("not in",)):
        app, apps = value.operands
        named = isinstance(apps, Chain) and getattr(apps.steps[-1], "name", "") == "INSTALLED_APPS"
        if named and isinstance(app, Constant):
            return (app.value in installed) == (value.operators == ("in",))
    return False
