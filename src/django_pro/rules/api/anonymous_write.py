"""DJP302 anonymous-write."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.facts.views.view import Origin
from django_pro.findings.finding import Confidence, Finding, Severity
from django_pro.findings.site import Site
from django_pro.rules.letting import SAFE, Open, open_views
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP302", preview=True, also=("security",))
def check(review: Reviewed) -> Iterator[Site]:
    told: dict[str, Finding] = {}
    for found, endpoint in open_views(review):
        if endpoint.method in SAFE:
            continue
        if found is None:
            yield check.kept(endpoint.key)
        elif found.why:
            yield check.unknown(endpoint.key, found.why)
        else:
            yield _broken(review, found, endpoint, told)


def _broken(review: Reviewed, found: Open, endpoint: Endpoint, told: dict[str, Finding]) -> Site:
    target = found.view.target
    methods = ", ".join(dict.fromkeys(each.method for each in found.endpoints if each.method not in SAFE))
    where = "the settings' default" if endpoint.permissions.origin is Origin.SETTING else "DRF's own default"
    site = check.broken(
        endpoint.key,
        review.headline(target.module.path, target.node),
        message=f"Anybody may {methods} to `{target.qualname[-45:]}`: {where} is AllowAny",
        recipe="Give it `permission_classes = [IsAuthenticated]`, or write `AllowAny` where it is meant",
        confidence=Confidence.PROVED,
        severity=Severity.ERROR,
        scope=target.name,
        subject="permissions",
        data={"cwe": "CWE-306", "endpoints": [each.key for each in found.endpoints]},
    )
    first = told.setdefault(target.name, site.finding) if isinstance(site.finding, Finding) else None
    return Site(site.key, site.verdict, first)
