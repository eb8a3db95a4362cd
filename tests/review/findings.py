"""A finding for tests."""

from __future__ import annotations

from django_pro.findings.finding import Confidence, Finding, Severity, Span


def finding(subject: str = "a", start: int = 0, **said: object) -> Finding:
    """Return an N+1 finding in `shop/views.py`, with whatever a test says otherwise."""
    given = {
        "rule": "DJP101", "span": Span("shop/views.py", start, start + 1), "message": "m", "recipe": "r",
        "severity": Severity.ERROR, "confidence": Confidence.PROVED, "scope": "shop.views.books", "subject": subject,
    }  # fmt: skip
    return Finding(**(given | said))  # type: ignore[arg-type]  # a test's own words
