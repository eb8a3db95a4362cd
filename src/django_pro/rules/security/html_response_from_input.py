"""DJP555 html-response-from-input."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.RESPONSE,),
    "CWE-79",
    "is sent as HTML, unescaped",
    'Render a template, escape() it, or answer with `content_type="text/plain"`',
)


@rule("DJP555", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
