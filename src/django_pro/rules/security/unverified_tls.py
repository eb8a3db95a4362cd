"""DJP580 unverified-tls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Assign, Call, Chain, Constant, Expression, If, Node

_CALLS = (
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "request",
    "Client",
    "AsyncClient",
    "stream",
    "send",
)
_WORDS = (
    "verify",
    "CERT_NONE",
    "check_hostname",
    "_create_unverified_context",
    "verify_ssl",
    "cert_reqs",
    "ssl_context",
)
_RECIPE = 'Let the certificate be checked; name the authority\'s file where it is your own: `verify="ca.pem"`'
_CHOSEN = re.compile(r"(?i)verify|insecure|ssl|tls|cert|self_signed|debug|testing")
#: Packages whose calls check certificates unless they are told not to.
_CLIENTS = ("requests", "httpx", "session", "client", "http", "aiohttp")


@rule("DJP580")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-295")
    for body in review.bodies.of(*_WORDS, outside=True):
        asked = list(_asked(body))
        never = any(parts(each)[-1:] == ("CERT_NONE",) for each in body.nodes)
        for node in body.nodes:
            found = _off(body, node)
            if found is None or any(start <= found.start < end for start, end in asked):
                continue
            if not (never and _is_hostname(found)):  # one context, one finding
                yield telling.broken(
                    body,
                    found,
                    "certificate",
                    (_said(found),),
                    _RECIPE,
                    confidence=Confidence.PROVED,
                )
        for call in body.calls(*_CALLS):
            value = _verify(call)
            if value is not None and not (isinstance(value, Constant) and value.value is False):
                yield telling.kept(body, "certificate")


def _asked(body: Body) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are only reached where somebody chose so: `if not settings.VERIFY_TLS:`."""
    for node in body.nodes:
        if isinstance(node, If):
            for branch in node.branches:
                if any(_CHOSEN.search(name) for each in walk((branch.test,)) for name in parts(each)):
                    yield from ((each.start, each.end) for each in (*branch.body, *node.orelse))


def _is_hostname(node: Node) -> bool:
    return isinstance(node, Assign) and any(parts(each)[-1:] == ("check_hostname",) for each in node.targets)


def _said(node: Node) -> str:
    if isinstance(node, Chain):
        return f"`{called_name(node) or 'verify'}()` takes whatever certificate it is shown"
    return "Whatever certificate is shown is taken"


def _off(body: Body, node: object) -> Node | None:
    """Return what switches the check of certificates off."""
    if isinstance(node, Assign):
        for target in node.targets:
            said = parts(target)
            never = parts(node.value)[-1:] in (("CERT_NONE",), ("_create_unverified_context",))
            if said[-1:] in (("verify",), ("check_hostname",)) and len(said) > 1 and _is_false(node.value):
                client = said[-1] == "check_hostname" or any(each in said[-2].lower() for each in _CLIENTS)
                return node if client else None
            if said[-1:] in (("verify_mode",), ("_create_default_https_context",)) and never:
                return node
    if isinstance(node, Chain) and isinstance(node.steps[-1], Call):
        if called_name(node) == "_create_unverified_context":
            return node
        value = _verify(node)
        full = body.called(node)
        client = called_name(node) in _CALLS and (full.startswith(("requests.", "httpx.")) or _is_client(node))
        return node if value is not None and _is_false(value) and client else None
    return None


def _is_client(call: Chain) -> bool:
    said = parts(call)
    return len(said) > 1 and any(each in said[-2].lower() for each in _CLIENTS)


def _verify(call: Chain) -> Expression | None:
    step = call.steps[-1]
    given = step.arguments if isinstance(step, Call) else ()
    return next((each.value for each in given if each.name == "verify"), None)


def _is_false(value: Expression) -> bool:
    return isinstance(value, Constant) and value.value is False
