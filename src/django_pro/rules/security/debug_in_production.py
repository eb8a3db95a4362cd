"""DJP502 debug-in-production."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged


@rule("DJP502")
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "DEBUG", _judge)


def _judge(production: Production) -> Wrong | None:
    found, default = production.known("DEBUG"), production.is_default("DEBUG")
    stated = production.stated("DEBUG")
    bare = stated is not None and any(each.place.end == stated.place.end for each in stated.reads)
    if isinstance(found, str) and found and bare:  # what a function makes of the text is its own matter
        said = f'`DEBUG` is the text "{found[:12]}", and every text but "" is true'
        return Wrong("DEBUG", said, 'Turn it into a truth: `os.environ.get("DEBUG") == "1"`', "CWE-489", Severity.ERROR)
    if found is not True:
        return None
    said = (
        "`DEBUG` is on unless the environment says otherwise" if default else "`DEBUG` is on in production's settings"
    )
    recipe = "Set `DEBUG = False`, and switch it on where the project is developed"
    return Wrong("DEBUG", f"{said}: every error shows code and settings", recipe, "CWE-489", Severity.ERROR, default)
