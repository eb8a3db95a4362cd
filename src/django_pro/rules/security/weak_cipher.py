"""DJP585 weak-cipher."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name, without_last
from django_pro.facts.deriving import calls_in, made_of
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Attribute, Bytes, Call, Chain, Constant, Expression, Function, body_of

_PACKAGES = ("Crypto.", "Cryptodome.", "cryptography.")
_BROKEN = {"DES": "DES", "DES3": "triple DES", "ARC2": "RC2", "ARC4": "RC4", "Blowfish": "Blowfish"}
_ALGORITHMS = {"ARC4": "RC4", "TripleDES": "triple DES", "Blowfish": "Blowfish", "IDEA": "IDEA", "CAST5": "CAST5"}


@rule("DJP585", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-327")
    for body in review.bodies.of("new", "ECB", "CBC", *_ALGORITHMS):
        for call in body.calls("new", "ECB", "CBC", *_ALGORITHMS):
            if not body.called(call).startswith(_PACKAGES):
                continue
            why = _weakness(body, call)
            if why is None:
                if called_name(call) == "new" and parts(call)[0] == "AES":
                    yield telling.kept(body, "cipher")
                continue
            yield telling.broken(
                body,
                call,
                "cipher",
                (why,),
                "Use `cryptography.fernet.Fernet`, or AES-GCM with a nonce from `secrets.token_bytes(12)`",
                confidence=Confidence.LIKELY,
            )


def _weakness(body: Body, call: Chain) -> str | None:
    name, module = called_name(call), body.called(call)
    step = call.steps[-1]
    assert isinstance(step, Call)
    if name == "ECB":
        return "ECB encrypts equal blocks alike, so the pattern of the text shows"
    if name in _ALGORITHMS and ".ciphers" in module:
        return f"{_ALGORITHMS[name]} is broken, or its blocks are too small"
    if name == "CBC" and ".modes" in module:
        given = [each.value for each in step.arguments]
        return _static(body, given[0]) if given else None
    if name != "new" or ".Cipher." not in module:
        return None
    cipher = module.split(".")[-2]
    if cipher in _BROKEN:
        return f"{_BROKEN[cipher]} is broken, or its blocks are too small"
    modes = [parts(each.value)[-1:] for each in step.arguments]
    if ("MODE_ECB",) in modes:
        return "ECB encrypts equal blocks alike, so the pattern of the text shows"
    if ("MODE_CBC",) in modes:
        iv = next((each.value for each in step.arguments if each.name in ("iv", "IV")), None)
        place = [each.value for each in step.arguments if each.name is None]
        vector = iv or (place[2] if len(place) > 2 else None)
        # what encrypts makes one anew; what decrypts is given the one that was sent along
        return _static(body, vector) if vector is not None and "decrypt" not in body.short else None
    return None


def _static(body: Body, vector: Expression) -> str | None:
    """Return why a vector is the same for each text: it is written in the code, or kept in a row."""
    nodes = list(made_of(body, vector))
    if any(True for _ in calls_in(iter(nodes), "urandom", "token_bytes", "get_random_bytes", "randbytes", "read")):
        return None
    if isinstance(vector, Constant | Bytes) or (nodes and isinstance(nodes[-1], Bytes)):
        return "The vector of the cipher is the same for each text"
    for call in calls_in(iter(nodes)):
        target = _method(body, call)
        if target is not None and isinstance(target, Function) and _gives_column(target):
            return "The vector of the cipher is kept in a row, and the same for each text"
    return None


def _method(body: Body, call: Chain) -> object:
    """Return the function that a call of `self`, of the class itself, or of a function calls."""
    target = body.target(without_last(call))
    if target is None and body.owner is not None and parts(call)[:1] == (body.owner.node.name,):
        target = body.project.classes.method(body.owner, called_name(call))
    return target.node if target is not None else None


def _gives_column(function: Function) -> bool:
    """Whether a function only gives back an attribute `iv` of something that it finds."""
    for statement in body_of(function):
        value = getattr(statement, "value", None)
        if isinstance(value, Chain) and isinstance(value.steps[-1], Attribute):
            last = value.steps[-1].name.lower()
            return last in ("iv", "nonce", "vector")
    return False
