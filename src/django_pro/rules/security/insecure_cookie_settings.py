"""DJP504 insecure-cookie-settings."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged


@rule("DJP504", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "SESSION_COOKIE_SECURE", _judge)


def _judge(production: Production) -> Wrong | None:
    if not any(each.endswith("SessionMiddleware") for each in production.items("MIDDLEWARE")):
        return None
    off = [name for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE") if _is_off(production, name)]
    if not off:
        return None
    said = f"{' and '.join(f'`{name}`' for name in off)}: the cookie is sent over plain HTTP too"
    recipe = f"Set `{off[0]} = True` in production's settings"
    return Wrong(off[0], said, recipe, "CWE-614", Severity.WARNING, production.is_default(off[0]))


def _is_off(production: Production, name: str) -> bool:
    return production.known(name) is False and not production.is_outside(name)
