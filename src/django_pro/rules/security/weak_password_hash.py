"""DJP573 weak-password-hash."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.hashing import WORDS, hashes_of
from django_pro.rules.security.judging.words import is_password, labels_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Chain, Expression, Name

_USERS = "django.contrib.auth.base_user.AbstractBaseUser"
_HASHERS = "django.contrib.auth.hashers.BasePasswordHasher"
#: Names of functions and classes that only ask whether a password is known to have leaked, or that make a key of a cache.
_ASIDE = ("pwned", "breach", "cache", "digest_auth", "htdigest", "etag", "fingerprint")


@rule("DJP573")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-916")
    for body in review.bodies.of("make_password", "set_password"):
        for _ in body.calls("make_password", "set_password"):
            yield telling.kept(body, "password")
    for body in review.bodies.of(*WORDS):
        if _is_aside(review, body):
            continue
        for found in hashes_of(body):
            name = next((name for each in found.hashed for name in _passwords(review, body, each)), None)
            if name is not None:
                yield telling.broken(
                    body,
                    found.node,
                    "password",
                    (f"`{name}` is hashed once with {found.name}, which is tried billions of times a second",),
                    "Keep `make_password(…)` of it and ask `check_password(…)`, or use Django's users",
                    confidence=Confidence.PROVED if found.name in ("md5", "sha1", "sha") else Confidence.LIKELY,
                )


def _is_aside(review: Reviewed, body: Body) -> bool:
    if body.owner is not None and review.project.classes.inherits(body.owner, _HASHERS):
        return True
    said = body.name.lower()
    return any(each in said for each in _ASIDE) or any(
        "pwned" in str(getattr(each, "value", "")) for each in body.nodes
    )


def _passwords(review: Reviewed, body: Body, hashed: Expression) -> Iterator[str]:
    """Yield the names of passwords in what is hashed; what Django keeps as `user.password` is a hash already."""
    for node in walk((hashed,)):
        if isinstance(node, Name) and is_password(node.id) and not _is_hashed(body, node):
            yield node.id
        elif isinstance(node, Chain) and not _is_kept_hash(review, body, node):
            yield from (each for each in labels_of(node) if is_password(each) and parts(node)[:1] != (each,))


def _is_hashed(body: Body, node: Name) -> bool:
    """Whether a name holds what Django hashed: `password = user.password`."""
    return any(parts(each)[-1:] == ("password",) for each in body.values(node.id))


def _is_kept_hash(review: Reviewed, body: Body, node: Chain) -> bool:
    said = parts(node)
    if len(said) < 2 or said[-1] in ("get", "POST"):
        return False
    at = next((at for at, each in enumerate(said) if at and is_password(each)), 0)
    if not at:
        return False
    if said[at - 1] == "self" and body.owner is not None:
        return review.project.classes.inherits(body.owner, _USERS)
    return "user" in said[at - 1].lower() or said[at - 1] in ("instance", "obj", "account")
