"""DJP558 unscoped-object-lookup."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.scoping import Fault, sites
from django_pro.rules.unscoped import sites as sites_of_views


@rule("DJP558")
def check(review: Reviewed) -> Iterator[Site]:
    yield from sites(check, review, frozenset({Fault.BODY, Fault.UNOWNED}), rest=False)
    yield from sites_of_views(check, review, rest=False)
