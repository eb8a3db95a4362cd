"""DJP537 orm-injection."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.ORM, Kind.NAMES),
    "CWE-943",
    "says which columns a queryset uses",
    'Let only known names through: `if name in {"title", "price"}`',
)


@rule("DJP537", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
