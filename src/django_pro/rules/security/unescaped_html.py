"""DJP554 unescaped-html."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.MARKED,),
    "CWE-79",
    "is marked as safe HTML, unescaped",
    'Build it with `format_html("<b>{}</b>", value)`, which escapes each value',
)


@rule("DJP554", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
