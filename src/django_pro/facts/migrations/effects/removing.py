"""`RemoveField`, `DeleteModel` and the renames on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects.adding import breaks_insert
from django_pro.facts.migrations.effects.effect import EVERY, NOTHING, Act, Action, Break, Effect, Mode, Reverse, Work
from django_pro.facts.migrations.states.field import Default, FieldState
from django_pro.facts.migrations.states.model import ModelState, ProjectState
from django_pro.facts.models.model import Kind

#: Fields that no empty string is written to (Django: `Field.empty_strings_allowed`).
_NEVER_EMPTY = frozenset(
    """AutoField BigAutoField SmallAutoField IntegerField BigIntegerField SmallIntegerField PositiveIntegerField
    PositiveBigIntegerField PositiveSmallIntegerField BooleanField NullBooleanField DateField DateTimeField TimeField
    DurationField DecimalField FloatField UUIDField IPAddressField GenericIPAddressField JSONField ArrayField HStoreField
    IntegerRangeField BigIntegerRangeField DecimalRangeField DateTimeRangeField DateRangeField FloatRangeField ForeignKey
    OneToOneField""".split()
)
_READS = EVERY - {Action.DELETE}


def removed(model: ModelState, field: FieldState) -> Effect:
    """Return what taking a field away does."""
    if not model.has_table:
        return NOTHING
    if field.kind is Kind.MANY_TO_MANY:
        return _removed_many(model, field)
    if not field.has_column:
        return NOTHING
    acts = [Act(model.label, Mode.ACCESS_EXCLUSIVE, column=field.name)]
    if field.constrained and isinstance(field.to, str):
        acts.append(Act(field.to, Mode.ACCESS_EXCLUSIVE, column=field.name))
    fails = breaks_insert(field) and not _has_value(field)
    return Effect(
        tuple(acts),
        old=frozenset({*_breaks(model, _READS), *_relations(model)}),
        reverse=Reverse.FAILS if fails else Reverse.LOSES_DATA,
        loses=f"the values of `{field.name}`",
    )


def _has_value(field: FieldState) -> bool:
    """Whether Django has a value for the rows there are (Django: `BaseDatabaseSchemaEditor._effective_default`)."""
    takes_empty = field.is_true("blank") and field.base not in _NEVER_EMPTY
    return field.default is not Default.NONE or takes_empty or field.is_automatic


def _breaks(model: ModelState, actions: frozenset[Action]) -> Iterator[Break]:
    return (Break(model.label, action) for action in actions)


def _relations(model: ModelState) -> Iterator[Break]:
    if any(each.kind is Kind.MANY_TO_MANY for each in model.fields.values()):
        yield Break(model.label, Action.RELATION)


def _removed_many(model: ModelState, field: FieldState) -> Effect:
    if field.through is not None:
        return NOTHING
    ends = (model.label, *([field.to] if isinstance(field.to, str) else []))
    # Whoever deletes a row at either end asks for those between first.
    deletes = (Break(end, Action.DELETE) for end in ends)
    return Effect(
        tuple(Act(each, Mode.ACCESS_EXCLUSIVE, column=field.name) for each in (*ends, f"{model.label}.{field.name}")),
        old=frozenset({Break(model.label, Action.RELATION), *deletes}),
        reverse=Reverse.LOSES_DATA,
        loses=f"the rows of `{field.name}`",
    )


def deleted(model: ModelState) -> Effect:
    """Return what taking a model away does."""
    if not model.has_table:
        return NOTHING
    between = [each for each in model.fields.values() if each.kind is Kind.MANY_TO_MANY and each.through is None]
    keys = [each for each in model.fields.values() if each.constrained]
    ends = {each.to for each in (*keys, *between) if isinstance(each.to, str)}
    tables = (model.label, *sorted(ends - {model.label}), *(f"{model.label}.{each.name}" for each in between))
    acts = tuple(Act(table, Mode.ACCESS_EXCLUSIVE) for table in tables)
    # Whoever deletes a row that others refer to asks for those first (Django: `Collector.collect`).
    asked = (
        each
        for each in model.fields.values()
        if each.is_key and not each.texts.get("on_delete", "").endswith("DO_NOTHING")
    )
    parents = {each.to for each in asked if isinstance(each.to, str)}
    deletes = (Break(to, Action.DELETE) for to in parents - {model.label})
    return Effect(
        acts,
        old=frozenset({*_breaks(model, EVERY), *deletes}),
        reverse=Reverse.LOSES_DATA,
        loses=f"the rows of `{model.title}`",
    )


def renamed_field(model: ModelState, old: FieldState, new: FieldState) -> Effect:
    """Return what renaming a field does: nothing where `db_column` keeps the column's name."""
    if not model.has_table or not old.has_column:
        return NOTHING
    if old.column == new.column:
        return NOTHING
    acts = [Act(model.label, Mode.ACCESS_EXCLUSIVE, column=new.name)]
    if old.constrained and isinstance(old.to, str):
        why = "it is dropped and added again"
        acts.append(Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.KEY, new.name, why))
        acts.append(Act(old.to, Mode.ACCESS_EXCLUSIVE, Work.KEY, new.name, why))
    return Effect(tuple(acts), old=frozenset({*_breaks(model, _READS), *_relations(model)}))


def renamed_model(state: ProjectState, old: ModelState, new: ModelState) -> Effect:
    """Return what renaming a model does: every key to it is dropped and added again, unless `db_table` keeps the name."""
    if not old.has_table or old.table == new.table:
        return NOTHING
    return Effect((*_renamed_table(old), *_incoming(state, old)), old=frozenset(_lost(old)))


def moved_table(old: ModelState, new: ModelState) -> Effect:
    """Return what giving a model another table does."""
    if not old.has_table or old.table == new.table:
        return NOTHING
    return Effect(tuple(_renamed_table(old)), old=frozenset(_lost(old)))


def _renamed_table(old: ModelState) -> Iterator[Act]:
    yield Act(old.label, Mode.ACCESS_EXCLUSIVE)
    for each in old.fields.values():
        if each.kind is Kind.MANY_TO_MANY and each.through is None:
            yield Act(f"{old.label}.{each.name}", Mode.ACCESS_EXCLUSIVE)


def _incoming(state: ProjectState, old: ModelState) -> Iterator[Act]:
    why = "it is dropped and added again"
    for model, each in state.keys_to(old.label):
        if each.constrained and model.has_table:
            yield Act(old.label, Mode.ACCESS_EXCLUSIVE, Work.KEY, each.name, why)
            yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.KEY, each.name, why)
    for each in old.fields.values():
        if each.kind is Kind.MANY_TO_MANY and each.through is None:
            yield Act(old.label, Mode.ACCESS_EXCLUSIVE, Work.KEY, each.name, why)
            yield Act(f"{old.label}.{each.name}", Mode.ACCESS_EXCLUSIVE, Work.KEY, each.name, why)


def _lost(old: ModelState) -> Iterator[Break]:
    yield from _breaks(old, EVERY)
    yield from _relations(old)
