"""Names for findings that share a fingerprint: those who read reports drop what has the name of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django_pro.findings.report import FindingReport


def told_apart(findings: Iterable[FindingReport]) -> Iterator[tuple[FindingReport, str]]:
    """Yield each finding with what to add to its name: nothing for the first of a fingerprint, else its number."""
    counted: Counter[str] = Counter()
    for each in findings:
        counted[each.fingerprint] += 1
        number = counted[each.fingerprint]
        yield each, f"-{number}" if number > 1 else ""
