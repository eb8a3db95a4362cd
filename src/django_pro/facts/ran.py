"""What a run of the tests showed of a project, as far as its files are still as they were."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from django_pro.findings.blind import Unknown
from django_pro.findings.evidence import PLACE, Ran, RanFile, RanQuery, RanRequest, read
from django_pro.project.project import Project
from django_pro.source.edits import file_digest
from django_pro.source.nesting import inside
from django_pro.source.syntax import Statement


class Running:
    """Questions about the evidence that `django-pro verify` left."""

    def __init__(self, project: Project, ran: Ran) -> None:
        self.project = project
        self.ran = ran
        self._current: dict[str, bool] = {}
        self._starts: dict[str, list[int]] = {}

    def is_current(self, path: str) -> bool:
        """Whether a file is as it was when the tests ran."""
        if path not in self._current:
            held = self.ran.files.get(path)
            self._current[path] = held is not None and held.digest == file_digest(self.project.root / path)
        return self._current[path]

    @cached_property
    def stale(self) -> tuple[str, ...]:
        """The files that were changed since."""
        return tuple(path for path in self.ran.files if not self.is_current(path))

    @cached_property
    def queries(self) -> dict[tuple[str, int], list[RanQuery]]:
        """The queries by path and the line on which their statement begins."""
        found: dict[tuple[str, int], list[RanQuery]] = {}
        for each in self.ran.queries:
            if self.is_current(each.path):
                found.setdefault((each.path, self.statement(each.path, each.line)), []).append(each)
        return found

    def queries_at(self, path: str, line: int) -> list[RanQuery]:
        """Return the queries that the statement around a line made."""
        return self.queries.get((path, self.statement(path, line)), [])

    def file(self, path: str) -> RanFile | None:
        """Return what coverage.py saw of a file, None where it saw none or the file was changed."""
        found = self.ran.files.get(path)
        return found if found is not None and found.measured and self.is_current(path) else None

    def executed(self, path: str, line: int) -> bool | None:
        """Whether the statement around a line was executed, None where that was not measured."""
        found = self.file(path)
        if found is None:
            return None
        start = self.statement(path, line)
        if start in found.executed or line in found.executed:
            return True
        return False if start in found.missing or line in found.missing else None

    def statement(self, path: str, line: int) -> int:
        """Return the line on which the statement around a line begins; the line itself in a template."""
        if not path.endswith(".py"):
            return line
        if path not in self._starts:
            module = self.project.sources.module(path)
            starts = {self.project.sources.line(path, each.start) for each in _all(module.body)}
            self._starts[path] = sorted(starts)
        starts_here = self._starts[path]
        at = bisect_right(starts_here, line)
        return starts_here[at - 1] if at else line

    @cached_property
    def by_name(self) -> dict[tuple[str, str], list[RanRequest]]:
        """The requests by view name and method, and by view and method."""
        found: dict[tuple[str, str], list[RanRequest]] = {}
        for each in self.ran.requests:
            for key in {each.name, each.view}:
                found.setdefault((key, each.method), []).append(each)
        return found


def running_of(project: Project) -> Running | Unknown | None:
    """Return the evidence of a project, None where there is none, `Unknown` where it cannot be read."""
    ran = read(project.root / (project.repository.options.evidence or PLACE))
    return Running(project, ran) if isinstance(ran, Ran) else ran


def _all(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield every statement, those of functions and classes too."""
    for each in body:
        yield each
        yield from _all(tuple(inside(each)))
