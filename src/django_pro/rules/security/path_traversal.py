"""DJP533 path-traversal."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.flow.inputs import Kind
from django_pro.rules.landed import Danger, landed
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_DANGER = Danger(
    (Kind.PATH, Kind.TEMPLATE_NAME),
    "CWE-22",
    "becomes a part of a path",
    "Take it through `safe_join(folder, name)`, or look the name up among known ones",
)


@rule("DJP533", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    yield from landed(check, review, _DANGER)
