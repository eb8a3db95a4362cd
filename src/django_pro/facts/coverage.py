"""What a run of the tests executed, where its coverage data was left beside the code."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.project.project import Project

#: What coverage.py writes, by itself and by `coverage json`.
_DATA, _REPORT = ".coverage", "coverage.json"
#: Seconds that two files may lie apart that a checkout writes together.
_SAME = 2.0
_FOREIGN = re.compile(r"^(?:/|[A-Za-z]:)")


class _File(msgspec.Struct):
    executed_lines: list[int]


class _Report(msgspec.Struct):
    """A report of `coverage json` (coverage.py: "JSON reporting")."""

    files: dict[str, _File]


@dataclass(frozen=True)
class Run:
    """What was executed: line numbers, from 1, by the path that the run knew; `written` is when, in seconds."""

    source: str
    written: float
    lines: Mapping[str, frozenset[int]]


class Coverage:
    """Questions about the coverage data of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def run(self) -> Run | Unknown | None:
        """The newest data there is: None where there is none, `Unknown` where it cannot be read."""
        folders = dict.fromkeys((self.project.root, self.project.root / self.project.folder))
        found = [path for folder in folders for name in (_DATA, _REPORT) if (path := folder / name).is_file()]
        return _read(max(found, key=lambda each: each.stat().st_mtime)) if found else None

    def executed(self, path: str) -> frozenset[int] | Unknown:
        """Return the lines of a file of the project that were executed."""
        run = self.run
        if run is None or isinstance(run, Unknown):
            return run or Unknown("there is no coverage data")
        if (self.project.root / path).stat().st_mtime > run.written + _SAME:
            return Unknown(f"`{path}` was changed after `{run.source}` was written")
        known = list(self._known(run, path))
        if not known:
            return Unknown(f"`{run.source}` knows no `{path}`")
        return frozenset(line for each in known for line in run.lines[each])

    def _known(self, run: Run, path: str) -> Iterator[str]:
        """Yield what a run calls a file: by its place here, or on another machine."""
        own = {path, str(self.project.root / path), path.removeprefix(self.project.folder)}
        exact = [known for known in run.lines if known in own]
        yield from exact or [known for known in run.lines if _FOREIGN.match(known) and known.endswith(f"/{path}")]


def _read(path: Path) -> Run | Unknown:
    try:
        lines = _of_report(path) if path.name == _REPORT else _of_data(path)
        return Run(path.name, path.stat().st_mtime, lines)
    except (OSError, msgspec.MsgspecError, sqlite3.Error) as error:
        return Unknown(f"`{path.name}` cannot be read: {error}")


def _of_report(path: Path) -> dict[str, frozenset[int]]:
    report = msgspec.json.decode(path.read_bytes(), type=_Report)
    return {name: frozenset(each.executed_lines) for name, each in report.files.items()}


def _of_data(path: Path) -> dict[str, frozenset[int]]:
    """Return the lines of coverage.py's own database (coverage.py: "Coverage.py database schema")."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        found: dict[str, set[int]] = {name: set() for (name,) in connection.execute("SELECT path FROM file")}
        for name, bits in connection.execute("SELECT path, numbits FROM line_bits JOIN file ON file.id = file_id"):
            found[name].update(_numbers(bits))
        for name, *ends in connection.execute("SELECT path, fromno, tono FROM arc JOIN file ON file.id = file_id"):
            found[name].update(each for each in ends if each > 0)
    finally:
        connection.close()
    return {name: frozenset(lines) for name, lines in found.items()}


def _numbers(bits: bytes) -> Iterator[int]:
    """Yield the numbers whose bits are set."""
    for at, byte in enumerate(bits):
        yield from (at * 8 + bit for bit in range(8) if byte & (1 << bit))
