"""A finding: one problem, where it stands, why it is one, and what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from django_pro.source.edits import Edit

if TYPE_CHECKING:
    Scalar = bool | int | float | str | None
    Data = dict[str, "Scalar | Sequence[Data] | Sequence[Scalar] | Data"]
else:  # msgspec decodes no type that names itself
    Data = dict[str, object]


class Severity(StrEnum):
    """How bad it is where it is true."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(StrEnum):
    """How sure the review is: computed from what it read, never declared by a rule."""

    PROVED = "proved"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Span(msgspec.Struct, frozen=True):
    """A stretch of a file: POSIX path relative to the reviewed folder, byte offsets on disk."""

    path: str
    start: int
    end: int


class Step(msgspec.Struct, frozen=True):
    """One line of a trace."""

    span: Span
    message: str


class Fix(msgspec.Struct, frozen=True):
    """Edits that cure a finding; `safe` when results, order, row counts and answers stay as they are."""

    safe: bool
    edits: tuple[Edit, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One problem.

    `scope` is the qualified name of what it stands in and `subject` what it is about, in words that survive moves and
    edits elsewhere: with the rule they are the fingerprint.
    """

    rule: str
    span: Span
    message: str
    recipe: str
    severity: Severity
    confidence: Confidence
    scope: str
    subject: str
    trace: tuple[Step, ...] = ()
    fix: Fix | None = None
    delegate: str | None = None
    data: Data = {}

    @property
    def fingerprint(self) -> str:
        """Return rule, scope and subject as 32 hexadecimal digits."""
        return hashlib.sha256(f"{self.rule}\n{self.scope}\n{self.subject}".encode()).hexdigest()[:32]

    @property
    def id(self) -> str:
        """Return the short name by which people call it."""
        return f"f:{self.fingerprint[:8]}"
