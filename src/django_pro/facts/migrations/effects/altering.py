"""`AlterField` on PostgreSQL: `BaseDatabaseSchemaEditor._alter_field`, told by what each part of it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.migrations.columns import Column, column_of
from django_pro.facts.migrations.effects.adding import index_count
from django_pro.facts.migrations.effects.conversions import FREE, Conversion, comparable, conversion
from django_pro.facts.migrations.effects.effect import EVERY, NOTHING, Act, Action, Break, Effect, Mode, Reverse, Work
from django_pro.facts.migrations.effects.expressions import lookups
from django_pro.facts.migrations.effects.filled import is_filled
from django_pro.facts.migrations.effects.mysql import column_acts
from django_pro.facts.migrations.effects.server import ALTERS_LESS, CHOICES_ARE_FREE, Server
from django_pro.facts.migrations.states.field import Default, FieldState
from django_pro.facts.migrations.states.model import ModelState, ProjectState
from django_pro.facts.models.model import Kind
from django_pro.findings.blind import Unknown

#: Arguments that are no part of the schema (Django: `Field.non_db_attrs`); a Python `default` is one here, but see `_remakes`.
_NOT_DATABASE = frozenset(
    {
        "blank", "choices", "db_column", "editable", "error_messages", "help_text", "limit_choices_to", "on_delete",
        "related_name", "related_query_name", "validators", "verbose_name", "to", "through",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A field before and after, with the types of its columns."""

    before: ProjectState
    after: ProjectState
    model: ModelState
    old: FieldState
    new: FieldState
    server: Server

    @property
    def types(self) -> tuple[Column | Unknown, Column | Unknown]:
        """The column's type before and after."""
        return column_of(self.before, self.model, self.old), column_of(self.after, self.model, self.new)

    def given(self, name: str) -> bool:
        """Whether an argument is given in one way before and in another after."""
        return self.old.texts.get(name) != self.new.texts.get(name)


def altered(change: Change) -> Effect:
    """Return what altering a field does."""
    old, new = change.old, change.new
    if not change.model.has_table or not is_altered(change):
        return NOTHING
    if Kind.MANY_TO_MANY in (old.kind, new.kind):
        return _many_to_many(change)
    if not (old.has_column and new.has_column):
        return NOTHING
    if refused := _refused(change):
        return Effect(fails=refused, sure=True)
    became = _conversion(change)
    acts = (*_dropped_key(change), *_column(change, became), *_indexes(change, became), *_made_key(change))
    # Django adds an index before it changes the column.
    return Effect(
        acts,
        old=frozenset({*(Break(change.model.label, each) for each in _broken(change, became)), *_kept_rows(change)}),
        fails=_failure(change, became),
        reverse=Reverse.LOSES_DATA if became.damages else Reverse.YES,
        unknown=next((each.why for each in change.types if isinstance(each, Unknown)), ""),
        loses=f"{change.types[0]} does not fit into {change.types[1]}" if became.damages else "",
    )


def is_altered(change: Change) -> bool:
    """Return whether Django finds that the schema differs (`_field_should_be_altered`)."""
    old, new, server = change.old, change.new, change.server
    if server.before(ALTERS_LESS) or old.kind is not new.kind or old.class_name != new.class_name:
        return True
    if old.column != new.column or old.to != new.to or old.through != new.through:
        return True
    ignored = _NOT_DATABASE - ({"choices"} if server.before(CHOICES_ARE_FREE) else frozenset())
    return any(change.given(name) for name in old.texts.keys() | new.texts.keys() if name not in ignored)


def _conversion(change: Change) -> Conversion:
    old, new = change.types
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        return FREE
    return conversion(old, new)


def _column(change: Change, became: Conversion) -> Iterator[Act]:
    """Yield what is done to the column itself."""
    label, old, new = change.model.label, change.old, change.new
    exclusive = Mode.ACCESS_EXCLUSIVE
    if old.column != new.column:
        yield Act(label, exclusive, column=new.name, why="the column has another name")
    if (old.db_default, old.db_default_name) != (new.db_default, new.db_default_name) or change.given("db_default"):
        yield Act(label, exclusive, column=new.name)
    yield from _on_mysql(change) if change.server.is_mysql else _typed(change, became)


def _on_mysql(change: Change) -> Iterator[Act]:
    old, new = change.types
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        return
    yield from column_acts(change.model.label, change.new.name, (old, new), (change.old.null, change.new.null))
    if old.type != new.type:
        yield from _rewritten_with(change)


def _typed(change: Change, became: Conversion) -> Iterator[Act]:
    """Yield what another type takes, and NULL that is taken or no longer."""
    label, old, new = change.model.label, change.old, change.new
    exclusive = Mode.ACCESS_EXCLUSIVE
    if became.rewrites:
        yield Act(label, exclusive, Work.REWRITE, new.name, f"{change.types[0]} becomes {change.types[1]}")
        yield from _rewritten_with(change)
    elif change.types[0] != change.types[1] or change.given("db_comment"):
        yield Act(label, exclusive, column=new.name)
        yield from _reindexed(change)
    if old.null and not new.null:
        is_checked = is_filled(change.before, change.model, old, change.server)
        work = Work.CATALOG if is_checked else Work.NOT_NULL
        yield Act(label, exclusive, work, new.name, "a valid CHECK says it is not NULL" if is_checked else "")
    elif new.null and not old.null:
        yield Act(label, exclusive, column=new.name)
    yield from _check(change)


def _check(change: Change) -> Iterator[Act]:
    """Yield what comes of the CHECK that a positive integer has."""
    old, new = change.types
    was, is_now = (isinstance(each, Column) and each.check for each in (old, new))
    if _is_checked_anew(change):
        why = "the CHECK that it is positive"
        yield Act(change.model.label, Mode.ACCESS_EXCLUSIVE, Work.CHECK, change.new.name, why)
    elif was and not is_now:
        yield Act(change.model.label, Mode.ACCESS_EXCLUSIVE, column=change.new.name)


def _reindexed(change: Change) -> Iterator[Act]:
    """Yield the indexes that a change in the catalog makes anew: another collation, or another class of operators."""
    old, new = change.types
    if not (isinstance(old, Column) and isinstance(new, Column)) or not (change.old.has_index and change.new.has_index):
        return
    if old.collation != new.collation or (old.is_text and new.is_text and old.type != new.type):
        yield Act(change.model.label, Mode.ACCESS_EXCLUSIVE, Work.REBUILD, change.new.name)


def _rewritten_with(change: Change) -> Iterator[Act]:
    """Yield the tables whose foreign keys change type together with a key (Django: `_related_non_m2m_objects`)."""
    if not (change.old.primary_key or change.old.unique):
        return
    target = change.old.text("name") or change.old.name
    for model, each in change.before.keys_to(change.model.label):
        if each.kind is Kind.MANY_TO_MANY:
            if change.old.primary_key and each.through is None:
                yield Act(f"{model.label}.{each.name}", Mode.ACCESS_EXCLUSIVE, Work.REWRITE, each.name)
        elif each.has_column and model.has_table:
            named = each.text("to_field")
            if named == target or (named is None and change.old.primary_key):
                yield Act(model.label, Mode.ACCESS_EXCLUSIVE, Work.REWRITE, each.name)
    for each in change.model.fields.values() if change.old.primary_key else ():
        if each.kind is Kind.MANY_TO_MANY and each.through is None and each.to != change.model.label:
            yield Act(f"{change.model.label}.{each.name}", Mode.ACCESS_EXCLUSIVE, Work.REWRITE, each.name)


def _indexes(change: Change, became: Conversion) -> Iterator[Act]:
    label, old, new = change.model.label, change.old, change.new
    column = change.types[1]
    if new.unique and not old.unique:
        yield Act(label, Mode.ACCESS_EXCLUSIVE, Work.BUILD, new.name, "it is unique", index_count(new, column))
    elif new.db_index and not old.db_index and not new.unique:
        yield Act(label, Mode.SHARE, Work.BUILD, new.name, count=index_count(new, column))
    if (old.unique and not new.unique) or (old.db_index and not new.db_index and not old.unique):
        yield Act(label, Mode.ACCESS_EXCLUSIVE, column=new.name)


def _dropped_key(change: Change) -> Iterator[Act]:
    if change.old.constrained and isinstance(change.old.to, str):
        yield Act(change.model.label, Mode.ACCESS_EXCLUSIVE, column=change.old.name)
        yield Act(change.old.to, Mode.ACCESS_EXCLUSIVE, column=change.old.name)


def _made_key(change: Change) -> Iterator[Act]:
    """Yield the validation of a foreign key that was dropped, or was none; a comment alone leaves it valid."""
    old, new = change.old, change.new
    if not new.constrained or not isinstance(new.to, str):
        return
    if old.constrained and not change.server.before(ALTERS_LESS) and not _remakes(change):
        return
    was = old.constrained
    why = "it is dropped and added again" if was else ""
    yield Act(change.model.label, Mode.ACCESS_EXCLUSIVE if was else Mode.SHARE_ROW_EXCLUSIVE, Work.KEY, new.name, why)
    same = was and old.to == new.to
    yield Act(new.to, Mode.ACCESS_EXCLUSIVE if same else Mode.SHARE_ROW_EXCLUSIVE, Work.KEY, new.name, why)


def _remakes(change: Change) -> bool:
    """Whether more than a comment was altered: then Django drops the constraint and adds it (`fks_dropped`)."""
    ignored = _NOT_DATABASE | {"db_comment", "db_tablespace"}
    changed = any(
        change.given(name) for name in change.old.texts.keys() | change.new.texts.keys() if name not in ignored
    )
    return changed or change.old.to != change.new.to or change.old.class_name != change.new.class_name


def _broken(change: Change, became: Conversion) -> Iterator[Action]:
    old, new = change.old, change.new
    if old.column != new.column:
        yield from EVERY - {Action.DELETE}
        if any(each.kind is Kind.MANY_TO_MANY for each in change.model.fields.values()):
            yield Action.RELATION
    if change.server.is_postgresql:
        yield from (Action(each) for each in became.breaks)
    if (became.narrows and change.server.engine != "sqlite") or _is_checked_anew(change):
        yield Action.INSERT_EDGE
    if old.null and not new.null and not is_filled(change.before, change.model, old, change.server):
        yield Action.INSERT_NULL
    if old.db_default is not Default.NONE and new.db_default is Default.NONE and not new.null:
        yield Action.INSERT
    if new.unique and not old.unique:
        yield Action.INSERT_DUPLICATE


def _kept_rows(change: Change) -> Iterator[Break]:
    """Yield what a foreign key holds that the release before does not know: rows that it leads to, and does not delete."""
    if _leads_anew(change) and isinstance(change.new.to, str):
        yield Break(change.model.label, Action.INSERT_EDGE)
        yield Break(change.new.to, Action.DELETE)


def _leads_anew(change: Change) -> bool:
    """Whether rows that are there are held by a foreign key from now on."""
    old, new = change.old, change.new
    return new.constrained and (not old.constrained or old.to != new.to)


def _failure(change: Change, became: Conversion) -> str:
    old, new = change.old, change.new
    if new.unique and not old.unique:
        return "rows with the same value"
    filled = new.default is not Default.NONE or new.db_default is not Default.NONE
    if old.null and not new.null and not filled and not is_filled(change.before, change.model, old, change.server):
        return "rows with NULL"
    if became.narrows and not (became.cuts and change.server.is_postgresql) and change.server.engine != "sqlite":
        return "values that do not fit"
    if _is_checked_anew(change):
        return "rows below zero"
    if _leads_anew(change):
        return "rows without a parent"
    return ""


def _is_checked_anew(change: Change) -> bool:
    """Whether a column of integers becomes one that holds none below zero."""
    old, new = change.types
    return isinstance(old, Column) and isinstance(new, Column) and new.check and not old.check


def _refused(change: Change) -> str:
    """Return why PostgreSQL refuses another type whatever the rows are: a condition compares the column as it was."""
    old, new = change.types
    if not isinstance(old, Column) or not isinstance(new, Column) or comparable(old, new):
        return ""
    if not change.server.is_postgresql:
        return ""
    name = change.old.name
    compared = (
        each.rpartition("__")[2] if "__" in each else ""
        for part in (*change.model.constraints, *change.model.indexes)
        for each in lookups(part.node)
        if each == name or each.startswith(f"{name}__")
    )
    return f"a condition compares `{name}` as it was" if any(each != "isnull" for each in compared) else ""


def _many_to_many(change: Change) -> Effect:
    old, new, model = change.old, change.new, change.model
    if old.kind is not new.kind or (old.through is None) != (new.through is None):
        return Effect(fails="Django does not alter a field to or from a many-to-many", sure=True)
    if old.to == new.to or not isinstance(new.to, str) or old.through is not None:
        return NOTHING
    table = f"{model.label}.{old.name}"
    acts = (
        *([Act(old.to, Mode.ACCESS_EXCLUSIVE, column=old.name)] if isinstance(old.to, str) else []),
        Act(table, Mode.ACCESS_EXCLUSIVE, Work.KEY, new.name),
        Act(new.to, Mode.SHARE_ROW_EXCLUSIVE, Work.KEY, new.name),
    )
    return Effect(acts, old=frozenset({Break(model.label, Action.RELATION)}), fails="rows without a parent")
