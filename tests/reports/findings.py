"""Findings as reports are given them."""

from __future__ import annotations

from django_pro.findings.report import FindingReport, StepReport


def found(**said: object) -> FindingReport:
    """Return an N+1 finding in `shop/views.py`, with whatever a test says otherwise."""
    given = {
        "id": "f:1234abcd", "rule": "DJP101", "name": "n-plus-one", "principle": "queries", "severity": "error",
        "confidence": "proved", "path": "shop/views.py", "line": 3, "column": 15, "end_line": 3, "end_column": 26,
        "message": "`book.author` is read once per row of `Book.objects.all()`",
        "recipe": 'add select_related("author") to `Book.objects.all()`',
        "trace": (StepReport("shop/views.py", 2, "the rows are made here"),), "fingerprint": "1234abcd", "fix": None,
        "delegate": None, "evidence": (), "data": {},
    }  # fmt: skip
    return FindingReport(**(given | said))  # type: ignore[arg-type]  # a test's own words
