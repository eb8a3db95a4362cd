"""How much a Django root holds."""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass

from django_pro.findings.blind import Blind
from django_pro.project.classes import CIRCLE
from django_pro.review.running import attempt
from django_pro.rules.reviewed import Reviewed


@dataclass(frozen=True)
class Counts:
    """The numbers of a root, and the bases of its models that could not be seen.

    `endpoints` and `tests` are None where no rule asked for them: to count them alone would be to read every test.
    """

    apps: int
    models: int
    migrations: int
    endpoints: int | None
    tests: int | None
    unseen: tuple[str, ...]


def count(reviewed: Reviewed) -> Counts:
    """Return a root's numbers, none where a fact cannot be built; that is said among the blinds."""
    return Counts(
        attempt(reviewed, "finding the apps", lambda: _apps(reviewed)) or 0,
        attempt(reviewed, "counting the models", lambda: _models(reviewed)) or 0,
        attempt(reviewed, "counting the migrations", lambda: len(reviewed.migrations.all)) or 0,
        _endpoints(reviewed),
        _tests(reviewed),
        attempt(reviewed, "finding unseen bases", lambda: _unseen(reviewed)) or (),
    )


def _apps(reviewed: Reviewed) -> int:
    return sum(app.project for app in reviewed.project.apps.installed)


def _endpoints(reviewed: Reviewed) -> int | None:
    return len(reviewed.endpoints.all) if is_built(reviewed, "endpoints") else None


def _tests(reviewed: Reviewed) -> int | None:
    asked = is_built(reviewed, "endpoints") and is_built(reviewed.endpoints.tests, "all")
    return reviewed.endpoints.tests.count if asked else None


def is_built(owner: object, name: str) -> bool:
    """Whether a `cached_property` was asked for."""
    return name in vars(owner)


def _models(reviewed: Reviewed) -> int:
    return sum(
        not model.abstract and not model.auto_created and model.cls.module.origin == "project"
        for model in reviewed.models.all()
    )


def _unseen(reviewed: Reviewed) -> tuple[str, ...]:
    """Return the bases that could not be seen; that classes inherit in a circle is said where they do."""
    found: set[str] = set()
    for model in reviewed.models.all():
        for name in model.unseen if model.cls.module.origin == "project" else ():
            if CIRCLE in name:
                path = model.cls.module.path
                reviewed.blinds.append(Blind(path, reviewed.line(path, model.cls.node.start), name))
            elif name.partition(".")[0] not in sys.stdlib_module_names and not hasattr(builtins, name):
                found.add(name)
    return tuple(sorted(found))
