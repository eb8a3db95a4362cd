"""Which writes leave checks of foreign keys to the end of the transaction, before which PostgreSQL alters no such table."""

from __future__ import annotations

from django_pro.facts.migrations.code.deeds import Deed, Kind
from django_pro.facts.migrations.states import ModelState, ProjectState


def leaves_triggers(state: ProjectState, deed: Deed) -> bool:
    """Whether rows come with foreign keys or get other ones, or rows go that others refer to.

    Django makes its foreign keys `DEFERRABLE INITIALLY DEFERRED`; `bulk_update` is left out, whose fields are seldom keys.
    """
    model = state.models.get(deed.model.label) if deed.model and not deed.model.live else None
    if model is None or deed.name == "bulk_update":
        return False
    if deed.kind in (Kind.CREATE, Kind.BULK):
        return any(each.constrained and not each.null for each in model.fields.values())
    if deed.kind is Kind.UPDATE:
        return any(_is_key(model, name) for name in deed.fields)
    return deed.kind in (Kind.REMOVE, Kind.DELETE) and any(each.constrained for _, each in state.keys_to(model.label))


def _is_key(model: ModelState, name: str) -> bool:
    return any(each.constrained and name in (each.name, each.attname) for each in model.fields.values())
