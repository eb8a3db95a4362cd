"""Which tables grow: the rows of some are made while the program is used, those of others by whoever runs it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from django_pro.facts.models import Field, Kind, Model, Models
from django_pro.project.names import Defined

#: What this share of the tables has says nothing of one, where there are so many.
_MOST, _ENOUGH = 0.5, 8
_KEYS = frozenset({Kind.FOREIGN_KEY, Kind.ONE_TO_ONE})
_MOMENTS = frozenset({"DateTimeField", "DateField", "AutoCreatedField", "AutoLastModifiedField"})
#: Times at which a row goes.
_GONE = re.compile(r"delet|remov|archiv|expir|valid")
#: Columns of a table of names.
_NAMING = re.compile(
    r"^(?:id|pk|uu?id|name|slug|title|label|text|code|abbr\w*|short_?name|long_?name|description|help_text|order\w*|position|sort\w*|"
    r"weight|colou?r|\w*_colou?r|icon|image|url|(?:is_)?(?:active|enabled|default|hidden|visible|public))$"
)
#: How models are called whose rows are kinds of something, made by whoever runs the program.
_KINDS = re.compile(
    r"(?:Type|Kind|Category|Status|Rank|Level|Reason|Role|Unit|Currency|Country|Language|Locale|Priority|Severity|Choice|Option|"
    r"Platform|Framework|Tracker|Settings?|Config|Configuration|Scope|State|Region|Plan|Field|Classification|Webhook|Integration|Template|License|Timezone)$"
)


class Growth:
    """Answers whether rows of a model are made while the program is used."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self._known: dict[str, bool] = {}

    def grows(self, model: Model) -> bool:
        """Whether a table grows: users do, and what belongs to them or notes a time; kinds and tables of names do not."""
        user = self.models.user()
        if user is not None and model.label == user.label:
            return True
        if model.label not in self._known:
            self._known[model.label] = False  # rows that lead to rows of their own kind say nothing
            self._known[model.label] = not self.is_kind(model) and self.told(model)
        return self._known[model.label]

    def is_kind(self, model: Model) -> bool:
        """Whether a table has the kinds of something, or names alone."""
        return bool(_KINDS.search(model.name)) or self._is_naming(model)

    def told(self, model: Model, without: str = "") -> bool:
        """Whether a model's columns, all but one, tell that its rows are made while the program is used.

        They belong to rows that are made so, note a time, or join rows of two tables.
        """
        fields = [each for each in model.fields if each.name != without and each.owner not in self._usual]
        return any(map(self._tells, fields)) or len({each.to for each in fields if self._leads_on(each)}) > 1

    def _tells(self, field: Field) -> bool:
        to = self._led_to(field)
        return _is_made_then(field) or field.kind is Kind.GENERIC_FOREIGN_KEY or (to is not None and self.grows(to))

    def _leads_on(self, field: Field) -> bool:
        """Whether a key must lead to a row that is no kind of something."""
        to = self._led_to(field)
        return to is not None and not field.null and not _KINDS.search(to.name)

    def _led_to(self, field: Field) -> Model | None:
        return self.models.get(field.to) if field.kind in _KEYS and isinstance(field.to, str) else None

    def _is_naming(self, model: Model) -> bool:
        """Whether a table has names alone, and perhaps what a base gives it: when a row was made, and by whom."""
        return all(
            _NAMING.match(each.name)
            for each in model.fields
            if each.owner == model.cls or not (_is_moment(each) or self._is_maker(each))
        )

    def _is_maker(self, field: Field) -> bool:
        user = self.models.user()
        return user is not None and field.kind is Kind.FOREIGN_KEY and field.to == user.label

    @cached_property
    def _usual(self) -> frozenset[Defined]:
        """The bases that give columns to most tables of the project."""
        own = [each for each in self.models.all() if not each.abstract and each.cls.module.origin == "project"]
        given = Counter(owner for model in own for owner in {each.owner for each in model.fields} - {model.cls})
        return frozenset(owner for owner, count in given.items() if count >= _ENOUGH and count > len(own) * _MOST)


def _is_moment(field: Field) -> bool:
    """Whether a column notes a time."""
    return field.class_name.rpartition(".")[2] in _MOMENTS


def _is_made_then(field: Field) -> bool:
    """Whether a column of the project's notes a time that tells of a row's making; packages give theirs to any table."""
    return _is_moment(field) and field.owner.module.origin == "project" and not _GONE.search(field.name)
