"""DJP310 object-key-from-body."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.scoping import Fault, sites


@rule("DJP310", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    yield from sites(check, review, frozenset({Fault.BODY, Fault.UNOWNED}), rest=True)
