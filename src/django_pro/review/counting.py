"""How much a Django root holds."""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.review.running import attempt
from django_pro.rules.reviewed import Reviewed


@dataclass(frozen=True)
class Counts:
    """The numbers of a root, and the bases of its models that could not be seen."""

    models: int
    migrations: int
    unseen: tuple[str, ...]


def count(reviewed: Reviewed) -> Counts:
    """Return a root's numbers, none where a fact cannot be built; that is said among the blinds."""
    return Counts(
        attempt(reviewed, "counting the models", lambda: _models(reviewed)) or 0,
        attempt(reviewed, "counting the migrations", lambda: len(reviewed.migrations.all)) or 0,
        attempt(reviewed, "finding unseen bases", lambda: _unseen(reviewed)) or (),
    )


def _models(reviewed: Reviewed) -> int:
    return sum(
        not model.abstract and not model.auto_created and model.cls.module.origin == "project"
        for model in reviewed.models.all()
    )


def _unseen(reviewed: Reviewed) -> tuple[str, ...]:
    own = (model for model in reviewed.models.all() if model.cls.module.origin == "project")
    return tuple(sorted({name for model in own for name in model.unseen}))
