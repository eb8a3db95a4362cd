"""Which names hold a secret, and which texts are one."""

from __future__ import annotations

import re
from functools import cache

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
#: How the name of a secret ends.
_ENDINGS = tuple(
    tuple(each.split("_"))
    for each in (
        "SECRET PASSWORD PASSWD PASSPHRASE PWD TOKEN APIKEY API_KEY PRIVATE_KEY SIGNING_KEY SIGN_KEY SECRET_KEY SECRETKEY"
        " SECRET_ACCESS_KEY ENCRYPTION_KEY FERNET_KEY ACCOUNT_KEY AUTH_KEY MASTER_KEY SHARED_KEY HMAC_KEY AES_KEY JWT_KEY"
        " DB_PASS DATABASE_PASS EMAIL_PASS SMTP_PASS REDIS_PASS USER_PASS LDAP_PASS MAIL_PASS"
        " TOKEN_SALT PASSWORD_SALT HASHID_SALT HASHIDS_SALT"
    ).split()
)
#: Words before which a key opens or signs something: `SECRET_COOKIE_KEY`.
_KEYED = frozenset({"SECRET", "PRIVATE", "SIGNING", "ENCRYPTION"})
#: What may stand at the end of a longer word: `DBPASSWORD`.
_RUN_TOGETHER = ("PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "DBPASS")
#: How the name of a list of secrets ends.
_PLURALS = {"KEYS": "KEY", "TOKENS": "TOKEN", "SECRETS": "SECRET", "PASSWORDS": "PASSWORD"}
#: Words of names whose values every browser is given, or that give access to nothing.
_OPEN = frozenset("PUBLIC PUBLISHABLE MAP MAPS ANALYTICS CSRF TEST TESTS TESTING DUMMY FAKE EXAMPLE FRONTEND".split())
#: A key that signs: Django uses it whatever it says, and nobody notices.
_SIGNING = re.compile(r"(?:^|\.)SECRET_KEY(?:_FALLBACKS)?(?:$|\.)|SIGNING_KEY(?:$|\.)|JWT\w*SECRET")

_MARKED = re.compile(r"<[^<>]*>|\{\{.*\}\}|\$\{.*\}|\$[A-Z_]+|%\(\w+\)s", re.DOTALL)
_PEM = "-----BEGIN "
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
#: `DEMO_KEY` is what api.data.gov gives everybody; `guest` is RabbitMQ's own account; `sk_test_…` opens a test
#: account of Stripe alone; "10/m" is a rate.
_NO_VALUE = re.compile(
    r"[x*.\-_?]+|\d+/[\w,/]+|demo[-_]?key|guest|invalid.*|[a-z]k_test_\w+"
    r"|(?:none|null|nil|n/?a|unset|not[-_ ]?set|undefined|todo|fixme|dummy|placeholder|fake|redacted|empty|disabled)"
    r"|(?:your|my|insert|enter|put|add|replace|the)[-_.].*|.*[-_](?:here|goes[-_]here|placeholder)",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:~|\.{1,2}|\{tree\})?/.*|.*\.(?:pem|key|crt|json|txt)")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_WORDY = re.compile(r"[a-z]+(?:[-_][a-z]+)*(?:[:/][a-z]*(?:[-_][a-z]+)*)+")
_PUBLISHED = re.compile(r"pk_(?:test|live)_\w+|6LeIxAcTAAAAA\S*")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.\-]*://(?P<user>[^/\s:@]*):(?P<password>[^/\s@]+)@(?P<host>[^/\s:?]*)", re.IGNORECASE
)
#: RabbitMQ's own account, which it lets in from the same machine alone (RabbitMQ: "Access Control", "Default Users").
_STOCK = frozenset({("guest", "guest")})


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, in capitals: `clientSecret` and `client_secret` are the same."""
    return tuple(each.upper() for each in _WORDS.findall(name))


@cache
def is_secret(name: str) -> bool:
    """Whether a name says that its value is a secret."""
    words = words_of(name)
    if not words or _OPEN.intersection(words):
        return False
    if words[-1] == "KEY" and _KEYED.intersection(words):
        return True
    return words[-1].endswith(_RUN_TOGETHER) or any(words[-len(each) :] == each for each in _ENDINGS)


def is_secrets(name: str) -> bool:
    """Whether a name says that its value is a list of secrets."""
    words = words_of(name)
    if words[-1:] == ("FALLBACKS",):
        return is_secret("_".join(words[:-1]))
    return bool(words) and words[-1] in _PLURALS and is_secret("_".join((*words[:-1], _PLURALS[words[-1]])))


def is_key(name: str) -> bool:
    """Whether a name is one of a key of whatever kind; its value is a secret where it is of bytes."""
    return words_of(name)[-1:] == ("KEY",) and not _OPEN.intersection(words_of(name))


def is_signing(key: str) -> bool:
    """Whether a setting, as a dotted key, signs what the project sends out."""
    return _SIGNING.search(key.upper()) is not None


def is_value(key: str, text: str) -> bool:
    """Whether a text is a value of a secret, and no mark, label, path or name that stands in its place.

    "changeme" is one: it is what the project runs with.  A key that signs is one whatever it says.
    """
    if not text.strip() or _MARKED.fullmatch(text.strip()):
        return False
    if key.upper().startswith("SECRET_KEY") or text.lstrip().startswith(_PEM) or _JWT.fullmatch(text):
        return True
    if is_signing(key):
        return not _DOTTED.fullmatch(text)
    patterns = (_NO_VALUE, _PATH, _DOTTED, _WORDY, _PUBLISHED)
    if "://" in text or re.search(r"\s", text) or any(each.fullmatch(text) for each in patterns):
        return False
    return not _repeats(key.rpartition(".")[2], text)


def _repeats(name: str, text: str) -> bool:
    """Whether a text only says a name again: `SESSION_TOKEN = "_session_token"`."""
    said = words_of(text)
    return len(said) > 1 and set(said) <= set(words_of(name)) and words_of(name)[-1] == "TOKEN"


def password_in(text: str) -> str:
    """Return the password in an address such as `postgres://user:password@host/name`, "" where there is none."""
    found = _ADDRESS.match(text)
    if found is None or (found["user"], found["password"]) in _STOCK or found["password"] == "None":
        return ""
    template = any(mark in found[0] for mark in "<{%$") or found["host"].lower() in ("host", "hostname", "hostip")
    hidden = not found["password"].strip("*x.")
    return "" if template or hidden else found["password"]
