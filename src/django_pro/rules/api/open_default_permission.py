"""DJP301 open-default-permission."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints.openness import ALLOW_ANY, Who
from django_pro.facts.views.policies import names_in
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.settings import Setting, item, texts
from django_pro.rules.opened import is_written, judged
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_KEY = "DEFAULT_PERMISSION_CLASSES"


@rule("DJP301", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield the one setting, where there are views of DRF's that it may decide for."""
    found = list(judged(review))
    settings = review.project.settings
    stated = settings.stated("REST_FRAMEWORK")
    place = stated or settings.stated("INSTALLED_APPS")
    if not found or place is None:
        return
    value = names_in(inner) if stated is not None and (inner := item(stated.value, _KEY)) is not None else ()
    if isinstance(value, Unknown):
        yield check.unknown(_KEY, value.why)
    elif stated is None and (why := settings.of().open or _why_elsewhere(review)):
        yield check.unknown(_KEY, why)
    elif value and set(value) != {ALLOW_ANY}:
        yield check.kept(_KEY)
    elif not is_written(review, place):
        yield check.unknown(_KEY, "the settings stand elsewhere")
    else:
        relying = {each.endpoint.view.target.name for each in found if each.endpoint.view and each.who is Who.DEFAULT}
        yield _broken(review, place, bool(value), len(relying))


def _why_elsewhere(review: Reviewed) -> str:
    """Return why the settings may be given elsewhere: what installs the package later may state its defaults too."""
    installed = texts(review.project.settings.value("INSTALLED_APPS"))
    return "" if "rest_framework" in installed else "`rest_framework` is installed elsewhere"


def _broken(review: Reviewed, place: Setting, written: bool, relying: int) -> Site:
    """Return the finding; where every view states its own, the next one is what falls open."""
    at = place.place
    said = f"`{_KEY}` is `AllowAny`" if written else f"`REST_FRAMEWORK` states no `{_KEY}`"
    views = f"{relying} view{'s' * (relying != 1)}" if relying else "a view that states none"
    return check.broken(
        _KEY,
        Span(at.path, at.start, at.end),
        message=f"{said}: {views} let{'s' * (relying < 2)} everybody in",
        recipe="Set it to `IsAuthenticated`, and state `AllowAny` on the views that are meant for everybody",
        severity=Severity.WARNING if relying else Severity.INFO,
        confidence=Confidence.PROVED,
        scope=review.scope(at.path, at.start),
        subject=_KEY,
        data={"cwe": "CWE-276", "views": relying},
    )
