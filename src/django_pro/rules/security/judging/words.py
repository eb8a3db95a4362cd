"""Which names of values speak of a credential, a password or a token."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django_pro.facts.bodies import parts
from django_pro.rules.security.secrets.naming import words_of
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Expression, Item, Name

#: How the name of what proves who somebody is ends.
_CREDENTIALS = tuple(
    tuple(each.split("_"))
    for each in (
        "SECRET TOKEN SIGNATURE HMAC OTP APIKEY API_KEY SECRET_KEY ACCESS_KEY AUTH_KEY PASSCODE BASIC_AUTH AUTHORIZATION"
        " ACTIVATION_KEY CONFIRMATION_KEY VERIFICATION_CODE RESET_CODE RESET_KEY OTP_CODE PASSPHRASE SECRETS TOKENS"
        " API_KEYS WEBHOOK_KEY HUB_SIGNATURE SIG"
    ).split()
)
_PASSWORDS = tuple(
    tuple(each.split("_")) for each in "PASSWORD PASSWD PASSPHRASE PWD PASSWORD1 PASSWORD2 RAW_PASSWORD".split()
)
#: What a token with such a word in its name is not: a secret.
_OPEN = frozenset(
    "CSRF CSRFTOKEN CSRFMIDDLEWARETOKEN TYPE PAGE NEXT CURSOR SYNC TEMPLATE COUNT PUBLIC ID NAME URL FIELD"
    " LENGTH HELP LABEL FORM CONTINUATION DEVICE LEXER PARSE".split()
)


@cache
def is_credential(name: str) -> bool:
    """Whether a name says that whoever knows the value is let in: a token, a signature, an API key."""
    words = words_of(name)
    if not words or _OPEN.intersection(words):
        return False
    return any(words[-len(each) :] == each for each in _CREDENTIALS)


@cache
def is_password(name: str) -> bool:
    """Whether a name says that the value is a password."""
    words = tuple(each for each in words_of(name) if not each.isdigit())
    if not words or {"HASH", "HASHED", "ENCRYPTED", "ENCODED", "DIGEST", *_OPEN}.intersection(words):
        return False
    return any(words[-len(each) :] == each for each in _PASSWORDS) or "".join(words) in ("PASS", "PWORD")


def labels_of(node: Expression) -> Iterator[str]:
    """Yield the names that an expression goes by: its last name, and the key it is looked up with.

    `user.token`, `data["token"]`, `request.POST.get("token")`, `token.strip()`.
    """
    if isinstance(node, Name):
        yield node.id
    elif isinstance(node, Chain):
        steps = list(node.steps)
        while steps and isinstance(last := steps[-1], Call | Item):
            steps.pop()
            method = steps[-1].name if steps and isinstance(steps[-1], Attribute) else ""
            if isinstance(last, Item) or method in ("get", "pop", "getlist"):
                yield from _keys(last)
                return
            if method and method not in _SAME:
                yield method
                return
            del steps[-1:]
        yield from parts(Chain(node.start, node.end, node.base, tuple(steps)) if steps else node.base)[-1:]


def _keys(step: Call | Item) -> Iterator[str]:
    """Yield the key that something is looked up with."""
    key = step.index if isinstance(step, Item) else step.arguments[0].value if step.arguments else None
    if isinstance(key, Constant) and isinstance(key.value, str):
        yield key.value
    elif key is not None:
        yield from parts(key)[-1:]


#: Methods that hand on what they are called on.
_SAME = frozenset({"strip", "lower", "upper", "encode", "decode", "removeprefix", "replace", "lstrip", "rstrip", "hex"})
