"""Every rule there is, found by folder: nothing central is edited when one is added."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from django_pro import rules
from django_pro.rules.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules of every family, by code; this imports them all."""
    found: list[Rule] = []
    for family in pkgutil.iter_modules(rules.__path__):
        if family.ispkg:
            found.extend(_in_family(family.name))
    return tuple(sorted(found, key=lambda each: each.code))


def _in_family(family: str) -> list[Rule]:
    package = importlib.import_module(f"{rules.__name__}.{family}")
    modules = (
        importlib.import_module(f"{package.__name__}.{each.name}") for each in pkgutil.iter_modules(package.__path__)
    )
    return [each for module in modules if isinstance(each := getattr(module, "check", None), Rule)]
