"""What a rule is given: one Django root, and the facts about it, each built when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django_pro.findings.blind import Blind, Unknown
from django_pro.findings.evidence import PLACE
from django_pro.findings.finding import Span
from django_pro.project import places
from django_pro.project.modules import ModuleFile
from django_pro.rules.scopes import scope_at
from django_pro.source.syntax import Module, Node

if TYPE_CHECKING:
    from django_pro.endpoints import Endpoints
    from django_pro.endpoints.exercised import Exercised
    from django_pro.endpoints.ran import RanEndpoints
    from django_pro.facts.bodies import Bodies
    from django_pro.facts.migrations import Migration, Migrations
    from django_pro.facts.migrations.code import Code
    from django_pro.facts.migrations.history import History
    from django_pro.facts.migrations.released import Released
    from django_pro.facts.migrations.sql import RawSql
    from django_pro.facts.models import Models
    from django_pro.facts.ran import Running
    from django_pro.flow.inputs import Inputs
    from django_pro.flow.reading import Flow
    from django_pro.project.project import Project
    from django_pro.rules.coding import Coded
    from django_pro.rules.guarding import Guarding
    from django_pro.rules.migrating import Operated
    from django_pro.rules.singletons import Singletons


class Reviewed:
    """One Django root under review.

    `blinds` takes what a rule or a fact could not see and that no site speaks of.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.blinds: list[Blind] = []

    @cached_property
    def models(self) -> Models:
        """The models, as `django.apps` would know them."""
        from django_pro.facts.models import Models

        return Models(self.project)

    @cached_property
    def migrations(self) -> Migrations:
        """The migrations, as their files write them."""
        from django_pro.facts.migrations import Migrations

        return Migrations(self.project)

    @cached_property
    def history(self) -> History:
        """The migrations in their order, with what each does."""
        from django_pro.facts.migrations.history import History

        return History(self.project, self.migrations, self.released.release_of)

    @cached_property
    def code(self) -> Code:
        """What the code of data migrations does to rows."""
        from django_pro.facts.migrations.code import Code

        return Code(self.project, self.history.steps)

    @cached_property
    def operated(self) -> tuple[Operated, ...]:
        """The operations of migrations that will meet a database with rows in it."""
        from django_pro.rules.migrating import operated

        return tuple(operated(self))

    @cached_property
    def coded(self) -> tuple[Coded, ...]:
        """The `RunPython` operations that have not run."""
        from django_pro.rules.coding import coded

        return tuple(coded(self))

    @cached_property
    def singletons(self) -> Singletons:
        """Which tables hold one row."""
        from django_pro.rules.singletons import Singletons

        return Singletons(self)

    @cached_property
    def released(self) -> Released:
        """Which migrations are released, by git; that git could not tell is said among the blinds."""
        from django_pro.facts.migrations.released import Released

        found = Released(self.project, self.migrations)
        if found.failed:
            self.blinds.append(Blind(self.project.folder or ".", 0, f"which migrations are released: {found.failed}"))
        return found

    def is_released(self, migration: Migration) -> bool:
        """Whether a migration has run in production, as far as git tells: its locks were taken, its faults stay."""
        return self.released.is_released(migration)

    @cached_property
    def raw_sql(self) -> RawSql:
        """What the `RunSQL` operations do."""
        return self.history.replay.reader.sql

    @cached_property
    def endpoints(self) -> Endpoints:
        """The table of endpoints."""
        from django_pro.endpoints import endpoints_of

        return endpoints_of(self.project)

    @cached_property
    def exercised(self) -> Exercised:
        """What the tests come to."""
        from django_pro.endpoints.exercised import Exercised

        return Exercised(self.endpoints, self.bodies, self.models)

    @cached_property
    def running(self) -> Running | None:
        """What a run of the tests showed; that its evidence cannot be read is said among the blinds."""
        from django_pro.facts.ran import running_of

        found = running_of(self.project)
        if isinstance(found, Unknown):
            self.blinds.append(Blind(PLACE, 0, found.why))
            return None
        return found

    @cached_property
    def ran(self) -> RanEndpoints:
        """What a run of the tests tried of the endpoints: nothing is known where there is no evidence of one."""
        from django_pro.endpoints.ran import RanEndpoints

        return RanEndpoints(self.running)

    @cached_property
    def guarding(self) -> Guarding:
        """What stands before the views."""
        from django_pro.rules.guarding import Guarding

        return Guarding(self)

    @cached_property
    def flow(self) -> Flow:
        """What the code does with rows; the files of `files` are read."""
        from django_pro.flow.reading import Flow

        return Flow(self.project, self.models, self.files)

    @cached_property
    def inputs(self) -> Inputs:
        """Where request data goes."""
        from django_pro.flow.inputs import Inputs
        from django_pro.flow.inputs.sources import Addresses

        return Inputs(self.project, self.models, self.files, Addresses(self.endpoints.urls.all))

    @cached_property
    def bodies(self) -> Bodies:
        """The functions of `files`, by the words they hold."""
        from django_pro.facts.bodies import Bodies

        return Bodies(self.project, self.files)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The root's own files of Python that findings are wanted for: no tests, no migrations, no vendored code."""
        return tuple(path for path in self.project.files if not self.is_aside(path))

    def syntax(self, path: str) -> Module:
        """Return a file's syntax, an empty module where it cannot be read."""
        return self.project.sources.module(path)

    def module(self, path: str) -> ModuleFile:
        """Return a file as a module with its dotted name."""
        return self.project.modules.at(path)

    def line(self, path: str, offset: int) -> int:
        """Return the line, from 1, of a byte offset."""
        return self.project.sources.line(path, offset)

    def span(self, path: str, node: Node) -> Span:
        """Return a node's place."""
        return Span(path, node.start, node.end)

    def headline(self, path: str, node: Node) -> Span:
        """Return the place of a function's or class's first line, where findings about it stand."""
        lines = self.project.sources.lines(path)
        line = lines.line(node.start)
        following = lines.start(line + 1) - 1 if line < len(lines) else node.end
        end = min(node.end, following)
        with (self.project.root / path).open("rb") as file:
            file.seek(end - 1)
            return Span(path, node.start, end - (file.read(1) == b"\r"))

    def bytes_at(self, path: str, start: int, end: int) -> bytes:
        """Return a stretch of a file as it stands on disk."""
        with (self.project.root / path).open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    def scope(self, path: str, offset: int) -> str:
        """Return the qualified name of what a place stands in: `shop.views.BookList.get`; of a template, its path."""
        if not path.endswith(".py"):
            return path
        return ".".join([self.module(path).name, *scope_at(self.syntax(path), offset)])

    def is_test(self, path: str) -> bool:
        """Whether a file is run, or used, by tests alone."""
        return places.is_test(path)

    def is_migration(self, path: str) -> bool:
        """Whether a file is a migration."""
        return places.is_migration(path)

    def is_vendored(self, path: str) -> bool:
        """Whether a file is a copy of somebody else's code."""
        return places.is_vendored(path)

    def is_aside(self, path: str) -> bool:
        """Whether findings in a file are not wanted, but for those of rules that are about such files."""
        return self.is_test(path) or self.is_migration(path) or self.is_vendored(path)
