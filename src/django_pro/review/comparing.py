"""Findings of two reviews, matched as multisets: what one has more of than the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django_pro.findings.finding import Finding


def beyond(findings: Iterable[Finding], known: Iterable[str]) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that are more than the known fingerprints account for, and those that are not.

    Where two findings share a fingerprint and one is known, the first in the file is taken for the known one.
    """
    left = Counter(known)
    new: list[Finding] = []
    old: list[Finding] = []
    for finding in findings:
        fingerprint = finding.fingerprint
        if left[fingerprint] > 0:
            left[fingerprint] -= 1
            old.append(finding)
        else:
            new.append(finding)
    return new, old
