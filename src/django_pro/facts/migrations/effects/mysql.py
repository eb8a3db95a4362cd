"""What operations do on MySQL and MariaDB, where an effect on PostgreSQL is known.

The facts are those of the tables of "Online DDL Operations" in MySQL's manual, section 17.12.1, and of "InnoDB Online DDL
Operations with the INSTANT Alter Algorithm" in MariaDB's. A step that is INSTANT, or INPLACE on metadata alone, only waits
for open transactions; one that is INPLACE otherwise lets others read and write; a COPY lets them read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django_pro.facts.migrations.columns import Column
from django_pro.facts.migrations.effects.effect import NOTHING, Act, Effect, Mode, Work
from django_pro.facts.migrations.effects.server import Server
from django_pro.facts.migrations.states.replay import Step

_COPY, _ONLINE, _BRIEF = Mode.SHARE, Mode.SHARE_UPDATE_EXCLUSIVE, Mode.ACCESS_EXCLUSIVE
_CHECKED = "a foreign key is checked by a copy of the table"
#: From these versions a column is added, and dropped, INSTANT; before, the table is rebuilt while others go on writing.
_ADDS = {"mysql": (8, 0, 12), "mariadb": (10, 3)}
_DROPS = {"mysql": (8, 0, 29), "mariadb": (10, 4)}
#: A VARCHAR of this many bytes and more has two bytes for its length, and a character may take four (`utf8mb4`).
_TWO_LENGTH_BYTES, _CHARACTER = 256, 4


def on_mysql(step: Step, effect: Effect, server: Server) -> Effect:
    """Return an effect with the steps that InnoDB takes; what code can no longer do is the same."""
    if _is_left_out(step):
        return NOTHING
    acts = (*(_act(step, act) for act in effect.acts), *_added_key(step))
    name = step.operation.name
    if name == "AddField" and any(act.work is Work.REWRITE and act.mode is _COPY for act in acts):
        acts = tuple(act for act in acts if act.work is not Work.BUILD)  # the copy is made with its indexes
    since = {"AddField": _ADDS, "RemoveField": _DROPS}.get(name, {}).get(server.engine)
    if since and server.is_older(since):
        acts = tuple(_rebuilt(step, act) for act in acts)
    return replace(effect, acts=tuple(dict.fromkeys(acts)))


def _added_key(step: Step) -> Iterator[Act]:
    """Yield the copy that a foreign key takes which comes with its column, though no row has a value to be checked."""
    model = step.after.model(step.migration.app, step.named)
    field = model.field(step.applying.text(1, "name")) if model else None
    if step.operation.name == "AddField" and model and model.has_table and field and field.constrained:
        yield Act(model.label, _COPY, Work.REWRITE, field.name, _CHECKED)


def _is_left_out(step: Step) -> bool:
    """Whether Django makes nothing of an index or constraint, since MySQL has none with a condition."""
    written = step.applying.written(1, "index") or step.applying.written(1, "constraint")
    if step.operation.name not in ("AddIndex", "AddConstraint") or written is None:
        return False
    part = step.applying.reader.part(written)
    return part is not None and part.kind != "CheckConstraint" and "condition" in part.options


def _act(step: Step, act: Act) -> Act:
    if act.work in (Work.BUILD, Work.REBUILD):
        return replace(act, mode=_ONLINE, work=Work.BUILD)
    if act.work is Work.CHECK:
        why = act.why or "a CHECK is checked by a copy of the table"
        return replace(act, mode=_COPY, work=Work.REWRITE, why=why)
    if act.work is Work.KEY:
        return _key(step, act)
    if act.work is Work.REWRITE:
        return act if act.mode is _ONLINE else replace(act, mode=_COPY)
    if act.work is Work.NOT_NULL:
        return replace(act, mode=_ONLINE, work=Work.REWRITE, why="NULL is no longer taken")
    return act if act.work is Work.UPDATE else replace(act, mode=_BRIEF)


def _key(step: Step, act: Act) -> Act:
    """Return the check of a foreign key: a copy of the table that has it, a moment of the one that it leads to."""
    model = step.after.models.get(act.table) or step.before.models.get(act.table)
    field = model.field(act.column) if model else None
    if model is None or (field is not None and field.constrained):
        return replace(act, mode=_COPY, work=Work.REWRITE, why=act.why or _CHECKED)
    return Act(act.table, _BRIEF, column=act.column)


def _rebuilt(step: Step, act: Act) -> Act:
    is_own = step.model is not None and act.table == step.model.label
    if not is_own or act.work is not Work.CATALOG:
        return act
    return replace(act, mode=_ONLINE, work=Work.REWRITE, why="this version rebuilds the table")


def column_acts(label: str, name: str, types: tuple[Column, Column], null: tuple[bool, bool]) -> Iterator[Act]:
    """Yield what `MODIFY COLUMN` takes for another type, or for NULL to be taken or no longer."""
    old, new = types
    if old != new:
        if _grows(old, new):
            yield Act(label, _BRIEF, column=name)
        else:
            yield Act(label, _COPY, Work.REWRITE, name, f"{old} becomes {new}")
            return
    was, is_now = null
    if was is not is_now:
        why = "NULL is taken" if is_now else "NULL is no longer taken"
        yield Act(label, _ONLINE, Work.REWRITE, name, why)


def _grows(old: Column, new: Column) -> bool:
    """Whether a text only gets longer, with as many bytes for its length as before."""
    if (old.type, new.type) != ("varchar", "varchar") or old.collation != new.collation:
        return False
    length, wanted = old.numbers[0], new.numbers[0]
    if length is None or wanted is None or wanted < length:
        return False
    return (length * _CHARACTER < _TWO_LENGTH_BYTES) is (wanted * _CHARACTER < _TWO_LENGTH_BYTES)
