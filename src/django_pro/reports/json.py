"""The report as one JSON object; the same review gives the same bytes."""

from __future__ import annotations

import msgspec

from django_pro.findings.report import GateReport, Report


def write_json(report: Report | GateReport) -> str:
    """Return the report as indented JSON with a line end."""
    return msgspec.json.format(msgspec.json.encode(report, order=None), indent=1).decode() + "\n"
