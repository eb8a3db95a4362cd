"""DJP562 client-state-trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Span
from django_pro.findings.site import Site
from django_pro.flow.inputs.dangers import key_of
from django_pro.flow.inputs.values import Origin
from django_pro.project.names import Defined
from django_pro.rules.functions import functions_of, mentions, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Chain,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Name,
    Node,
    Sequence,
)

#: Cookies and headers whose value says who somebody is or what they may.
_WHO = re.compile(
    r"admin|role|staff|auth|user|login|logged|permission|access|level|USER_AGENT"
    r"|HTTP_(?:HOST|X_ADMIN|X_ROLE|ADMIN)|USER-AGENT|X-(?:Admin|Role|Host|Forwarded-Host)",
    re.IGNORECASE,
)
#: What is remembered for somebody's comfort.
_LIKED = re.compile(
    r"last|method|tab|theme|lang|locale|view|level_|_next|prefer|seen|dismiss|agent_hint", re.IGNORECASE
)
#: What stands in a function that looks whether it wrote a cookie itself.
_SIGNED = (b"hash", b"hmac", b"sign", b"digest")
#: Where a proxy writes whom it speaks for, behind what the client wrote itself.
_FORWARDED = re.compile(r"X_FORWARDED_FOR|X-FORWARDED-FOR|X_REAL_IP|X-REAL-IP|HTTP_CLIENT_IP", re.IGNORECASE)


@rule("DJP562")
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"COOKIES", b"META", b"headers"):
            continue
        for at, (node, key) in enumerate(_trusted(function)):
            yield _broken(review, f"{function.name} client {at}", Span(function.module.path, node.start, node.end), key)
    _ = review.inputs.landings
    for lookup in sorted(review.inputs.lookups.values(), key=lambda each: each.place):
        for name, taints in lookup.keys:
            cookie = next((each.source for each in taints if each.source.origin is Origin.COOKIE), None)
            if cookie is None or review.is_aside(lookup.place.path) or mentions(lookup.function, *_SIGNED):
                continue
            if re.search(r"user|id$|pk$|name", name):
                yield _broken(review, f"{lookup.function.name} cookie {name}", Span(*lookup.place), cookie.label)


def _broken(review: Reviewed, key: str, span: Span, label: str) -> Site:
    return check.broken(
        key,
        span,
        message=f"`{label[-40:]}` decides who it is or may what, and everybody writes their own",
        recipe="Ask `request.user` and the session, or sign the cookie: `response.set_signed_cookie(…)`",
        confidence=Confidence.LIKELY,
        scope=review.scope(span.path, span.start),
        data={"cwe": "CWE-807"},
    )


def _trusted(function: Defined) -> Iterator[tuple[Node, str]]:
    """Yield the comparisons of such a cookie or header, or of a name that holds one, with what is known beforehand."""
    nodes = list(nodes_of(function))
    held = _held(nodes)
    choosing = {id(each.test) for each in nodes if isinstance(each, Conditional) and _is_choice(each)}
    for node in nodes:
        if (
            id(node) in choosing
            or not isinstance(node, Comparison)
            or not any(_is_known(each) for each in node.operands)
        ):
            continue
        for each in node.operands:
            label = _label(each) if isinstance(each, Chain) else held.get(each.id, "") if isinstance(each, Name) else ""
            equal = node.operators[0] in ("==", "!=") and all(not isinstance(one, Sequence) for one in node.operands)
            who = _WHO.search(label) and not _LIKED.search(label)
            if label and (_FORWARDED.search(label) or (equal and who)):
                yield node, label


def _held(nodes: list[Node]) -> dict[str, str]:
    """Return the names that hold a cookie or header as it was sent, or the first of several addresses; each with its label."""
    found: dict[str, str] = {}
    for node in sorted((each for each in nodes if isinstance(each, Assign)), key=lambda each: each.start):
        value = node.value
        if isinstance(value, Chain):
            label = _label(value) or (found.get(value.base.id, "") if isinstance(value.base, Name) else "")
            if label and (_label(value) or _FORWARDED.search(label)):
                names = {each.id for each in node.targets if isinstance(each, Name)}
                found |= {name: label for name in names if not _FORWARDED.search(found.get(name, ""))}
    return found


def _is_choice(node: Conditional) -> bool:
    """Whether a condition chooses between two literals, such as two versions of a format."""
    return isinstance(node.body, Constant) and isinstance(node.orelse, Constant)


def _is_known(node: Expression) -> bool:
    """Whether an operand is a literal text, or several."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return bool(items) and all(
        isinstance(each, Constant) and isinstance(each.value, str) and each.value for each in items
    )


def _label(node: Chain) -> str:
    """Return the key of a cookie or header that a chain reads, "" for any other chain."""
    names = [each.name if isinstance(each, Attribute) else "" for each in node.steps]
    base = node.base.id if isinstance(node.base, Name) else ""
    at = 0 if base == "request" else 1 if base == "self" and names[:1] == ["request"] else None
    if at is None or names[at : at + 1] not in (["COOKIES"], ["META"], ["headers"]):
        return ""
    return key_of(node.steps[at + 1 :]) or ""
