"""DJP314 readable-secret."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.sensitive import Judged, is_owned, is_weak, judged, span_of


@rule("DJP314", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each serializer that answers a GET."""
    seen: set[Span] = set()
    for each in judged(review):
        readers = [endpoint for endpoint in each.uses.readers if endpoint.method == "GET"]
        if not readers:
            continue
        if isinstance(each.columns, Unknown):
            yield check.unknown(each.key, each.columns.why)
        elif (found := each.secrets()) and all(is_owned(review, endpoint) for endpoint in readers):
            yield check.unknown(each.key, "those who may read it may know it")
        elif found:
            place = span_of(each, found[0].name)
            if place not in seen:  # those that build on it show it too
                seen.add(place)
                yield _broken(each, place, [column.name for column in found])
        else:
            yield check.kept(each.key)


def _broken(each: Judged, place: Span, names: list[str]) -> Site:
    serializer, model = each.serializer.name, each.model.name
    return check.broken(
        each.key,
        place,
        message=first_that_fits(
            f"`{serializer}` shows `{model}.{names[0]}` to whoever reads it",
            f"It shows `{model}.{names[0]}` to whoever reads it",
        ),
        recipe=f"Take `{names[0]}` out of the fields, or make it `write_only` in `extra_kwargs`",
        severity=Severity.ERROR if any(map(is_weak, each.uses.readers)) else Severity.WARNING,
        confidence=Confidence.LIKELY,
        scope=each.scope,
        trace=each.trace,
        subject="secret",
        data={"cwe": "CWE-200", "columns": names, "routes": each.uses.routes},
    )
