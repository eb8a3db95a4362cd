"""Whose rows are whose: models that belong to one user, and relations that divide them among projects and the like."""

from __future__ import annotations

import re
from functools import cached_property

from django_pro.facts.models import Field, Kind, Model, Models

#: Users who did something to a row do not own it.
_DOERS = re.compile(
    r"_by$|^(?:creator|author|editor|reviewer|approver|moderator|actor|last_\w+|assigned\w*|assignee|sender|reporter)$"
)
#: By what those are known who log in.
_LOGINS = ("username", "email", "login", "user_name")
#: Fields by which URLs name rows of other models.
_NAMES = ("slug", "key", "code", "name", "identifier", "anchor", "uuid")


class Owners:
    """Questions about whom rows belong to."""

    def __init__(self, models: Models) -> None:
        self.models = models

    @cached_property
    def _users(self) -> frozenset[str]:
        """The models of those who log in: Django's, and any of the project's own that holds a password by a name."""
        user = self.models.user()
        own = {each.label for each in self.models.all() if each.field("password") and any(map(each.field, _LOGINS))}
        return frozenset({*own, *([user.label] if user is not None else [])})

    def field(self, label: str) -> Field | None:
        """Return the field that names a row's owner: a user, or a row that stands for one; None where nobody owns it."""
        model = self.models.get(label)
        if model is None or label in self._users:
            return None
        named = (each for each in model.fields if not _DOERS.search(each.name))
        owning = (each for each in named if each.kind in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE))
        return next((each for each in owning if self._is_user(each.to)), None)

    def _is_user(self, label: object) -> bool:
        return label in self._users or (isinstance(label, str) and self._is_profile(label))

    def _is_profile(self, label: str) -> bool:
        """Whether each row of a model stands for one user."""
        model = self.models.get(label)
        return model is not None and any(
            each.kind is Kind.ONE_TO_ONE and each.to in self._users for each in model.local
        )

    def related(self, label: str, argument: str) -> str | None:
        """Return the relation of a model that an argument such as `project_id` or `slug` narrows; None where there is none."""
        model = self.models.get(label)
        if model is None:
            return None
        name = re.sub(r"_(?:id|pk|slug|uuid|key|name|code)$", "", argument)
        for field in model.fields:
            if field.kind not in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE) or not isinstance(field.to, str):
                continue
            target = self.models.get(field.to)
            if name in (field.name, field.to.rpartition(".")[2].lower()):
                return field.name
            if argument in _NAMES and target is not None and model.field(argument) is None and _named(target, argument):
                return field.name
        return None


def _named(model: Model, argument: str) -> bool:
    """Whether URLs name rows of a model so: it has a unique field of that name."""
    field = model.field(argument)
    return field is not None and (field.unique or field.class_name.endswith("SlugField"))
