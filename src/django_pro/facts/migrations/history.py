"""The migrations of a project in their order, with what each does and which tables are new to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from django_pro.facts.migrations.effects import Action, Break, Effect, effect_of
from django_pro.facts.migrations.effects.adding import breaks_insert
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.migration import Migration, Operation
from django_pro.facts.migrations.reading import Migrations
from django_pro.facts.migrations.serving import server_of
from django_pro.facts.migrations.sql import Kind
from django_pro.facts.migrations.states import ModelState, Replay, Step
from django_pro.facts.models.model import Kind as FieldKind
from django_pro.findings.blind import Unknown
from django_pro.project.project import Project

Release = Callable[[Migration], Hashable]


class History:
    """The migrations that run, one operation after the other.

    `release` tells which migrations are deployed together: a table made in one release has no rows, and no code that uses
    it, for the others of that release.
    """

    def __init__(self, project: Project, migrations: Migrations, release: Release) -> None:
        self.project = project
        self.release = release
        self.graph = Graph(migrations.all)
        self.replay = Replay(project, self.graph.order)
        self.server, self.server_is_sure = server_of(project)
        self._new: dict[str, frozenset[str]] = {}
        self._find_new()

    @property
    def steps(self) -> list[Step]:
        """Every operation, in the order in which they run."""
        return self.replay.steps

    @cached_property
    def _effects(self) -> dict[str, Effect]:
        return {step.key: self._met(step, effect_of(step, self.server)) for step in self.steps}

    def _met(self, step: Step, effect: Effect) -> Effect:
        """Return an effect as running code meets it, which gives no value to a column that came with the same release."""
        name = step.applying.text(1, "name")
        model = step.after.model(step.migration.app, step.named)
        field = model.field(name) if model else None
        if step.operation.name != "AlterField" or field is None or model is None:
            return effect
        if not effect.old or not self.is_new(step, f"{model.label}.{name.lower()}"):
            return effect
        old = frozenset({Break(model.label, Action.INSERT)}) if breaks_insert(field) else frozenset()
        return replace(effect, old=old)

    def effect(self, step: Step) -> Effect:
        """Return what an operation does."""
        return self._effects[step.key]

    def step_of(self, operation: Operation) -> Step | None:
        """Return the step of an operation as it is written, None where it is not run."""
        return self._by_operation.get(id(operation))

    def of(self, label: str) -> list[Step]:
        """Return the operations of a migration, in their order."""
        return self._by_migration.get(label, [])

    @cached_property
    def _by_migration(self) -> dict[str, list[Step]]:
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.migration.label, []).append(step)
        return found

    @cached_property
    def _by_operation(self) -> dict[int, Step]:
        return {id(step.operation): step for step in self.steps}

    def is_new(self, step: Step, table: str) -> bool:
        """Whether a table, or a column such as "shop.book.title", came with the same release."""
        return table in self._new[step.key]

    @cached_property
    def _first(self) -> Mapping[str, str]:
        """The migrations that an app begins with, by label: initial ones that wait for none of the app but such."""
        found: dict[str, str] = {}
        for each in self.graph.order:
            before = (parent for parent in self.graph.parents(each.label) if self.graph.nodes[parent].app == each.app)
            if each.initial and all(parent in found for parent in before):
                found[each.label] = each.app
        return found

    def _deployed(self, migration: Migration) -> Hashable:
        """Return what migrations that are deployed together have in common; an app's initial ones run as one."""
        release = self.release(migration)
        app = self._first.get(migration.label)
        return release if app is None or release != migration.label else (app, "initial")

    def _find_new(self) -> None:
        made: dict[Hashable, frozenset[str]] = {}
        for step in self.steps:
            release = self._deployed(step.migration)
            new = made.get(release, frozenset())
            self._new[step.key] = new
            made[release] = frozenset({*new, *_made(step), *_followed(step, new)})


def _made(step: Step) -> Iterator[str]:
    """Yield the tables and columns that an operation makes."""
    if not step.operation.in_database:
        return
    statements = step.applying.reader.sql.forwards(step.operation)
    if not isinstance(statements, Unknown):
        yield from (each.table for each in statements if each.kind is Kind.CREATE_TABLE)
    model = step.after.model(step.migration.app, step.named)
    if model is None:
        return
    if step.operation.name == "CreateModel":
        yield model.label
        yield from _tables_beside(model)
    elif step.operation.name == "AddField":
        name = step.applying.text(1, "name")
        yield f"{model.label}.{name.lower()}"


def _tables_beside(model: ModelState) -> Iterator[str]:
    for field in model.fields.values():
        if field.kind is FieldKind.MANY_TO_MANY:
            yield f"{model.label}.{field.name.lower()}"


def _followed(step: Step, new: frozenset[str]) -> Iterator[str]:
    """Yield the new names of new tables and columns."""
    app = step.migration.app.lower()
    if step.operation.name == "RenameModel":
        old = f"{app}.{step.applying.text(0, 'old_name').lower()}"
        name = f"{app}.{step.applying.text(1, 'new_name').lower()}"
        yield from (name + each.removeprefix(old) for each in new if each == old or each.startswith(f"{old}."))
    elif step.operation.name == "RenameField":
        label = f"{app}.{step.named.lower()}"
        if f"{label}.{step.applying.text(1, 'old_name').lower()}" in new:
            yield f"{label}.{step.applying.text(2, 'new_name').lower()}"
