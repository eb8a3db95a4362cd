"""DJP312 exclude-serializer."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.sensitive import Judged, judged


@rule("DJP312", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each serializer of a model."""
    for each in judged(review):
        if each.option != "exclude":
            yield check.kept(each.key)
        elif not each.uses.shown and each.serializer.cls in each.serialized.mentioned:
            yield check.unknown(each.key, "no endpoint is seen to answer with it")
        else:
            yield _broken(each)


def _broken(each: Judged) -> Site:
    name, model = each.serializer.name, each.model.name
    return check.broken(
        each.key,
        each.span,
        message=first_that_fits(
            f"`{name}` shows every column of `{model}` but those it names: a new one is public at once",
            f"`{name}` shows each new column of `{model}` at once",
            f"It shows each new column of `{model}` at once",
        ),
        recipe="Name what it shows in `fields` in place of what it hides in `exclude`",
        confidence=Confidence.PROVED if each.uses.shown else Confidence.LIKELY,
        scope=each.scope,
        trace=each.trace,
        subject="exclude",
        data={"cwe": "CWE-200", "routes": each.uses.routes},
    )
