"""DJP577 plain-password."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_USER = re.compile(r"user|login|account|member|customer|patient|student|employee|admin", re.IGNORECASE)
_NAMES = frozenset({"username", "user_name", "email", "name", "login", "first_name"})
_DJANGO = ("django.contrib.auth.base_user.AbstractBaseUser", "django.contrib.auth.models.AbstractBaseUser")
#: Words of models that keep a password for another server.
_ELSEWHERE = re.compile(
    r"smtp|mail|ldap|server|host|connection|config|setting|integration|provider|service|ftp|proxy|device", re.IGNORECASE
)


@rule("DJP577", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for model in review.models.all():
        if model.cls.module.origin != "project" or review.is_aside(model.cls.module.path):
            continue
        field = next((each for each in model.local if each.name in ("password", "passwd", "pwd")), None)
        if field is None or not field.class_name.endswith("CharField"):
            continue
        key = f"{model.label} password"
        named = {each.name for each in model.fields} & _NAMES
        inherits = review.project.classes.inherits(model.cls, *_DJANGO)
        if (
            inherits
            or not named
            or not _USER.search(model.name)
            or _ELSEWHERE.search(model.name)
            or field.owner != model.cls
        ):
            yield check.kept(key)
            continue
        yield check.broken(
            key,
            Span(model.cls.module.path, field.start, field.end),
            message=f"`{model.name}.{field.name}` is a plain column: whoever copies the table has every password",
            recipe=f"Let `{model.name}` inherit `AbstractBaseUser`, or store `make_password(…)`",
            confidence=Confidence.LIKELY,
            scope=model.cls.name,
            data={"cwe": "CWE-256", "model": model.label},
        )
