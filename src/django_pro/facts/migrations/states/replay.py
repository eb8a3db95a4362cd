"""Every operation of every migration, between the models before it and the models after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django_pro.facts.migrations.migration import Migration, Operation
from django_pro.facts.migrations.states.applying import Applying, applied
from django_pro.facts.migrations.states.model import ModelState, ProjectState
from django_pro.facts.migrations.states.reading import StateReader
from django_pro.project.project import Project


@dataclass(frozen=True)
class Step:
    """One operation: `index` counts a migration's operations, `before` and `after` are what it finds and leaves."""

    migration: Migration
    index: int
    operation: Operation
    before: ProjectState
    after: ProjectState
    applying: Applying

    @property
    def key(self) -> str:
        """What a site of this operation is called."""
        return f"{self.migration.label}:{self.index}"

    @property
    def named(self) -> str:
        """The name of the model that the operation is about."""
        return self.applying.text(0, _NAMED_BY.get(self.operation.name, "model_name"))

    @property
    def model(self) -> ModelState | None:
        """The model that the operation is about, as it was before; as it is after where it is new."""
        app = self.migration.app
        return self.before.model(app, self.named) or self.after.model(app, self.named)


#: What the first argument is called where it is not `model_name`.
_NAMED_BY = {
    "CreateModel": "name",
    "DeleteModel": "name",
    "RenameModel": "old_name",
    "AlterModelTable": "name",
    "AlterModelTableComment": "name",
    "AlterModelOptions": "name",
    "AlterModelManagers": "name",
    "AlterUniqueTogether": "name",
    "AlterIndexTogether": "name",
    "AlterOrderWithRespectTo": "name",
}


class Replay:
    """Runs the migrations over an empty state, in their order."""

    def __init__(self, project: Project, order: Iterable[Migration]) -> None:
        self.reader = StateReader(project)
        self.steps: list[Step] = []
        self.final = ProjectState()
        for migration in order:
            self.final = self._run(migration, self.final)

    def _run(self, migration: Migration, state: ProjectState) -> ProjectState:
        inside, group = state, None
        for index, operation in enumerate(migration.operations):
            applying = Applying(self.reader, migration, operation)
            if operation.in_state:
                after = applied(applying, state)
                self.steps.append(Step(migration, index, operation, state, after, applying))
                state = after
                continue
            # The database half of a SeparateDatabaseAndState goes through states of its own.
            inside = inside if operation.group == group is not None else state
            group = operation.group
            after = applied(applying, inside)
            self.steps.append(Step(migration, index, operation, inside, after, applying))
            inside = after
            state = replace(state, raw=after.raw)
        return state

    def of(self, label: str) -> Iterator[Step]:
        """Yield the steps of a migration."""
        return (step for step in self.steps if step.migration.label == label)
