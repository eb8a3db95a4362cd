"""DJP578 hard-coded-secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import argument_of, called_name
from django_pro.facts.deriving import REQUESTS, is_sent, made_of
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.words import is_credential, is_password, labels_of
from django_pro.rules.security.secrets.naming import is_secret, is_value
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Assign, Bytes, Call, Chain, Comparison, Constant, Expression, Name

#: Calls that are given a key: by the end of the full name, its place and name.
_KEYED = {
    "jwt.encode": (1, "key"), "jwt.decode": (1, "key"), "jwt.api_jwt.encode": (1, "key"), "jwt.api_jwt.decode": (1, "key"),
    "AES.new": (0, "key"), "DES.new": (0, "key"), "fernet.Fernet": (0, "key"), "hmac.new": (0, "key"),
    "hmac.digest": (0, "key"),
    "django.core.signing.Signer": (-1, "key"), "django.core.signing.TimestampSigner": (-1, "key"), "ARC4.new": (0, "key"),
    "hashids.Hashids": (-1, "salt"),
}  # fmt: skip
_NAMES = ("encode", "decode", "new", "Fernet", "digest", "Signer", "TimestampSigner", "Hashids")
_MAKERS = ("jwt", "AES", "DES", "Fernet", "hmac", "Signer", "TimestampSigner", "Hashids")
#: Texts that are keys by their looks alone: of AWS, GitHub, Slack, Stripe, Google, SendGrid.
_KEYS = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abp]-[\w-]{20,}|sk_live_\w{16,}|rk_live_\w{16,}|SG\.[\w-]{20,}\.[\w-]{20,}"
)
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_\-!@#$%^&*()]{20,}")
_ASIDE = (
    "sample",
    "example",
    "demo",
    "seed",
    "fixture",
    "dummy",
    "docs/",
    "conftest",
    "benchmark",
    "development",
    "local",
)


@rule("DJP578")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-798")
    settings = {module.path for module in review.project.settings.modules}
    words = review.bodies.words(lambda each: is_secret(each) or is_password(each) or is_credential(each))
    for body in review.bodies.of(
        *words, "jwt", "AES", "DES", "Fernet", "hmac", "Signer", "TimestampSigner", "Hashids", outside=True
    ):
        if body.path in settings or "settings" in body.path or any(each in body.path.lower() for each in _ASIDE):
            continue
        yield from _keys(telling, body)
        yield from _compared(telling, body)
        yield from _assigned(telling, body)


def _keys(telling: Telling, body: Body) -> Iterator[Site]:
    """Yield the calls that sign or encrypt with a key that stands in the code."""
    for call in body.calls(*_NAMES):
        full = body.called(call)
        found = next((place for name, place in _KEYED.items() if f".{full}".endswith(f".{name}")), None)
        step = call.steps[-1]
        if found is None or not isinstance(step, Call):
            continue
        key = argument_of(step.arguments, *found)
        text = _text(body, key) if key is not None else None
        if key is None or (text is not None and not text.strip()):
            continue
        if text is None or _is_unverified(step):
            yield telling.kept(body, "key")
            continue
        yield telling.broken(
            body,
            call,
            "key",
            (f"`{called_name(call)}()` is given a key that is written in the code",),
            "Read the key from the settings, and those from the environment; then make a new one",
            confidence=Confidence.PROVED,
            cwe="CWE-321",
        )


def _is_unverified(step: Call) -> bool:
    return any(each.name in ("verify", "options") for each in step.arguments)


def _compared(telling: Telling, body: Body) -> Iterator[Site]:
    """Yield the passwords of a request that are compared with a text in the code."""
    function = body.function
    if function is None or not any(each.name in (*REQUESTS, "self") for each in function.parameters):
        return
    for node in body.nodes:
        if not isinstance(node, Comparison) or (node.operators != ("==",) and node.operators != ("!=",)):
            continue
        for given, text in (node.operands, node.operands[::-1]):
            name = next((each for each in labels_of(given) if is_password(each) or is_credential(each)), None)
            literal = isinstance(text, Constant) and isinstance(text.value, str) and is_value(name or "", text.value)
            if name is None or not literal or not any(is_sent(each) for each in made_of(body, given)):
                continue
            yield telling.broken(
                body,
                node,
                "compared",
                (f"`{name}` of the request is compared with a text that is written in the code",),
                "Keep a hash of it with the users, or the secret in the environment",
                confidence=Confidence.PROVED,
                cwe="CWE-798",
            )
            break


def _assigned(telling: Telling, body: Body) -> Iterator[Site]:
    """Yield the names of secrets that are given a text that looks like one."""
    for node in body.nodes:
        if (
            not isinstance(node, Assign)
            or not isinstance(node.value, Constant)
            or not isinstance(node.value.value, str)
        ):
            continue
        text = node.value.value
        for target in node.targets:
            name = next(iter(labels_of(target)), "")
            random = is_secret(name) and is_value(name, text) and _RANDOM.fullmatch(text) and _mixed(text)
            if _KEYS.fullmatch(text) or random:
                yield telling.broken(
                    body,
                    node,
                    "literal",
                    (f"`{name}` is a secret that is written in the code", "A secret is written in the code"),
                    "Read it from the environment; then make a new one, for this one is known",
                    confidence=Confidence.LIKELY,
                    severity=Severity.ERROR,
                )
                break


def _mixed(text: str) -> bool:
    """Whether a text is no phrase of words, whose letters and digits change seldom, and no hash of a password."""
    if text.startswith(("pbkdf2_", "argon2", "bcrypt", "$2", "sha1$", "md5$", "!")):
        return False
    kinds = [each.isdigit() for each in text if each.isalnum()]
    return sum(one != other for one, other in pairwise(kinds)) >= 4


def _text(body: Body, key: Expression) -> str | None:
    """Return a text that stands in the code, by a name too; None for anything else."""
    if isinstance(key, Constant):
        return key.value if isinstance(key.value, str) else None
    if isinstance(key, Bytes):
        return key.value.decode("latin-1")
    if isinstance(key, Chain) and parts(key)[1:] in (("encode",),) and isinstance(key.base, Constant):
        return str(key.base.value)
    if isinstance(key, Chain) and parts(key) == ("encode",) and isinstance(key.base, Constant):
        return str(key.base.value)
    if isinstance(key, Name):
        values = body.values(key.id)
        texts = [_text(body, each) for each in values if not isinstance(each, Name)]
        return texts[0] if len(values) == 1 and texts else None
    return None
