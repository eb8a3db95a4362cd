"""DJP328 session-auth-without-csrf."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import does_nothing
from django_pro.facts.subclasses import subclasses
from django_pro.facts.views.policies import AUTHENTICATION
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_SESSION = "rest_framework.authentication.SessionAuthentication"


@rule("DJP328", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each authentication of the project by session."""
    used = {name for endpoint in review.endpoints.sites for name in endpoint.authentication.known}
    used.update(review.endpoints.policies.by_setting(AUTHENTICATION).known)
    for cls in subclasses(review.project, _SESSION):
        if review.is_aside(cls.module.path):
            continue
        method = review.project.classes.method(cls, "enforce_csrf")
        if method is None or method.module.origin != "project" or not does_nothing(method):
            yield check.kept(cls.name)
        elif not _is_used(review, cls, used):
            yield check.unknown(cls.name, "no endpoint is seen to use it")
        elif method.qualname.rpartition(".")[0] == cls.qualname:
            yield _broken(review, cls, method)


def _is_used(review: Reviewed, cls: Defined, used: set[str]) -> bool:
    names = {each.name for other in subclasses(review.project, _SESSION)
             if cls in review.project.classes.mro(other).classes for each in (other,)}  # fmt: skip
    return bool(names & used)


def _broken(review: Reviewed, cls: Defined, method: Defined) -> Site:
    routes = [each.name for each in review.endpoints.sites if cls.name in each.authentication.known]
    return check.broken(
        cls.name,
        review.headline(method.module.path, method.node),
        message=first_that_fits(
            f"`{cls.qualname}` takes the session cookie from any site: its `enforce_csrf` does nothing",
            "It takes the session cookie from any site: its `enforce_csrf` does nothing",
        ),
        recipe="Use `SessionAuthentication` and send the CSRF token, or authenticate by a token",
        confidence=Confidence.PROVED,
        scope=cls.name,
        subject="csrf",
        data={"cwe": "CWE-352", "routes": list(dict.fromkeys(routes))},
    )
