"""DJP535 open-redirect."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.REDIRECT,),
    "CWE-601",
    "says where the browser is sent",
    "Ask `url_has_allowed_host_and_scheme(url, {request.get_host()})` first",
)


@rule("DJP535", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
