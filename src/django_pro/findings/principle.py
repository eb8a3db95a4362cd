"""The five principles and their targets, and the family that advises."""

from __future__ import annotations

import msgspec


class Principle(msgspec.Struct, frozen=True):
    """A principle: `target` is the share of kept sites in percent, or None where there is no gate."""

    id: str
    name: str
    target: int | None
    family: str


PRINCIPLES = (
    Principle("queries", "Query efficiency", 98, "DJP1"),
    Principle("migrations", "Migration safety", 100, "DJP2"),
    Principle("api", "API (DRF) consistency", 95, "DJP3"),
    Principle("security", "Security", 100, "DJP5"),
    Principle("tests", "Test coverage", 95, "DJP4"),
)
DESIGN = Principle("design", "Design", None, "DJP6")
REVIEW = Principle("review", "The review itself", None, "DJP9")
_BY_FAMILY = {principle.family: principle for principle in (*PRINCIPLES, DESIGN, REVIEW)}


def principle_of(code: str) -> Principle:
    """Return the principle that a rule's code belongs to."""
    return _BY_FAMILY[code[:4]]


class Score(msgspec.Struct, frozen=True):
    """How a principle stands: `accepted` sites are broken and silenced with a reason."""

    principle: Principle
    kept: int
    broken: int
    unknown: int
    accepted: int = 0

    @property
    def value(self) -> float | None:
        """Return the share of kept sites in percent, or None where there are no judged sites."""
        judged = self.kept + self.broken
        return 100 * self.kept / judged if judged else None

    @property
    def proven(self) -> bool:
        """Whether at most a tenth of the sites is unknown."""
        return self.unknown * 10 <= self.kept + self.broken + self.unknown

    @property
    def met(self) -> bool | None:
        """Return whether the target is met; None where too much is unknown to say, True where there are no sites."""
        if self.value is None and not self.unknown:
            return True
        if not self.proven:
            return None
        return self.value is None or self.principle.target is None or self.value >= self.principle.target
