"""DJP302 anonymous-write."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints.openness import Who
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.opened import Judged, by_class, judged
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP302", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that changes something."""
    for culprit, group in by_class(review, (each for each in judged(review) if each.unsafe)).items():
        open_ones = [each for each in group if each.broken]
        for each in group:
            if each.who is Who.UNKNOWN:
                yield check.unknown(each.endpoint.key, each.why)
            elif not each.broken:
                yield check.kept(each.endpoint.key)
        if open_ones:
            yield from _broken(review, culprit, open_ones)


def _broken(review: Reviewed, culprit: Defined, group: list[Judged]) -> Iterator[Site]:
    """Yield a site for each endpoint; those of one class share its finding."""
    path, name = culprit.module.path, culprit.qualname
    methods = ", ".join(dict.fromkeys(each.endpoint.method for each in group))
    site = check.broken(
        group[0].endpoint.key,
        review.headline(path, culprit.node),
        message=first_that_fits(
            f"`{name}` answers {methods} to anybody: it states no permission, and the default is `AllowAny`",
            f"`{name}` answers {methods} to anybody: it states no permission",
            f"`{name}` states no permission",
        ),
        recipe="Give it `permission_classes`: `[IsAuthenticated]`, or `[AllowAny]` where everybody is meant",
        confidence=Confidence.PROVED,
        scope=culprit.name,
        subject="anonymous write",
        data={
            "cwe": "CWE-306",
            "routes": list(dict.fromkeys(each.endpoint.name for each in group)),
            "endpoints": [each.endpoint.key for each in group],
        },
    )
    yield site
    yield from (Site(each.endpoint.key, site.verdict, site.finding) for each in group[1:])
