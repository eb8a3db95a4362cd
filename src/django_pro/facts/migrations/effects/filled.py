"""Columns that a constraint says are not NULL, which PostgreSQL 12 and later need not look at again."""

from __future__ import annotations

from django_pro.facts.migrations.effects.expressions import says_filled
from django_pro.facts.migrations.effects.server import Server
from django_pro.facts.migrations.states.field import FieldState
from django_pro.facts.migrations.states.model import ModelState, ProjectState

#: From this version `SET NOT NULL` takes a valid CHECK for a proof (PostgreSQL: "Release 12", E.23.3.3).
PROVES = (12,)


def is_filled(state: ProjectState, model: ModelState, field: FieldState, server: Server) -> bool:
    """Whether a constraint that is valid says that a column holds no NULL."""
    if server.is_older(PROVES):
        return False
    checks = (part for part in model.constraints if part.kind == "CheckConstraint" and part.valid)
    stated = any(says_filled(part.node, field.name) for part in checks)
    by_hand = any(
        (each.table, each.kind, each.column) == (model.table, "check", field.column) and each.valid
        for each in state.raw
    )
    return stated or by_hand
