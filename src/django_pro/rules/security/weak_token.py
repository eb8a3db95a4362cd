"""DJP574 weak-token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name
from django_pro.facts.deriving import calls_in, made_of
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.hashing import hashes_of
from django_pro.rules.security.judging.words import is_credential, is_password, labels_of
from django_pro.rules.security.secrets.naming import words_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import (
    Argument,
    Assign,
    Attribute,
    Call,
    Chain,
    Constant,
    Entry,
    Expression,
    Name,
    Node,
    Return,
)

_RANDOM = (
    "choice", "choices", "randint", "randrange", "random", "getrandbits", "sample", "uniform", "randbytes",
)  # fmt: skip
_STRONG = (
    "token_hex", "token_urlsafe", "token_bytes", "get_random_string", "uuid4", "urandom", "make_random_password",
    "SystemRandom",
)  # fmt: skip
_WORDS = (*_RANDOM, *_STRONG, "uuid1", "md5", "sha1", "sha256", "sha512", "MD5", "SHA", "SHA256", "hashlib")
#: What a stranger knows or can guess, and what only hands it on.
_GUESSABLE = frozenset(
    "email mail username user name id pk uuid1 time now timestamp date datetime today utcnow day first last".split()
)
_HANDING = frozenset(
    "str bytes encode decode format join lower upper strip hexdigest digest isoformat strftime timezone time datetime date now"
    " utcnow today timestamp hashlib md5 sha1 sha256 sha512 MD5 SHA SHA256 new self localtime int repr force_bytes smart_str"
    " random randint update utf8 utf hex".split()
)
_ENDS = frozenset({("SESSION", "KEY"), ("SESSION", "ID"), ("PIN",), ("NONCE",), ("SESSIONID",)})
_ASIDE = ("seed", "demo", "fake", "factory", "factories", "populate", "sample", "fixture", "benchmark", "dummy")


@dataclass(frozen=True)
class _Given:
    """A value that a name of a credential is given: `node` is where a finding stands."""

    name: str
    value: Expression
    node: Node


@rule("DJP574")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-330")
    for body in review.bodies.of(*_WORDS):
        if any(each in body.path.lower() for each in _ASIDE):
            continue
        told: set[int] = set()
        for given in _given(body):
            site = _judged(telling, body, given, told)
            if site is not None:
                yield site


def _judged(telling: Telling, body: Body, given: _Given, told: set[int]) -> Site | None:
    nodes = list(made_of(body, given.value))
    if next(calls_in(iter(nodes), *_STRONG), None) is not None:
        return telling.kept(body, "token")
    weak = next((each for each in calls_in(iter(nodes), *_RANDOM) if _is_weak(body, each)), None)
    uuid = next((each for each in calls_in(iter(nodes), "uuid1") if body.called(each) in ("uuid.uuid1", "uuid1")), None)
    hashed = _guessable(body, nodes) if weak is None and uuid is None else None
    node = weak or uuid or hashed
    if node is None or node.start in told:
        return None
    told.add(node.start)
    if weak is not None:
        said = f"`{given.name}` comes from `random`, whose numbers are foretold from those before"
    elif uuid is not None:
        said = f"`{given.name}` comes from `uuid1()`, which is the time and this machine's address"
    else:
        said = f"`{given.name}` is a digest of what others know"
    return telling.broken(
        body,
        node,
        "token",
        (said, said.replace(f"`{given.name}`", "A credential")),
        "Make it with `secrets`: `secrets.token_urlsafe()`, `secrets.choice(…)`, `secrets.randbelow(…)`",
        severity=Severity.WARNING if uuid is not None and weak is None else telling.rule.severity,
        cwe="CWE-330" if hashed is None else "CWE-640",
    )


def _given(body: Body) -> Iterator[_Given]:
    """Yield every value that a name of a credential is given in a function."""
    for node in body.nodes:
        if isinstance(node, Assign):
            for target in node.targets:
                name = next((each for each in labels_of(target) if _is_wanted(each)), None)
                if name is not None:
                    yield _Given(name, node.value, node)
        elif isinstance(node, Argument) and node.name and _is_wanted(node.name):
            yield _Given(node.name, node.value, node)
        elif isinstance(node, Entry) and isinstance(node.key, Constant) and _is_wanted(str(node.key.value)):
            yield _Given(str(node.key.value), node.value, node)
        elif isinstance(node, Return) and node.value is not None and _is_wanted(body.short):
            yield _Given(f"{body.short}()", node.value, node)


def _is_wanted(name: str) -> bool:
    words = words_of(name)
    while len(words) > 1 and len(words[-1]) == 1:
        words = words[:-1]
    said = "_".join(words)
    return is_credential(said) or is_password(said) or any(words[-len(each) :] == each for each in _ENDS if words)


def _is_weak(body: Body, call: Chain) -> bool:
    """Whether a call makes a part of a secret with `random`, and does not pick one of those that exist."""
    full = body.called(call)
    if not full.startswith(("random.", "numpy.random.")) or full.startswith("random.SystemRandom"):
        return False
    if called_name(call) not in ("choice", "choices", "sample"):
        return True
    step = call.steps[-1]
    first = step.arguments[0].value if isinstance(step, Call) and step.arguments else None
    return first is not None and any(_is_alphabet(each) for each in made_of(body, first))


def _is_alphabet(node: object) -> bool:
    if isinstance(node, Constant):
        return isinstance(node.value, str) and len(node.value) >= 10
    said = parts(node)
    return bool(said) and (
        said[0] == "string" or any(word in said[-1].lower() for word in ("chars", "alphabet", "digits"))
    )


def _guessable(body: Body, nodes: list[msgspec.Struct]) -> Chain | None:
    """Return the call of a hash function whose every part others know."""
    ends = {node.end for node in nodes if isinstance(node, Chain)} | {
        step.end for node in nodes if isinstance(node, Chain) for step in node.steps
    }
    for found in hashes_of(body):
        if found.node.end not in ends or not found.hashed:
            continue
        known, other = False, False
        for hashed in found.hashed:
            for each in _names(body, hashed):
                words = {word.lower() for word in words_of(each)}
                known = known or bool(words & _GUESSABLE)
                other = other or not (words & _GUESSABLE or each in _HANDING)
        if known and not other:
            return found.node
    return None


def _names(body: Body, expression: Expression) -> Iterator[str]:
    for node in made_of(body, expression):
        if isinstance(node, Name):
            if body.local is None or node.id not in body.local.names or not body.values(node.id):
                yield node.id
        elif isinstance(node, Attribute):
            yield node.name
