"""DJP531 command-injection."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.SHELL,),
    "CWE-78",
    "becomes a part of a shell command",
    'Give the command as a list, without `shell=True`: `subprocess.run(["ping", host])`',
)


@rule("DJP531", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
