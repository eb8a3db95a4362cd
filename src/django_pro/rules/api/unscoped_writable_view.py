"""DJP307 unscoped-writable-view."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.unscoped import sites


@rule("DJP307", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each generic view of DRF's that changes rows that belong to users."""
    yield from sites(check, review, rest=True)
