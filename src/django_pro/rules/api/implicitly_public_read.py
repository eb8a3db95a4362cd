"""DJP303 implicitly-public-read."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Finding, Severity
from django_pro.findings.site import Site
from django_pro.rules.letting import SAFE, open_views
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP303", severity=Severity.WARNING, preview=True, also=("security",))
def check(review: Reviewed) -> Iterator[Site]:
    told: dict[str, Finding] = {}
    for found, endpoint in open_views(review):
        if endpoint.method not in SAFE:
            continue
        if found is None:
            yield check.kept(endpoint.key)
        elif found.why or found.writes:  # who may write is told by another rule, for the whole view
            yield check.unknown(endpoint.key, found.why or "its permissions are not decided at all")
        else:
            target = found.view.target
            site = check.broken(
                endpoint.key,
                review.headline(target.module.path, target.node),
                message=f"Everybody may read `{target.qualname[-45:]}`, and nobody has said that it is meant",
                recipe="Write `permission_classes = [AllowAny]` where it is meant, else `[IsAuthenticated]`",
                confidence=Confidence.PROVED,
                scope=target.name,
                subject="permissions",
                data={"cwe": "CWE-306", "endpoints": [each.key for each in found.endpoints]},
            )
            first = told.setdefault(target.name, site.finding) if isinstance(site.finding, Finding) else None
            yield Site(site.key, site.verdict, first)
