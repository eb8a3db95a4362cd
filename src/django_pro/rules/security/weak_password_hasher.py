"""DJP507 weak-password-hasher."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.production import Production, Wrong, judged

_WEAK = ("MD5", "SHA1", "Crypt")


@rule("DJP507", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    yield from judged(check, review, "PASSWORD_HASHERS", _judge)


def _judge(production: Production) -> Wrong | None:
    hashers = production.items("PASSWORD_HASHERS")
    if not hashers or not any(word in hashers[0] for word in _WEAK):
        return None
    name = hashers[0].rpartition(".")[2]
    said = f"Passwords are stored by `{name}`, which is tried a billion times a second"
    recipe = "Put `django.contrib.auth.hashers.PBKDF2PasswordHasher` or Argon2 first"
    return Wrong("PASSWORD_HASHERS", said, recipe, "CWE-916", Severity.ERROR)
