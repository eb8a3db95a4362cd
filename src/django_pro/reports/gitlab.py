"""Findings as GitLab's Code Quality report, which is shown beside a merge request."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from django_pro.findings.report import FindingReport
from django_pro.reports.occurrences import told_apart

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def write_gitlab(findings: Iterable[FindingReport]) -> str:
    """Return the findings as indented JSON with a line end."""
    issues = [_issue(each, f"{each.fingerprint}{number}") for each, number in told_apart(findings)]
    return msgspec.json.format(msgspec.json.encode(issues), indent=1).decode() + "\n"


def _issue(finding: FindingReport, fingerprint: str) -> dict[str, object]:
    return {
        "description": f"{finding.message}. {finding.recipe}",
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": fingerprint,
        "severity": severity(finding),
        "location": {"path": finding.path, "lines": {"begin": finding.line, "end": finding.end_line}},
    }


def severity(finding: FindingReport) -> str:
    """Return GitLab's word for how bad it is: an error that is proved is critical."""
    if finding.severity == "error" and finding.confidence == "proved":
        return "critical"
    return _SEVERITIES[finding.severity]
