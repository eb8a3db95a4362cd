"""DJP557 ignored-url-argument."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.scoping import Fault, sites


@rule("DJP557")
def check(review: Reviewed) -> Iterator[Site]:
    yield from sites(check, review, frozenset({Fault.IGNORED}), rest=False)
