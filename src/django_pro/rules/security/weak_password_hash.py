"""DJP573 weak-password-hash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, full_name, functions_of, last_name, mentions, names_in, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Assign, Call, Chain, Constant, Expression, Name

_HASHES = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "MD5", "SHA", "SHA256"})
_PASSWORD = re.compile(r"^(?:\w*_)?(?:passw(?:or)?d|passwd|pwd|pass|passphrase)\d?$|^password", re.IGNORECASE)
_LENGTHENED = (b"pbkdf2", b"bcrypt", b"scrypt", b"argon2", b"make_password")


@rule("DJP573", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"md5", b"sha", b"MD5", b"SHA") or mentions(function, *_LENGTHENED):
            continue
        for at, (node, step, name) in enumerate(_hashed(review, function)):
            yield check.broken(
                f"{function.name} {at}",
                review.span(function.module.path, Chain(node.start, step.end, node.base, node.steps)),
                message=f"`{name}` is hashed once by `{_kind(node)}`, which is tried a billion times a second",
                recipe="Use `django.contrib.auth.hashers.make_password()` and `check_password()`",
                confidence=Confidence.LIKELY,
                scope=function.name,
                data={"cwe": "CWE-916"},
            )


def _kind(node: Chain) -> str:
    return next((name for name, _ in names_in(node) if name in _HASHES), "a fast hash")


def _hashed(review: Reviewed, function: Defined) -> Iterator[tuple[Chain, Call, str]]:
    """Yield the calls of fast hashes that get a password, right away or by `update()`."""
    made = {target.id for node in nodes_of(function) if isinstance(node, Assign) and _makes(review, function, node.value)
            for target in node.targets if isinstance(target, Name)}  # fmt: skip
    for node, step, called in calls_of(function):
        updates = last_name(called) == "update" and isinstance(node.base, Name) and node.base.id in made
        if updates or _is_hash(review, function, called):
            name = next((name for each in step.arguments for name in _passwords(each.value)), None)
            if name is not None:
                yield node, step, name


def _is_hash(review: Reviewed, function: Defined, called: Expression) -> bool:
    return last_name(called) in _HASHES and full_name(review, function, called).startswith(
        ("hashlib", "Crypto", "md5", "sha")
    )


def _makes(review: Reviewed, function: Defined, value: Expression) -> bool:
    return isinstance(value, Chain) and any(name in _HASHES for name, _ in names_in(value))


def _passwords(node: Expression) -> Iterator[str]:
    """Yield names and literal keys of passwords in an expression."""
    from django_pro.facts.views.functions import walk

    for each in walk((node,)):
        name = (
            each.id
            if isinstance(each, Name)
            else each.value
            if isinstance(each, Constant)
            else getattr(each, "name", None)
        )
        if isinstance(name, str) and _PASSWORD.search(name):
            yield name
