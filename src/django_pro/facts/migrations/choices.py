"""Enumerations of choices (Django: "Enumeration types")."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django_pro.facts.expressions import Written
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned, Bindings
from django_pro.project.classes import Classes, describe
from django_pro.project.names import Defined
from django_pro.source.syntax import Chain, Sequence

CHOICES = "django.db.models.enums.Choices"
_TEXTS = "django.db.models.enums.TextChoices"
_UNKNOWN = Unknown("its members are made at run time")
#: What a class of choices may define to make its members, their labels or the list another way.
_OWN_WAY = frozenset({"_ignore_", "_generate_next_value_", "__new__", "__init__", "label", "choices", "values"})


class Choices:
    """The members of enumerations; `plain` tells what an expression stands for."""

    def __init__(self, classes: Classes, plain: Callable[[Written], object]) -> None:
        self._classes = classes
        self._plain = plain

    def pairs(self, cls: Defined) -> object:
        """Return the `choices` of an enumeration: pairs of value and label."""
        if not self._is_plain(cls):
            return _UNKNOWN
        return [
            (value, label) for _, value, label in sorted(self._members(cls), key=lambda each: each[0] != "__empty__")
        ]

    def member(self, cls: Defined, name: str) -> object:
        """Return the value of a member."""
        found = (value for each, value, _ in self._members(cls) if each == name) if self._is_plain(cls) else iter(())
        return next(found, _UNKNOWN)

    def _is_plain(self, cls: Defined) -> bool:
        own = (each for each in self._classes.mro(cls).classes if not each.name.startswith(("django.", "enum.")))
        return not any(_OWN_WAY & self._classes.own(each).keys() for each in own)

    def _members(self, cls: Defined) -> Iterator[tuple[str, object, object]]:
        own = self._classes.own(cls)
        scope = Bindings(own, ())
        for name, bindings in own.items():
            last = bindings[-1]
            if isinstance(last, Assigned) and last.value is not None and (name == "__empty__" or name[0] != "_"):
                yield self._member(cls, name, Written(cls.module, last.value, scope))

    def _member(self, cls: Defined, name: str, written: Written) -> tuple[str, object, object]:
        title = name.replace("_", " ").title()
        if name == "__empty__":
            return name, None, self._plain(written)
        items = written.value.items if isinstance(written.value, Sequence) else ()
        if len(items) == 2:
            return name, self._plain(written.at(items[0])), self._plain(written.at(items[1]))
        if isinstance(written.value, Chain) and describe(written.value).endswith("auto(…)"):
            is_text = _TEXTS in self._classes.mro(cls).names
            return name, name if is_text else _UNKNOWN, title
        return name, self._plain(written), title if not items else _UNKNOWN
