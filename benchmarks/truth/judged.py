"""What the comparison says of one fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = dict[str, Any]
"""A row of `truth.json`, whose shape `export.py` documents; JSON has no narrower type."""


class Verdict(StrEnum):
    """How our fact stands to Django's."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    INVENTED = "invented"
    UNKNOWN = "unknown"
    CHOICE = "choice"
    ENVIRONMENT = "environment"


@dataclass(frozen=True)
class Judged:
    """One fact's verdict: `what` is its table, `own` whether it is the project's, `name` says which one it is."""

    what: str
    own: bool
    name: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True)
class Tally:
    """The verdicts of one table, for the project's own facts or for those of the packages it uses."""

    counts: Counter[Verdict]

    @property
    def total(self) -> int:
        """Every fact that either side has."""
        return self.counts.total()

    @property
    def right(self) -> int:
        """The facts that both sides agree on; a choice agrees when it contains the live value."""
        return self.counts[Verdict.RIGHT] + self.counts[Verdict.CHOICE]

    @property
    def judged(self) -> int:
        """Every fact but those the environment alone decides."""
        return self.total - self.counts[Verdict.ENVIRONMENT]

    @property
    def share(self) -> float | None:
        """Right ones of the judged ones, in percent; None where there are none."""
        return 100 * self.right / self.judged if self.judged else None


def tally(rows: Iterable[Judged], what: str, *, own: bool | None = None) -> Tally:
    """Count one table's verdicts, both sides together unless `own` chooses one."""
    return Tally(Counter(row.verdict for row in rows if row.what == what and own in (None, row.own)))


def why_unknown(value: object) -> str | None:
    """The reason when a part of ours is `{"unknown": reason}`."""
    if isinstance(value, dict) and "unknown" in value:
        return str(value["unknown"])
    return None


def tail(name: object) -> str:
    """The last part of a dotted name: one class is often reachable by several modules."""
    return str(name).rpartition(".")[2]
