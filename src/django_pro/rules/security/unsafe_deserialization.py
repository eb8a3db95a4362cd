"""DJP536 unsafe-deserialization."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.UNPICKLE,),
    "CWE-502",
    "is unpacked into any object",
    "Use `json.loads`, or `yaml.safe_load`; sign what has to be pickled",
)


@rule("DJP536", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
