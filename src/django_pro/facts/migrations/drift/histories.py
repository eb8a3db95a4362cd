"""Histories of django-simple-history beside where the migrations lead: each is a copy of its model's fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django_pro.facts.migrations.drift.arguments import Arguments
from django_pro.facts.migrations.drift.difference import Drift
from django_pro.facts.migrations.drift.fields import PRIVATE, Fields, is_outline
from django_pro.facts.migrations.states import FieldState, ModelState
from django_pro.facts.models.model import Field, Model

PREFIX = "Historical"
#: What a history has of its own (django-simple-history: `HistoricalRecords.get_extra_fields`).
_OWN = "history_"
#: Classes that a history keeps as others.
_OTHERS = frozenset({"FileField", "ImageField", "AutoField", "BigAutoField", "SmallAutoField"})
#: Arguments that a history drops.
_DROPPED = frozenset({"auto_now", "auto_now_add"})


def is_history(model: Model) -> bool:
    """Whether a model was made to keep another's history."""
    return model.auto_created and model.name.startswith(PREFIX)


class Histories:
    """Compares histories."""

    def __init__(self, fields: Fields, arguments: Arguments) -> None:
        self._fields = fields
        self._arguments = arguments

    def drifts(self, model: Model, state: ModelState) -> Iterator[Drift]:
        """Yield the fields that differ, those that are new, and those that are gone."""
        local = {each.name.lower(): each for each in model.local if each.kind not in PRIVATE}
        known = {name.lower(): each for name, each in state.fields.items() if not name.startswith(_OWN)}
        for name, field in local.items():
            if name in known:
                yield from self._copied(model, field, known[name])
            elif name not in state.unseen and self._is_new(model, field):
                yield Drift(model.app, model.name, field.name, "no migration adds it", model, field)
        yield from self._fields.gone(model, known, local)

    def _is_new(self, model: Model, field: Field) -> bool:
        is_own = field.name.startswith(_OWN) or is_outline(field.owner)
        return not is_own and self._fields.is_column(model, field)

    def _copied(self, model: Model, field: Field, state: FieldState) -> Iterator[Drift]:
        now = None if is_outline(field.owner) else self._fields.state(model, field)
        if now is None or now.unique or now.base != state.base or now.kind.relation or now.base in _OTHERS:
            return
        kept = {name: value for name, value in now.values.items() if name not in _DROPPED}
        copied = replace(now, values=kept, arguments={k: v for k, v in now.arguments.items() if k not in _DROPPED})
        if not now.is_automatic and (found := self._arguments.differing(state, copied)):
            yield Drift(model.app, model.name, field.name, found.what, model, field, found.silent)
