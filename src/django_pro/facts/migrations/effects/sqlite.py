"""What operations do on SQLite, where Django makes many tables anew (`_remake_table` in its `schema.py` for SQLite).

While a migration writes, nobody else writes to the database; readers only wait for it to be committed ("File Locking And
Concurrency In SQLite Version 3").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from django_pro.facts.migrations.columns import is_serial
from django_pro.facts.migrations.effects.altering import Change, is_altered
from django_pro.facts.migrations.effects.effect import Act, Effect, Mode, Work
from django_pro.facts.migrations.effects.server import Server
from django_pro.facts.migrations.states.field import Default, FieldState
from django_pro.facts.migrations.states.model import Part
from django_pro.facts.migrations.states.replay import Step
from django_pro.facts.models.model import Kind

_WHY = "Django copies the table, since SQLite cannot alter it so"
#: What is done to a column, or is held by, without a copy of the table.
_READ = frozenset({Work.NOT_NULL, Work.CHECK, Work.KEY, Work.REWRITE, Work.REBUILD})
#: Options of a unique constraint that make it an index, and those that SQLite does not have.
_INDEXES = frozenset({"condition", "include", "opclasses", "deferrable"})
_TABLES = frozenset({"CheckConstraint", "UniqueConstraint"})


def on_sqlite(step: Step, effect: Effect, server: Server) -> Effect:
    """Return an effect with the tables that Django makes anew; what code can no longer do is the same."""
    remade = dict.fromkeys(_remade(step, effect, server))
    kept = (replace(act, mode=Mode.SHARE) for act in effect.acts if act.work is Work.BUILD or _is_kept(act, remade))
    made = (Act(table, Mode.SHARE, Work.REWRITE, _column(step), _WHY) for table in remade)
    return replace(effect, acts=tuple(dict.fromkeys((*made, *kept))))


def _is_kept(act: Act, remade: Collection[str]) -> bool:
    return act.work not in _READ and act.table not in remade


def _column(step: Step) -> str:
    return step.applying.text(1, "new_name" if step.operation.name == "RenameField" else "name")


def _remade(step: Step, effect: Effect, server: Server) -> Iterator[str]:
    """Yield the tables that are made anew."""
    judge = _JUDGES.get(step.operation.name)
    if step.operation.name == "AlterField":
        yield from _altered(step, effect, server)
    elif effect.acts and judge is not None:
        yield from judge(step, effect)


def _own(step: Step) -> Iterator[str]:
    if step.model is not None:
        yield step.model.label


def _fields(step: Step) -> tuple[FieldState | None, FieldState | None]:
    """Return the field before and after."""
    app, name = step.migration.app, step.applying.text(1, "name")
    before, after = step.before.model(app, step.named), step.after.model(app, step.named)
    return before.field(name) if before else None, after.field(name) if after else None


def _added(step: Step, effect: Effect) -> Iterator[str]:
    _, field = _fields(step)
    if field is None or field.kind is Kind.MANY_TO_MANY:
        return
    has_default = field.default is not Default.NONE and not field.defaults_to_null
    is_computed = field.db_default in (Default.NAMED, Default.CALLED)
    if field.unique or not field.null or has_default or field.is_automatic or is_computed:
        yield from _own(step)


def _removed(step: Step, effect: Effect) -> Iterator[str]:
    field, _ = _fields(step)
    if field is not None and field.has_column and (field.unique or field.db_index or field.constrained):
        yield from _own(step)


def _altered(step: Step, effect: Effect, server: Server) -> Iterator[str]:
    old, new = _fields(step)
    model = step.before.model(step.migration.app, step.named)
    if old is None or new is None or model is None or not model.has_table:
        return
    if not is_altered(Change(step.before, step.after, model, old, new, server)):
        return
    if new.kind is Kind.MANY_TO_MANY:
        yield from (act.table for act in effect.acts if act.table.count(".") > 1)
        return
    if old.column != new.column and _is_only_renamed(old, new):
        return
    if old.has_column or new.has_column:
        yield model.label
    if new.unique and not (is_serial(old) and is_serial(new)):  # they are all `integer`
        yield from (act.table for act in effect.acts if act.work is Work.REWRITE)


def _is_only_renamed(old: FieldState, new: FieldState) -> bool:
    given = {name for name in old.texts.keys() | new.texts.keys() if old.texts.get(name) != new.texts.get(name)}
    return given <= {"db_column"} and old.class_name == new.class_name and not (old.constrained or new.constrained)


def _keys(step: Step, effect: Effect) -> Iterator[str]:
    """Yield the tables whose foreign keys are dropped and added on other databases."""
    for act in effect.acts:
        model = step.before.models.get(act.table)
        if (
            act.work is Work.KEY
            and model is not None
            and (step.operation.name == "RenameField" or _leads(step, model.label))
        ):
            yield act.table


def _leads(step: Step, label: str) -> bool:
    """Whether a model has a foreign key to the one that the operation is about."""
    found = step.before.keys_to(step.model.label) if step.model else ()
    return any(model.label == label and each.is_key for model, each in found)


def _constrained(step: Step, effect: Effect) -> Iterator[str]:
    model = step.before.model(step.migration.app, step.named)
    part = _part(step)
    if model is None or part is None or part.kind not in _TABLES:
        return
    if part.kind == "CheckConstraint" or not (part.expressions or part.options & _INDEXES):
        yield model.label


def _part(step: Step) -> Part | None:
    after = step.after.model(step.migration.app, step.named)
    before = step.before.model(step.migration.app, step.named)
    parts = [set(model.constraints) if model else set() for model in (before, after)]
    return next(iter(parts[0] ^ parts[1]), None)


def _ordered(step: Step, effect: Effect) -> Iterator[str]:
    after = step.after.model(step.migration.app, step.named)
    if after is not None and "_order" in after.fields:
        yield after.label


_JUDGES: Mapping[str, Callable[[Step, Effect], Iterator[str]]] = {
    "AddField": _added,
    "RemoveField": _removed,
    "RenameField": lambda step, effect: (
        each for each in _keys(step, effect) if step.model and each == step.model.label
    ),
    "RenameModel": _keys,
    "AddConstraint": _constrained,
    "RemoveConstraint": _constrained,
    "AlterOrderWithRespectTo": _ordered,
}
