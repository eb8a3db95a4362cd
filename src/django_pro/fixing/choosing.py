"""Which fixes can be made together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django_pro.findings.finding import Finding
from django_pro.source.edits import Edit, OverlappingEdits, merge_edits


def choose(findings: Iterable[Finding], *, unsafe: bool = False) -> list[Finding]:
    """Return findings whose fixes are safe, or any with `unsafe`, and do not overlap, earlier ones before later ones."""
    chosen: list[Finding] = []
    edits: tuple[Edit, ...] = ()
    for finding in findings:
        if finding.fix is None or not finding.fix.edits or not (finding.fix.safe or unsafe):
            continue
        try:
            edits = merge_edits((*edits, *finding.fix.edits))
        except OverlappingEdits:
            continue
        chosen.append(finding)
    return chosen


def edits_of(findings: Sequence[Finding]) -> tuple[Edit, ...]:
    """Return the edits of findings, identical ones once."""
    return merge_edits(edit for finding in findings if finding.fix for edit in finding.fix.edits)
