"""Which effect an operation has: one function for each of Django's operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django_pro.facts.migrations.effects.adding import added, created
from django_pro.facts.migrations.effects.altering import Change, altered
from django_pro.facts.migrations.effects.effect import NOTHING, WORST, Act, Action, Break, Effect, Mode, Reverse
from django_pro.facts.migrations.effects.indexing import (
    added_constraint,
    added_index,
    altered_together,
    removed_constraint,
    removed_index,
    validated,
)
from django_pro.facts.migrations.effects.mysql import on_mysql
from django_pro.facts.migrations.effects.removing import deleted, moved_table, removed, renamed_field, renamed_model
from django_pro.facts.migrations.effects.server import Server
from django_pro.facts.migrations.effects.sqlite import on_sqlite
from django_pro.facts.migrations.effects.statements import effect_of_sql
from django_pro.facts.migrations.states.model import ModelState, Part
from django_pro.facts.migrations.states.replay import Step
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Constant

Judge = Callable[[Step, Server], Effect]


def effect_of(step: Step, server: Server) -> Effect:
    """Return what an operation does to the database; of one that touches the state alone, nothing."""
    if not step.operation.in_database:
        return NOTHING
    judge = _JUDGES.get(step.operation.name)
    if judge is None:
        return Effect(unknown=f"what `{step.operation.name}` does is not known")
    found = judge(step, server)
    if server.engine == "sqlite":
        return on_sqlite(step, found, server)
    return on_mysql(step, found, server) if server.is_mysql else found


def _create_model(step: Step, server: Server) -> Effect:
    model = _after(step)
    return created(step.after, model) if model else NOTHING


def _delete_model(step: Step, server: Server) -> Effect:
    model = _before(step)
    return deleted(model) if model else _unseen(step)


def _rename_model(step: Step, server: Server) -> Effect:
    old = step.before.model(step.migration.app, step.applying.text(0, "old_name"))
    new = step.after.model(step.migration.app, step.applying.text(1, "new_name"))
    return renamed_model(step.before, old, new) if old and new else _unseen(step)


def _alter_table(step: Step, server: Server) -> Effect:
    old, new = _before(step), _after(step)
    return moved_table(old, new) if old and new else _unseen(step)


def _add_field(step: Step, server: Server) -> Effect:
    model = _after(step)
    field = model.field(step.applying.text(1, "name")) if model else None
    return added(step.after, model, field, server) if model and field else _unseen(step)


def _remove_field(step: Step, server: Server) -> Effect:
    model = _before(step)
    field = model.field(step.applying.text(1, "name")) if model else None
    return removed(model, field) if model and field else _unseen(step)


def _alter_field(step: Step, server: Server) -> Effect:
    before, after, name = _before(step), _after(step), step.applying.text(1, "name")
    old = before.field(name) if before else None
    new = after.field(name) if after else None
    if before is None or old is None or new is None:
        return _unseen(step)
    return altered(Change(step.before, step.after, before, old, new, server))


def _rename_field(step: Step, server: Server) -> Effect:
    before, after = _before(step), _after(step)
    old = before.field(step.applying.text(1, "old_name")) if before else None
    new = after.field(step.applying.text(2, "new_name")) if after else None
    return renamed_field(before, old, new) if before and old and new else _unseen(step)


def _add_index(step: Step, server: Server) -> Effect:
    model, part = _before(step), _part(step, "index")
    concurrently = step.operation.name.endswith("Concurrently")
    return added_index(model, part, concurrently) if model and part else _unseen(step)


def _remove_index(step: Step, server: Server) -> Effect:
    model = _before(step)
    return removed_index(model, step.operation.name.endswith("Concurrently")) if model else _unseen(step)


def _add_constraint(step: Step, server: Server) -> Effect:
    model, part = _before(step), _part(step, "constraint")
    valid = step.operation.name == "AddConstraint"
    return added_constraint(model, part, valid) if model and part else _unseen(step)


def _validate(step: Step, server: Server) -> Effect:
    model = _before(step)
    return validated(model) if model else _unseen(step)


def _remove_constraint(step: Step, server: Server) -> Effect:
    model = _before(step)
    return removed_constraint(model) if model else _unseen(step)


def _unique_together(step: Step, server: Server) -> Effect:
    old, new = _before(step), _after(step)
    return altered_together(old, old.unique_together, new.unique_together, True) if old and new else _unseen(step)


def _index_together(step: Step, server: Server) -> Effect:
    old, new = _before(step), _after(step)
    return altered_together(old, old.index_together, new.index_together, False) if old and new else _unseen(step)


def _order(step: Step, server: Server) -> Effect:
    old, new = _before(step), _after(step)
    if old is None or new is None:
        return _unseen(step)
    if "_order" in old.fields or "_order" not in new.fields:
        return removed(old, old.fields["_order"]) if "_order" in old.fields and "_order" not in new.fields else NOTHING
    act = Act(new.label, Mode.ACCESS_EXCLUSIVE, column="_order")
    return Effect((act,), old=frozenset({Break(new.label, Action.INSERT)}))


def _table_comment(step: Step, server: Server) -> Effect:
    model = _before(step)
    return Effect((Act(model.label, Mode.SHARE_UPDATE_EXCLUSIVE),)) if model else _unseen(step)


def _run_python(step: Step, server: Server) -> Effect:
    return Effect(reverse=_told(step, "reverse_code"), unknown="what it does to rows is read elsewhere")


def _run_sql(step: Step, server: Server) -> Effect:
    statements = step.applying.reader.sql.forwards(step.operation)
    reverse = _told(step, "reverse_sql")
    if isinstance(statements, Unknown):
        return Effect(reverse=reverse, unknown=statements.why)
    found = effect_of_sql(step.before, statements, server)
    return replace(found, reverse=max(reverse, found.reverse, key=WORST.index))


def _told(step: Step, keyword: str) -> Reverse:
    """Return that code or SQL of somebody's own is undone only where it says how."""
    reverse = step.operation.argument(1, keyword)
    given = reverse is not None and not (isinstance(reverse, Constant) and reverse.value is None)
    return Reverse.YES if given else Reverse.NO


def _nothing(step: Step, server: Server) -> Effect:
    return NOTHING


def _unseen(step: Step) -> Effect:
    return Effect(unknown=f"what `{step.operation.name}` is about cannot be seen")


def _before(step: Step) -> ModelState | None:
    return step.before.model(step.migration.app, step.named)


def _after(step: Step) -> ModelState | None:
    return step.after.model(step.migration.app, step.named)


def _part(step: Step, name: str) -> Part | None:
    written = step.applying.written(1, name)
    return step.applying.reader.part(written) if written else None


_JUDGES: Mapping[str, Judge] = {
    "CreateModel": _create_model,
    "DeleteModel": _delete_model,
    "RenameModel": _rename_model,
    "AlterModelTable": _alter_table,
    "AlterModelTableComment": _table_comment,
    "AlterModelOptions": _nothing,
    "AlterModelManagers": _nothing,
    "AddField": _add_field,
    "RemoveField": _remove_field,
    "AlterField": _alter_field,
    "RenameField": _rename_field,
    "AddIndex": _add_index,
    "AddIndexConcurrently": _add_index,
    "RemoveIndex": _remove_index,
    "RemoveIndexConcurrently": _remove_index,
    "RenameIndex": _nothing,
    "AddConstraint": _add_constraint,
    "AddConstraintNotValid": _add_constraint,
    "ValidateConstraint": _validate,
    "RemoveConstraint": _remove_constraint,
    "AlterConstraint": _nothing,
    "AlterUniqueTogether": _unique_together,
    "AlterIndexTogether": _index_together,
    "AlterOrderWithRespectTo": _order,
    "RunPython": _run_python,
    "RunSQL": _run_sql,
    "CreateExtension": _nothing,
    "CreateCollation": _nothing,
    "RemoveCollation": _nothing,
}
