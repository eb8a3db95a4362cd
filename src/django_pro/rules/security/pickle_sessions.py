"""DJP508 pickle-sessions."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged


@rule("DJP508")
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "SESSION_SERIALIZER", _judge)


def _judge(production: Production) -> Wrong | None:
    found = production.known("SESSION_SERIALIZER")
    if not isinstance(found, str) or "Pickle" not in found:
        return None
    said = "Sessions are unpickled: whoever can write one, or has SECRET_KEY, runs code here"
    recipe = "Take `SESSION_SERIALIZER` away: Django's own is JSON"
    return Wrong("SESSION_SERIALIZER", said, recipe, "CWE-502", Severity.ERROR)
