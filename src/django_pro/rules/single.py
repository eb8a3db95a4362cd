"""Tables that hold one row: the settings of an installation."""

from __future__ import annotations

import re

from django_pro.facts.migrations.states import ModelState
from django_pro.facts.models.model import Kind
from django_pro.facts.views.functions import walk
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Argument, Assign, Attribute, Chain, Class, Constant, Expression, Function, body_of

#: Names of models that hold what an installation as a whole is set to.
_SETTINGS = re.compile(
    r"(Site|Global|System|General|App|Application|Instance|Server)(Settings?|Config|Configuration|Preferences|Options)"
)
_SITE = "sites.site"
_KEYS = frozenset({"pk", "id"})


def is_singleton(review: Reviewed, model: ModelState) -> bool:
    """Whether a table is meant to have one row, by its name, its key to the site, its parents or its own methods."""
    per_site = any(each.kind is Kind.ONE_TO_ONE and each.to == _SITE for each in model.fields.values())
    if per_site or _SETTINGS.fullmatch(model.name):
        return True
    now = review.models.get(model.title)
    if now is None:
        return False
    parents = review.project.classes.mro(now.cls)
    return any("Singleton" in name for name in parents.names) or _has_fixed_key(now.cls.node)


def _has_fixed_key(cls: object) -> bool:
    """Whether a method of the class asks for, or sets, a primary key that is written out."""
    methods = [each for each in cls.body if isinstance(each, Function)] if isinstance(cls, Class) else []
    return any(_fixes(node) for each in methods for node in walk(body_of(each)))


def _fixes(node: object) -> bool:
    if isinstance(node, Argument):
        return node.name in _KEYS and _is_number(node.value)
    return isinstance(node, Assign) and _is_number(node.value) and any(_is_own_key(each) for each in node.targets)


def _is_own_key(target: Expression) -> bool:
    last = target.steps[-1] if isinstance(target, Chain) else None
    owner = getattr(target.base, "id", "") if isinstance(target, Chain) else ""
    return owner == "self" and isinstance(last, Attribute) and last.name in _KEYS


def _is_number(value: Expression) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, int) and not isinstance(value.value, bool)
