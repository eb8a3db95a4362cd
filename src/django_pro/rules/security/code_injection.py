"""DJP532 code-injection."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.CODE,),
    "CWE-95",
    "is run as Python",
    "Choose between known functions by a dictionary; for values, `ast.literal_eval` or `json.loads`",
)


@rule("DJP532", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
