"""From which finding on a review fails, and its command exits with 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django_pro.findings.finding import Confidence, Finding, Severity
from django_pro.source.errors import UsageError

_SEVERITIES = tuple(Severity)
_CONFIDENCES = tuple(Confidence)


@dataclass(frozen=True)
class Failing:
    """The least severity (None: no finding fails) and the least confidence that fail."""

    severity: Severity | None = Severity.ERROR
    confidence: Confidence = Confidence.LIKELY

    def __call__(self, findings: Iterable[Finding]) -> bool:
        """Whether one of the findings fails."""
        return any(self.fails(each) for each in findings)

    def fails(self, finding: Finding) -> bool:
        """Whether a finding fails."""
        if self.severity is None:
            return False
        severe = _SEVERITIES.index(finding.severity) <= _SEVERITIES.index(self.severity)
        return severe and _CONFIDENCES.index(finding.confidence) <= _CONFIDENCES.index(self.confidence)


def read_failing(text: str) -> Failing:
    """Return what `--fail-on` says: `error`, `warning`, `info` or `never`, and perhaps `:confidence`."""
    severity, _, confidence = text.partition(":")
    try:
        wanted = None if severity == "never" else Severity(severity)
        return Failing(wanted, Confidence(confidence) if confidence else Confidence.LIKELY)
    except ValueError:
        hint = "It takes error, warning, info or never, and perhaps a confidence: error:proved, warning:possible"
        raise UsageError(f"--fail-on cannot be {text}", hint) from None
