"""DJP541 mass-update-from-request."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.UPDATE,),
    "CWE-915",
    "sets any column of a row",
    "Name the columns, or take them through a form or serializer with `fields`",
)


@rule("DJP541", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
