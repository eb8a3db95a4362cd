"""A site: a place that a rule judged, whatever the verdict."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from django_pro.findings.finding import Finding


class Verdict(StrEnum):
    """What was found at a site."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Site(msgspec.Struct, frozen=True):
    """One real place of a principle, counted once by its `key`.

    The key is source queryset and path, route and method, migration operation, or setting name.
    """

    key: str
    verdict: Verdict
    finding: Finding | None = None
    why: str = ""
