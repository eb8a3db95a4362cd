"""The report: the one JSON object that every surface is made from.

Lines and columns count from 1, in characters; an edit's `start` and `end` are byte offsets of the file on disk; paths
are POSIX and relative to the project's root.
"""

from __future__ import annotations

import msgspec

from django_pro.findings.blind import Blind
from django_pro.findings.finding import Data
from django_pro.findings.principle import Score
from django_pro.source.edits import Edit

SCHEMA = 1


class PrincipleReport(msgspec.Struct, frozen=True):
    """A principle's score in percent, null where there are no sites; `met` is null where too much is unknown to say."""

    id: str
    name: str
    target: int | None
    score: float | None
    kept: int
    broken: int
    unknown: int
    accepted: int
    met: bool | None


class RootReport(msgspec.Struct, frozen=True, kw_only=True):
    """One Django project of the tree: `settings` is the module taken for production, and `settings_why` the reason."""

    path: str
    settings: str | None
    settings_why: str
    apps: int
    models: int
    versions: dict[str, str]
    environment: str | None
    unseen: tuple[str, ...]
    principles: tuple[PrincipleReport, ...]


class RehearsalReport(msgspec.Struct, frozen=True):
    """A migration that was rehearsed: on how many rows, at which commit, and how long the longest stall was (milliseconds)."""

    migration: str
    commit: str | None
    rows: int
    stall: float
    passes: bool


class RehearsedReport(msgspec.Struct, frozen=True):
    """How many migrations are judged for what they do to a database in use, and those of them that were rehearsed."""

    judged: int
    on_record: tuple[RehearsalReport, ...]


class ProjectReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was reviewed; a count is null where nothing that counts it was asked for.

    `code` is a digest of the files read; with `environment`, `base` and `evidence` it decides every score. `base` tells
    which migrations are judged for what they do to a database in use.
    """

    root: str
    files: int
    lines: int
    apps: int
    models: int
    endpoints: int | None
    migrations: int
    tests: int | None
    django: str | None
    templates: int
    roots: tuple[RootReport, ...]
    code: str
    environment: tuple[str, ...]
    base: str | None
    evidence: str | None
    rehearsed: RehearsedReport | None = None


class StepReport(msgspec.Struct, frozen=True):
    """One line of a trace."""

    path: str
    line: int
    message: str


class FixReport(msgspec.Struct, frozen=True):
    """Edits that cure the finding."""

    safe: bool
    edits: tuple[Edit, ...]


class Evidence(msgspec.Struct, frozen=True):
    """Where the knowledge comes from: `read` in the source, or `ran`; then `verdict` and `text` tell what came of it."""

    kind: str
    verdict: str | None = None
    text: str | None = None


class FindingReport(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its place in lines and columns."""

    id: str
    rule: str
    name: str
    principle: str
    severity: str
    confidence: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    recipe: str
    trace: tuple[StepReport, ...]
    fingerprint: str
    fix: FixReport | None
    delegate: str | None
    evidence: tuple[Evidence, ...]
    data: Data


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole review."""

    schema: int
    version: str
    project: ProjectReport
    principles: tuple[PrincipleReport, ...]
    findings: tuple[FindingReport, ...]
    blind: tuple[Blind, ...]


class GateReport(msgspec.Struct, frozen=True):
    """What a change does: `verdict` is `pass` or `fail`; `unproved` never fails it."""

    verdict: str
    summary: str
    next: str
    introduced: tuple[FindingReport, ...]
    fixed: tuple[FindingReport, ...]
    unproved: tuple[FindingReport, ...]


def principle_report(score: Score) -> PrincipleReport:
    """Return a score as the report says it: rounded down, so that a missed target never looks met."""
    judged = score.kept + score.broken
    value = 10_000 * score.kept // judged / 100 if judged else None
    principle = score.principle
    return PrincipleReport(
        principle.id,
        principle.name,
        principle.target,
        value,
        score.kept,
        score.broken,
        score.unknown,
        score.accepted,
        score.met,
    )
