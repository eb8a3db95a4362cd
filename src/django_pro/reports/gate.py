"""The gate's answer as text."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.report import GateReport
from django_pro.reports.text import Telling, write_finding


def write_gate(report: GateReport, telling: Telling) -> Iterator[str]:
    """Yield the verdict, what is introduced, and what to do next."""
    paint = telling.paint
    for finding in report.introduced:
        yield from write_finding(finding, telling)
        yield ""
    for finding in report.unproved:
        yield paint(f"  unproved: {finding.path}:{finding.line} {finding.rule} {finding.message}", "dim")
    yield paint(report.verdict, "bold", "red" if report.verdict == "fail" else "green") + f": {report.summary}"
    yield report.next
