"""DJP512 debug-tool-in-production."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged

_TOOLS = ("debug_toolbar", "silk", "django_browser_reload", "werkzeug_debugger_runserver")


@rule("DJP512", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "INSTALLED_APPS", _judge)


def _judge(production: Production) -> Wrong | None:
    tool = next((each for each in production.items("INSTALLED_APPS") if each in _TOOLS), None)
    if tool is None:
        return None
    said = f"`{tool}` is installed in production: it shows queries, settings and requests"
    recipe = f"Add `{tool}` where the project is developed alone: `if DEBUG: INSTALLED_APPS += …`"
    return Wrong("INSTALLED_APPS", said, recipe, "CWE-489", Severity.WARNING)
