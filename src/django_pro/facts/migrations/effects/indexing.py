"""Indexes and constraints on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable

from django_pro.facts.migrations.effects.effect import NOTHING, Act, Action, Break, Effect, Mode, Work, together
from django_pro.facts.migrations.states.model import ModelState, Part
from django_pro.findings.blind import Unknown

#: Options that make Django write a unique constraint as a unique index, which only holds up writers.
_AS_INDEX = frozenset({"condition", "include", "opclasses", "expressions"})
_CHECK, _UNIQUE, _EXCLUSION = "CheckConstraint", "UniqueConstraint", "ExclusionConstraint"


def added_index(model: ModelState, part: Part, concurrently: bool) -> Effect:
    """Return what building an index does."""
    mode = Mode.SHARE_UPDATE_EXCLUSIVE if concurrently else Mode.SHARE
    return Effect((Act(model.label, mode, Work.BUILD, _named(part)),)) if model.has_table else NOTHING


def removed_index(model: ModelState, concurrently: bool) -> Effect:
    """Return what dropping an index does."""
    mode = Mode.SHARE_UPDATE_EXCLUSIVE if concurrently else Mode.ACCESS_EXCLUSIVE
    return Effect((Act(model.label, mode),)) if model.has_table else NOTHING


def added_constraint(model: ModelState, part: Part, valid: bool = True) -> Effect:
    """Return what adding a constraint does; one that is not `valid` is held for new rows alone."""
    if not model.has_table:
        return NOTHING
    name, exclusive = _named(part), Mode.ACCESS_EXCLUSIVE
    if part.kind == _CHECK:
        work = Work.CHECK if valid else Work.CATALOG
        act = Act(model.label, exclusive, work, name)
        edge = frozenset({Break(model.label, Action.INSERT_EDGE)})
        return Effect((act,), old=edge, fails="rows that break it" if valid else "")
    if part.kind == _EXCLUSION:
        act = Act(model.label, exclusive, Work.BUILD, name)
        return Effect((act,), _duplicates(model), fails="rows that exclude each other")
    if part.kind != _UNIQUE:
        return Effect(unknown=f"what a `{part.kind}` does is not known")
    mode = Mode.SHARE if stays_index(part) else exclusive
    act = Act(model.label, mode, Work.BUILD, name, "it is unique")
    return Effect((act,), _duplicates(model), fails="rows with the same values")


def stays_index(part: Part) -> bool:
    """Whether Django writes a unique constraint as an index, which PostgreSQL makes no constraint of."""
    return part.is_unique and (part.expressions or bool(part.options & _AS_INDEX))


def _duplicates(model: ModelState) -> frozenset[Break]:
    return frozenset({Break(model.label, Action.INSERT_DUPLICATE)})


def validated(model: ModelState) -> Effect:
    """Return what validating a constraint does: it reads every row and holds up nobody."""
    act = Act(model.label, Mode.SHARE_UPDATE_EXCLUSIVE, Work.CHECK)
    return Effect((act,), fails="rows that break it") if model.has_table else NOTHING


def removed_constraint(model: ModelState) -> Effect:
    """Return what dropping a constraint does."""
    return Effect((Act(model.label, Mode.ACCESS_EXCLUSIVE),)) if model.has_table else NOTHING


def altered_together(
    model: ModelState, old: Iterable[tuple[str, ...]], new: Iterable[tuple[str, ...]], unique: bool
) -> Effect:
    """Return what another `unique_together` or `index_together` does."""
    if not model.has_table:
        return NOTHING
    before, after = set(old), set(new)
    mode = Mode.ACCESS_EXCLUSIVE if unique else Mode.SHARE
    made = (
        Effect(
            (Act(model.label, mode, Work.BUILD, ", ".join(group), "it is unique" if unique else ""),),
            _duplicates(model) if unique else frozenset(),
            fails="rows with the same values" if unique else "",
        )
        for group in sorted(after - before)
    )
    gone = (removed_constraint(model) for _ in before - after)
    return together((*gone, *made))


def _named(part: Part) -> str:
    return ", ".join(part.fields) if part.fields else ("" if isinstance(part.name, Unknown) else part.name)
