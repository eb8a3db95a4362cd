"""DJP574 weak-token."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, full_name, functions_of, last_name, mentions, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Assign, Chain, Name, Node

_TOKEN = re.compile(
    r"(?:^|_)(?:token|otp|otpn|secret|password|passwd|nonce|api_?key|secret_?key|session_?id|reset_?code|activation_?(?:code|key)"
    r"|verification_?code|confirmation_?(?:code|key)|invitation_?(?:code|key|token)|access_?code|pin)$",
    re.IGNORECASE,
)
_MAKER = re.compile(
    r"(?:gen|create|make|get|new|random)\w*_(?:token|otp|password|secret|api_?key|reset_code)$", re.IGNORECASE
)
#: What makes a token strong, whatever stands beside it; and what everybody knows, of which a hash is known too.
_STRONG = (
    b"SECRET_KEY",
    b"secrets",
    b"get_random_string",
    b"make_random_password",
    b"SystemRandom",
    b"urandom",
    b"token_",
)
_KNOWN = (b"email", b"username", b"time", b"now", b"uuid1")
_CHANCE = frozenset(
    {"random", "randint", "randrange", "choice", "choices", "sample", "getrandbits", "uniform", "shuffle"}
)
_DIGESTS = frozenset({"md5", "sha1", "sha256", "MD5", "uuid1"})


_PASSWORD = re.compile(r"pass(?:word|wd)$", re.IGNORECASE)


@rule("DJP574", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"rand", b"choice", b"sample", b"md5", b"MD5", b"uuid1", b"sha"):
            continue
        found = next(_weak(review, function), None)
        if found is None:
            continue
        node, name, made = found
        yield check.broken(
            f"{function.name} token",
            review.span(function.module.path, node),
            message=f"`{name}` is made by `{made}`, which can be foretold",
            recipe="Make it with `secrets.token_urlsafe()` or `django.utils.crypto.get_random_string()`",
            confidence=Confidence.LIKELY,
            scope=function.name,
            data={"cwe": "CWE-330"},
        )


def _weak(review: Reviewed, function: Defined) -> Iterator[tuple[Node, str, str]]:
    own = function.qualname.rpartition(".")[2]
    chance = {
        called.start: made for _, _, called in calls_of(function) if (made := _foretold(review, function, called))
    }
    if not chance or mentions(function, *_STRONG) or (_hashes_only(chance) and not mentions(function, *_KNOWN)):
        return
    for node in nodes_of(function):
        if isinstance(node, Assign):
            name = next((last_name(each) for each in node.targets if _TOKEN.search(last_name(each))), None)
            if name is not None and _PASSWORD.search(name) and _hashes_only(chance):
                continue  # a hash of a password is another rule's
            inside = [
                each.start for each in walk((node.value,)) if isinstance(each, Chain | Name) and each.start in chance
            ]
            if name is not None and inside:
                yield node, name, chance[inside[0]]
    if _MAKER.search(own):
        start = min(chance)
        place = next(each for each in nodes_of(function) if isinstance(each, Chain | Name) and each.start == start)
        yield place, own, chance[start]


def _foretold(review: Reviewed, function: Defined, called: Node) -> str:
    """Return the name of a call whose answer can be foretold, "" for any other."""
    if not isinstance(called, Chain | Name):
        return ""
    last = last_name(called)
    if last not in _CHANCE and last not in _DIGESTS:
        return ""
    name = full_name(review, function, called)
    wanted = ("random.",) if last in _CHANCE else ("hashlib.", "uuid.", "Crypto.", "md5")
    return f"{name.partition('.')[0]}.{last}()" if name.startswith(wanted) and "SystemRandom" not in name else ""


def _hashes_only(chance: dict[int, str]) -> bool:
    return not any(made.startswith("random.") for made in chance.values())
