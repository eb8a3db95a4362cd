"""DJP301 open-default-permission."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.views.policies import PERMISSIONS
from django_pro.facts.views.view import Origin
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_ALLOW = "rest_framework.permissions.AllowAny"
_KEY = "REST_FRAMEWORK.DEFAULT_PERMISSION_CLASSES"


@rule("DJP301", severity=Severity.WARNING, preview=True, also=("security",))
def check(review: Reviewed) -> Iterator[Site]:
    table = review.endpoints
    if not any(each.view is not None and each.view.is_rest for each in table.sites):
        return
    stated = table.policies.by_setting(PERMISSIONS)
    if isinstance(stated.value, Unknown):
        yield check.unknown(_KEY, stated.value.why)
        return
    if any(each != _ALLOW for each in stated.value):
        yield check.kept(_KEY)
        return
    settings = review.project.settings
    place = settings.stated("REST_FRAMEWORK") or settings.stated("INSTALLED_APPS")
    if place is None:
        yield check.unknown(_KEY, "the settings are not known")
        return
    said = "is AllowAny" if stated.origin is Origin.SETTING else "is not set, and DRF's own is AllowAny"
    yield check.broken(
        _KEY,
        Span(place.place.path, place.place.start, place.place.end),
        message=f"DEFAULT_PERMISSION_CLASSES {said}: a view that forgets is open",
        recipe='Set it to `["rest_framework.permissions.IsAuthenticated"]`, and write `AllowAny` where it is meant',
        confidence=Confidence.PROVED,
        scope=_KEY,
        data={"cwe": "CWE-306"},
    )
