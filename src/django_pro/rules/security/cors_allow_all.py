"""DJP509 cors-allow-all."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged

_NAMES = ("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL")


@rule("DJP509", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "CORS_ALLOW_ALL_ORIGINS", _judge)


def _judge(production: Production) -> Wrong | None:
    name = next((each for each in _NAMES if production.known(each) is True), None)
    if name is None:
        return None
    credentials = production.known("CORS_ALLOW_CREDENTIALS") is True
    said = "any page on the web may read what the API answers" + (", in its visitor's name" if credentials else "")
    severity = Severity.ERROR if credentials else Severity.WARNING
    return Wrong(name, f"`{name}`: {said}", "List the sites: `CORS_ALLOWED_ORIGINS = [\"https://…\"]`", "CWE-942", severity,
                 production.is_default(name))  # fmt: skip
