"""What `verify` says to programs."""

from __future__ import annotations

import msgspec

from django_pro import __version__
from django_pro.findings.finding import Finding
from django_pro.review.placing import Files
from django_pro.review.proving import Proof
from django_pro.verifying.critical import share
from django_pro.verifying.endpoints import counts
from django_pro.verifying.joined import Joined


def write_json(found: Joined, files: Files) -> str:
    """Return it as one JSON object."""
    every = found.critical
    told = {
        "schema": 1,
        "version": __version__,
        "run": found.run,
        "endpoints": {"of": len(found.rows), "tried": counts(found.rows), "rows": found.rows},
        "critical_path": {
            "why_not": found.uncovered,
            "statements": share(sum(each.executed for each in every), sum(each.statements for each in every)),
            "branches": share(sum(each.taken for each in every), sum(each.branches for each in every)),
            "functions": every,
        },
        "verdicts": found.verdicts,
        "findings": [_finding(finding, files, proof) for finding, proof in found.judged],
        "ran_only": [_finding(finding, files, None) for finding in found.ran_only],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _finding(finding: Finding, files: Files, proof: Proof | None) -> dict[str, object]:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "path": finding.span.path,
        "line": files.line(finding.span.path, finding.span.start),
        "message": finding.message,
        "verdict": proof.verdict if proof else None,
        "text": proof.text if proof else None,
        "tests": proof.tests if proof else (),
    }
