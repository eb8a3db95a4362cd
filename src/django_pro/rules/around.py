"""What stands around an operation: the steps before and after it, in its own migration and in those next to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from django_pro.facts.migrations.code import WRITES, Deed, Kind
from django_pro.facts.migrations.sql import Kind as Done
from django_pro.facts.migrations.sql import Statement
from django_pro.facts.migrations.states import ModelState, Step
from django_pro.findings.blind import Unknown
from django_pro.rules.reviewed import Reviewed

#: SQL that changes rows.
_WRITING = frozenset({Done.UPDATE, Done.INSERT, Done.DELETE, Done.TRUNCATE})


def labelled(step: Step, position: int, name: str) -> str:
    """Return the label of the model that an argument names, in lower case."""
    return f"{step.migration.app}.{step.applying.text(position, name)}".lower()


def renamed(step: Step, label: str) -> str:
    """Return what a model is called after a step."""
    is_it = step.operation.name == "RenameModel" and labelled(step, 0, "old_name") == label
    return labelled(step, 1, "new_name") if is_it else label


def called_before(step: Step, label: str) -> str:
    """Return what a model was called before a step."""
    is_it = step.operation.name == "RenameModel" and labelled(step, 1, "new_name") == label
    return labelled(step, 0, "old_name") if is_it else label


def steps_before(review: Reviewed, step: Step, generations: int = 1) -> Iterator[Step]:
    """Yield the steps before one, the nearest first: of its own migration, then of those that it waits for."""
    history, label = review.history, step.migration.label
    yield from reversed(history.of(label)[: step.index])
    seen, nearest = {label}, [label]
    for _ in range(generations):
        nearest = sorted({parent for each in nearest for parent in history.graph.parents(each)} - seen)
        seen |= {*nearest}
        for each in nearest:
            yield from reversed(history.of(each))


def steps_after(review: Reviewed, step: Step) -> Iterator[Step]:
    """Yield the steps after one: of its own migration, then of those of its app that wait for it."""
    history, migration = review.history, step.migration
    yield from history.of(migration.label)[step.index + 1 :]
    for each in history.graph.of_app(migration.app):
        if migration.label in history.graph.parents(each.label):
            yield from history.of(each.label)


def all_before(review: Reviewed, step: Step) -> Iterator[Step]:
    """Yield every step that runs before one, the nearest first."""
    found = dropwhile(lambda each: each is not step, reversed(review.history.steps))
    return islice(found, 1, None)


def states_before(review: Reviewed, step: Step, label: str) -> Iterator[ModelState]:
    """Yield a model as the steps up to one found it, the nearest first: those of its own migration.

    Of a table that came from another app those of the migrations before too: no code could write to it in between.
    """
    model = step.before.models.get(label)
    table, own = (model.table if model else label.replace(".", "_")), step.migration.app.lower()
    for each in (step, *steps_before(review, step)):
        if each.operation.name == "AlterModelTable" and each.applying.text(1, "table") == table:
            label = labelled(each, 0, "name")
        label = called_before(each, label)
        found = each.before.models.get(label)
        if found and (each.migration is step.migration or not label.startswith(f"{own}.")):
            yield found


def is_made_lately(review: Reviewed, step: Step, label: str) -> bool:
    """Whether a table was made in the same migration or in one that it waits for, and no code wrote to it since."""
    for each in steps_before(review, step):
        if each.operation.name == "CreateModel" and labelled(each, 0, "name") == label:
            return True
        if writes(review, each, label):
            return False
        label = called_before(each, label)
    return False


def is_emptied(review: Reviewed, step: Step, label: str) -> bool:
    """Whether code took all rows of a table away not long before, and none wrote to it since."""
    for each in steps_before(review, step, generations=2):
        if any(_empties(deed, label) for deed in review.code.forwards(each)):
            return True
        if writes(review, each, label):
            return False
        label = called_before(each, label)
    return False


def _empties(deed: Deed, label: str) -> bool:
    is_whole = deed.kind is Kind.DELETE and not deed.filtered and not deed.loops
    return is_whole and deed.model is not None and deed.model.label == label


def writes(review: Reviewed, step: Step, label: str, column: str = "") -> bool:
    """Whether code or SQL of a step writes to a table, or to one of its columns; what cannot be read may do so."""
    if step.operation.name == "RunPython":
        return any(_is_write(deed, label, column) for deed in review.code.forwards(step))
    statements = review.raw_sql.forwards(step.operation)
    model = step.before.models.get(label)
    table = model.table if model else label.replace(".", "_")
    return isinstance(statements, Unknown) or any(_is_written(each, table, column) for each in statements)


def _is_write(deed: Deed, label: str, column: str) -> bool:
    if deed.model is None or deed.model.label != label:
        return False
    if not column:
        return deed.kind in WRITES
    if deed.kind is Kind.SET:
        return deed.text in (column, "")
    return (deed.kind is Kind.UPDATE or deed.name == "bulk_update") and (column in deed.fields or not deed.fields)


def _is_written(statement: Statement, table: str, column: str) -> bool:
    if statement.kind not in _WRITING:
        return statement.kind in (Done.DO, Done.OTHER) and table in statement.text
    return statement.table == table and bool(re.search(rf"\b{re.escape(column)}\b", statement.text))
