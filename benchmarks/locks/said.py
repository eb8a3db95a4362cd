"""What our facts say of a case: the effects of its operations, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.truth.ours import open_project
from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.code import WRITES, Code, Kind
from django_pro.facts.migrations.code.triggers import leaves_triggers
from django_pro.facts.migrations.effects import Act, Effect, Mode, Reverse, Server, Work
from django_pro.facts.migrations.effects.effect import together
from django_pro.facts.migrations.effects.statements import effect_of_sql
from django_pro.facts.migrations.history import History
from django_pro.facts.migrations.sql.reading import read_sql
from django_pro.facts.migrations.states import ProjectState, Step
from django_pro.facts.models.model import Kind as FieldKind


@dataclass(frozen=True)
class Said:
    """The effect of a whole case; `labels` are what the tables are called here, by their names in the database."""

    effect: Effect
    labels: Mapping[str, str]


def said(folder: Path, server: Server) -> Said:
    """Read the case that was written to a folder."""
    project = open_project(folder, None, "settings")
    history = History(project, Migrations(project), lambda migration: migration.label)
    history.server = server
    own = [step for step in history.steps if step.migration.name.endswith("_case")]
    effect = together(each for step in own for each in _effects(history, step))
    for at, step in enumerate(own):
        if own[0].migration.atomic is not False and _is_refused(history, step, own[at + 1 :]):
            effect = replace(effect, fails="pending trigger events", sure=True)
    return Said(effect, {**_renamed(own), **dict(_labels(own[0].before))})


def _effects(history: History, step: Step) -> Iterator[Effect]:
    """Yield what an operation does, and what the code of a `RunPython` does to rows, which rules judge by itself."""
    effect = history.effect(step)
    is_new = step.model is not None and history.is_new(step, step.model.label)
    yield replace(effect, fails="", sure=False) if is_new else effect
    code = Code(history.project, history.steps)
    for deed in code.forwards(step):
        statements = read_sql(deed.text) if deed.kind is Kind.SQL else ()
        if isinstance(statements, tuple) and statements:
            yield effect_of_sql(step.before, statements, history.server)
        elif deed.kind in WRITES and deed.model:
            undone = Reverse.YES if code.backwards(step) else Reverse.LOSES_DATA
            yield Effect((Act(deed.model.label, Mode.ROW_EXCLUSIVE, Work.UPDATE),), reverse=undone)


def _is_refused(history: History, step: Step, later: list[Step]) -> bool:
    """Whether a table is altered whose rows the code of a `RunPython` changed before, in the same transaction."""
    deeds = Code(history.project, history.steps).forwards(step)
    touched = {deed.model.label for deed in deeds if deed.model and leaves_triggers(step.before, deed)}
    acts = (act for each in later for act in history.effect(each).acts)
    return any(act.table in touched and act.mode is Mode.ACCESS_EXCLUSIVE for act in acts)


def _labels(state: ProjectState) -> Iterator[tuple[str, str]]:
    for model in state.models.values():
        yield model.table, model.label
        for field in model.fields.values():
            if field.kind is FieldKind.MANY_TO_MANY and field.through is None:
                yield f"{model.table}_{field.name}", f"{model.label}.{field.name}"


def _renamed(steps: list[Step]) -> Mapping[str, str]:
    """Return the tables of renamed models, which go by their old labels here."""
    found: dict[str, str] = {}
    for step in steps:
        if step.operation.name == "RenameModel":
            new = f"{step.migration.app}.{step.applying.text(1, 'new_name')}".lower()
            old = f"{step.migration.app}.{step.named}".lower()
            found |= {table: label.replace(new, old) for table, label in _labels(step.after) if label.startswith(new)}
    return found
