"""Calls of hash functions, and what is hashed in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.bodies import Body
from django_pro.facts.calls import called_name
from django_pro.source.syntax import Call, Chain, Constant, Expression, Name

FAST = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha", "sha3_256", "sha3_512", "blake2b", "blake2s")
WORDS = (*FAST, "hashlib", "MD5", "SHA", "SHA1", "SHA256", "SHA512")
_MODULES = ("hashlib", "Crypto.Hash", "Cryptodome.Hash", "md5", "sha")


@dataclass(frozen=True)
class Hash:
    """A call of a fast hash function: `node` ends with it, `hashed` is everything that goes into it."""

    name: str
    node: Chain
    hashed: tuple[Expression, ...]


def hashes_of(body: Body) -> Iterator[Hash]:
    """Yield the calls of fast hash functions in a body; those that say they are not for security are left out."""
    for call in body.calls(*FAST, "new"):
        name = _hash_of(body, call)
        step = call.steps[-1]
        if not name or not isinstance(step, Call) or any(each.name == "usedforsecurity" for each in step.arguments):
            continue
        given = [each.value for each in step.arguments if each.name in (None, "data", "string")]
        if called_name(call) == "new" and name == str(getattr(given[0] if given else None, "value", "")).lower():
            given = given[1:]
        yield Hash(name, call, (*given, *_updates(body, call)))


def _hash_of(body: Body, call: Chain) -> str:
    """Return the hash function that a call calls, "" where it is none."""
    full = body.called(call)
    module, _, last = full.rpartition(".")
    if last == "new" and module == "hashlib":
        step = call.steps[-1]
        first = step.arguments[0].value if isinstance(step, Call) and step.arguments else None
        said = str(first.value).lower() if isinstance(first, Constant) else ""
        return said if said in FAST else ""
    if last == "new":
        owner = module.rpartition(".")[2].lower()
        return owner if module.startswith(_MODULES) and owner in FAST else ""
    return last if module.startswith(_MODULES) and last in FAST else ""


def _updates(body: Body, call: Chain) -> Iterator[Expression]:
    """Yield what a hash is fed with later: `digest = md5(); digest.update(text)`."""
    local = body.local.names if body.local is not None else {}
    names = {
        name
        for name in local
        for value in body.values(name)
        if value.start == call.start and value.end >= call.end and value.end - call.end < 2
    }
    for update in body.calls("update"):
        step = update.steps[-1]
        if isinstance(update.base, Name) and update.base.id in names and isinstance(step, Call):
            yield from (each.value for each in step.arguments)
