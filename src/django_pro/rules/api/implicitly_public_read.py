"""DJP303 implicitly-public-read."""

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


@rule("DJP303", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that reads; DJP302 speaks of classes that anybody may write through."""
    every = list(judged(review))
    written = set(by_class(review, (each for each in every if each.unsafe and each.broken)))
    for culprit, group in by_class(review, (each for each in every if not each.unsafe)).items():
        open_ones = [each for each in group if each.broken]
        for each in group:
            if each.who is Who.UNKNOWN:
                yield check.unknown(each.endpoint.key, each.why)
            elif not each.broken:
                yield check.kept(each.endpoint.key)
        if open_ones and culprit not in written:
            yield from _broken(review, culprit, open_ones)


def _broken(review: Reviewed, culprit: Defined, group: list[Judged]) -> Iterator[Site]:
    """Yield a site for each endpoint; those of one class share its finding."""
    path, name = culprit.module.path, culprit.qualname
    site = check.broken(
        group[0].endpoint.key,
        review.headline(path, culprit.node),
        message=first_that_fits(
            f"`{name}` is public because nothing says otherwise: the default is `AllowAny`",
            f"`{name}` is public because nothing says otherwise",
        ),
        recipe="Write who may read it: `permission_classes = [AllowAny]`, or `[IsAuthenticated]`",
        confidence=Confidence.PROVED,
        scope=culprit.name,
        subject="implicitly public",
        data={
            "cwe": "CWE-306",
            "routes": list(dict.fromkeys(each.endpoint.name for each in group)),
            "endpoints": [each.endpoint.key for each in group],
        },
    )
    yield site
    yield from (Site(each.endpoint.key, site.verdict, site.finding) for each in group[1:])
