"""A run of the tests under the recorder, from the command to the evidence."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from django_pro import __version__
from django_pro.findings.blind import Unknown
from django_pro.findings.evidence import SCHEMA, Ran, RanFile, Run
from django_pro.source.edits import file_digest
from django_pro.verifying import running
from django_pro.verifying.commands import Command
from django_pro.verifying.events import Events
from django_pro.verifying.gathering import Gathered, gather
from django_pro.verifying.measured import Measured, measured
from django_pro.verifying.running import Ended, Surroundings
from django_pro.verifying.shadow import Shadow

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What is run: the reviewed folder, the project's interpreter, the command, and how long it may take in seconds."""

    root: Path
    python: Path
    command: Command
    patience: float
    environment: Mapping[str, str]
    coverage: bool = True


@dataclass(frozen=True)
class Verified:
    """What came of it: the evidence, how the command ended, and why there is no coverage, None where there is."""

    ran: Ran
    ended: Ended
    uncovered: str | None


def verify(request: Request, files: tuple[str, ...], say: Say) -> Verified:
    """Run the tests; `files` are the paths whose state is to be kept with the evidence."""
    began = datetime.now(UTC)
    digests = {path: found for path in files if (found := file_digest(request.root / path))}
    is_ours = request.coverage and not request.command.measures
    with _watched(request, say, measured=is_ours) as (shadow, ended):
        events = Events(shadow.events)
        gathered = gather(events)
        lines = _lines(request, shadow, is_ours)
        ran = _ran(request, began, ended, (gathered, events.texts, lines, digests))
    return Verified(ran, ended, lines.why if isinstance(lines, Unknown) else None)


class Asked(NamedTuple):
    """A query apart from its line, which an edit may move."""

    sql: str
    path: str
    relation: str
    model: str


@dataclass(frozen=True)
class Totals:
    """Which tests failed, and how often each unit made each query."""

    failed: frozenset[str]
    units: Mapping[str, Mapping[Asked, int]]


def totals(request: Request, say: Say) -> Totals:
    """Run the tests and return nothing but how many queries were made."""
    failed: set[str] = set()
    units: dict[str, Counter[Asked]] = {}
    with _watched(request, say, measured=False) as (shadow, _):
        events = Events(shadow.events)
        for unit in events.units():
            if unit.kind == "test" and not unit.passed:
                failed.add(unit.name)
            made = units.setdefault(unit.full_label, Counter())
            for query in unit.queries:
                sql = events.texts.get(query.fingerprint, "")
                made[Asked(sql, query.path, query.relation, query.model)] += query.times
    return Totals(frozenset(failed), units)


@contextmanager
def _watched(request: Request, say: Say, *, measured: bool) -> Iterator[tuple[Shadow, Ended]]:
    """Run the tests under the recorder; what was recorded is there until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="django-pro-verify-", ignore_cleanup_errors=True) as folder:
        shadow = Shadow(Path(os.path.realpath(folder)) / "shadow")
        shadow.write(request.root)
        environment = {**shadow.environment(request.root, measured=measured), **request.environment}
        given = Surroundings(environment, Path(folder), request.patience)
        yield shadow, running.run(request.command, given, say)


def _lines(request: Request, shadow: Shadow, is_ours: bool) -> Mapping[str, Measured] | Unknown:
    if not request.coverage:
        return Unknown("it was not asked for")
    data = shadow.data if is_ours else request.root / ".coverage"
    return measured(request.python, request.root, data, shadow.configuration if is_ours else None)


Found = tuple[Gathered, dict[str, str], Mapping[str, Measured] | Unknown, dict[str, str]]


def _ran(request: Request, began: datetime, ended: Ended, found: Found) -> Ran:
    gathered, texts, lines, digests = found
    covered = {} if isinstance(lines, Unknown) else lines
    commit, dirty = checked_out(request.root)
    return Ran(
        schema=SCHEMA,
        version=__version__,
        run=Run(
            made=began.isoformat(timespec="seconds"), commit=commit, dirty=dirty, command=request.command.words,
            exit_code=ended.code, seconds=round(ended.seconds, 2), tests=gathered.tests, failed=gathered.failed,
            skipped=gathered.skipped, units=gathered.units, dropped=gathered.dropped, covered=bool(covered),
        ),
        queries=tuple(gathered.ran_queries(texts)),
        requests=tuple(gathered.ran_requests()),
        files={path: _file(digests[path], covered.get(path)) for path in sorted(digests)},
    )  # fmt: skip


def _file(held: str, lines: Measured | None) -> RanFile:
    if lines is None:
        return RanFile(held)
    return RanFile(
        held, lines.executed_lines, lines.missing_lines, lines.executed_branches, lines.missing_branches, True
    )


def checked_out(root: Path) -> tuple[str | None, bool]:
    """Return the commit that is checked out and whether more has changed; None without git."""
    try:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False)
        changed = subprocess.run(
            ["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return None, False
    return (head.stdout.strip(), bool(changed.stdout.strip())) if head.returncode == 0 else (None, False)


def write(ran: Ran, path: Path) -> None:
    """Write evidence, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(ran), indent=1) + b"\n")
    part.replace(path)
