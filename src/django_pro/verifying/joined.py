"""A run and a review together: what of each finding and of each endpoint the tests showed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django_pro.findings.evidence import Run
from django_pro.findings.finding import Finding
from django_pro.review.proving import RAN, Proof, Verdict
from django_pro.review.reviewing import Review
from django_pro.verifying.critical import Covered, covered
from django_pro.verifying.endpoints import Row, rows_of


@dataclass(frozen=True)
class Joined:
    """All that `verify` tells."""

    run: Run
    rows: tuple[Row, ...]
    critical: tuple[Covered, ...]
    judged: tuple[tuple[Finding, Proof], ...]
    ran_only: tuple[Finding, ...]
    uncovered: str | None

    def of(self, verdict: Verdict) -> list[tuple[Finding, Proof]]:
        """Return the findings with a verdict, those with most queries first."""
        found = [(finding, proof) for finding, proof in self.judged if proof.verdict is verdict]
        return sorted(found, key=lambda each: -(each[1].query.most if each[1].query else 0))

    @property
    def verdicts(self) -> Counter[str]:
        """How many findings have each verdict."""
        return Counter(proof.verdict.value for _, proof in self.judged)


def joined(review: Review, run: Run, uncovered: str | None) -> Joined:
    """Return what a review that read the evidence of a run shows of it."""
    roots = [root.reviewed for root in review.roots if root.reviewed.running is not None]
    known = {each.fingerprint: each for each in (*review.findings, *review.baselined)}
    return Joined(
        run,
        tuple(row for root in roots for row in rows_of(root)),
        tuple(each for root in roots for each in covered(root)),
        tuple((known[key], proof) for key, proof in review.proofs.items() if key in known),
        tuple(each for each in review.findings if each.rule == RAN),
        uncovered,
    )
