"""What our facts say of a case: the effects of its operations, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.truth.ours import open_project
from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.code import WRITES, Code, Kind
from django_pro.facts.migrations.effects import Act, Effect, Mode, Server, Work, effect_of
from django_pro.facts.migrations.effects.effect import together
from django_pro.facts.migrations.effects.statements import effect_of_sql
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.sql.reading import read_sql
from django_pro.facts.migrations.states import ProjectState, Replay, Step
from django_pro.facts.models.model import Kind as FieldKind


@dataclass(frozen=True)
class Said:
    """The effect of a whole case; `labels` are what the tables are called here, by their names in the database."""

    effect: Effect
    labels: Mapping[str, str]


def said(folder: Path, server: Server) -> Said:
    """Read the case that was written to a folder."""
    project = open_project(folder, None, "settings")
    steps = Replay(project, Graph(Migrations(project).all).order).steps
    code = Code(project, steps)
    own = [step for step in steps if step.migration.name.endswith("_case")]
    effect = together(each for step in own for each in (effect_of(step, server), *_code(code, step)))
    return Said(effect, {**_renamed(own), **dict(_labels(own[0].before))})


def _code(code: Code, step: Step) -> Iterator[Effect]:
    """Yield what the code of a `RunPython` does to rows, which the rules judge by itself."""
    for deed in code.forwards(step):
        statements = read_sql(deed.text) if deed.kind is Kind.SQL else ()
        if isinstance(statements, tuple) and statements:
            yield effect_of_sql(step.before, statements)
        elif deed.kind in WRITES and deed.model:
            yield Effect((Act(deed.model.label, Mode.ROW_EXCLUSIVE, Work.UPDATE),))


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
