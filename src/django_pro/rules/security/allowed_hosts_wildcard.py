"""DJP503 allowed-hosts-wildcard."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged


@rule("DJP503")
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "ALLOWED_HOSTS", _judge)


def _judge(production: Production) -> Wrong | None:
    if "*" not in production.items("ALLOWED_HOSTS"):
        return None
    default = production.is_default("ALLOWED_HOSTS")
    said = "`ALLOWED_HOSTS` lets any Host header through: links in mails are made of it"
    return Wrong("ALLOWED_HOSTS", said, "List the project's own hosts", "CWE-644", Severity.WARNING, default)
