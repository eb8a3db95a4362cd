"""A difference between a model and where its migrations lead."""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.facts.models.model import Field, Model


@dataclass(frozen=True)
class Drift:
    """A difference: `field` is empty where the model as a whole differs; `here` is None where the class is gone.

    `silent` tells that the database would not differ: `makemigrations` wants a migration all the same.
    """

    app: str
    model: str
    field: str
    what: str
    here: Model | None
    written: Field | None = None
    silent: bool = False


@dataclass(frozen=True)
class Difference:
    """What of a field, or of an `option` of a model, is another, in words."""

    what: str
    silent: bool = False
    option: str = ""
