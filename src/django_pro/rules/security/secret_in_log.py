"""DJP576 secret-in-log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.deriving import is_sent
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.leaves import leaves
from django_pro.rules.security.judging.words import is_credential, is_password, labels_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Attribute, Call, Chain, Name

_LEVELS = ("debug", "info", "warning", "warn", "error", "exception", "critical", "log")
_LOGGER = re.compile(r"(?i)^_?(?:.*log|.*logger|logging)$")
#: Views whose whole body holds a password.
_LOGIN = re.compile(r"(?i)log_?in|sign_?in|sign_?up|register|registration|password|authenticat|obtain_?token")
_BODIES = frozenset({("request", "POST"), ("request", "body"), ("request", "data")})


@rule("DJP576", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-532")
    for body in review.bodies.of("print", *_LEVELS):
        if "/management/" in f"/{body.path}" or "/scripts/" in f"/{body.path}":  # whoever runs a command sees its words
            continue
        for call in body.calls("print", *_LEVELS):
            if not _is_log(call):
                continue
            found = _secret(body, call)
            if found is None:
                continue
            name, whole = found
            how = "printed" if parts(call) == ("print",) else "logged"
            said = f"`{name}`, which holds a password, is {how}" if whole else f"`{name}` is {how}"
            sure = whole or is_password(name)
            yield telling.broken(
                body,
                call,
                "log",
                (f"{said} for whoever reads the logs to see", said),
                f"Leave `{name}` out, or say only whether there was one",
                severity=Severity.ERROR if sure else Severity.WARNING,
            )


def _is_log(call: Chain) -> bool:
    said = parts(call)
    if said == ("print",):
        return True
    return len(said) > 1 and said[-1] in _LEVELS and _LOGGER.match(said[-2]) is not None


def _secret(body: Body, call: Chain) -> tuple[str, bool] | None:
    """Return the name of a secret among what is logged; True where it is a request's whole body."""
    step = call.steps[-1]
    assert isinstance(step, Call)
    for argument in step.arguments:
        if argument.name is not None and argument.name not in ("extra", "msg"):
            continue
        for leaf in leaves(argument.value):
            if _is_whole(body, leaf):
                return ".".join(parts(leaf)[-2:]), True
            name = next(iter(labels_of(leaf)), "")
            if name and not name.isupper() and _is_value(body, leaf) and (is_password(name) or _is_key(leaf, name)):
                return name, False
    return None


def _is_whole(body: Body, leaf: Name | Chain) -> bool:
    said = parts(leaf)
    plain = isinstance(leaf, Chain) and len(leaf.steps) == len(said) - 1
    return (
        plain and is_sent(leaf) and said[-2:] in _BODIES and _LOGIN.search(body.name.partition(".views")[2]) is not None
    )


def _is_value(body: Body, leaf: Name | Chain) -> bool:
    """Whether a name is one of a value, and no class, function or module."""
    return not (isinstance(leaf, Name) and body.target(leaf) is not None)


def _is_key(leaf: Name | Chain, name: str) -> bool:
    """Whether a name is one of a credential; `order.token` is how some rows are called in addresses."""
    if not is_credential(name) or name.lower().endswith(("signature", "tokens")):
        return False
    return not (isinstance(leaf, Chain) and name == "token" and isinstance(leaf.steps[-1], Attribute))
