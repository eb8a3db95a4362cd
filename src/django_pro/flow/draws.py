"""Rows that are fetched for one answer, rows asked for twice, and values that are read, changed and written back."""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.flow.values import Place


@dataclass(frozen=True)
class Draw:
    """All rows of a queryset are fetched at `place`, and used for one answer.

    `answer` is `len`, `bool`, `in`, `sum`, `min` or `max`, the last three of `field`, a lookup; `queryset` is where the
    queryset's expression stands, which nothing else uses.
    """

    model: str
    answer: str
    place: Place
    queryset: Place
    field: str = ""


@dataclass(frozen=True)
class Twice:
    """A queryset is asked (`exists` or `count`) at `place`, and then all its rows are fetched at `again`."""

    model: str
    method: str
    place: Place
    again: Place


@dataclass(frozen=True)
class Change:
    """A column of a row is changed from its own value at `place` and written back by `save()` at `saved`."""

    model: str
    field: str
    place: Place
    saved: Place


@dataclass(frozen=True)
class Unused:
    """A relation that a queryset loads by `method` at `place`, and that no row of its loop is asked for."""

    model: str
    method: str
    lookup: str
    place: Place
