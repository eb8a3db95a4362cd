"""DJP562 client-state-trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Span
from django_pro.findings.site import Site
from django_pro.flow.inputs.dangers import key_of
from django_pro.flow.inputs.values import Origin
from django_pro.rules.functions import functions_of, mentions, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Attribute, Chain, Comparison, Constant, Name, Node

#: Cookies and headers whose value says who somebody is or what they may.
_WHO = re.compile(
    r"admin|role|staff|auth|user|login|logged|permission|access|level|USER_AGENT"
    r"|HTTP_(?:HOST|X_ADMIN|X_ROLE|ADMIN)",
    re.IGNORECASE,
)


@rule("DJP562", preview=True)
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
            if cookie is not None and re.search(r"user|id$|pk$|name", name) and not review.is_aside(lookup.place.path):
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


def _trusted(function: object) -> Iterator[tuple[Node, str]]:
    """Yield the comparisons of such a cookie or header with a literal."""
    from django_pro.project.names import Defined

    assert isinstance(function, Defined)
    for node in nodes_of(function):
        if not isinstance(node, Comparison) or node.operators[0] not in ("==", "!="):
            continue
        texts = [
            each for each in node.operands if isinstance(each, Constant) and isinstance(each.value, str) and each.value
        ]
        for each in node.operands:
            if texts and isinstance(each, Chain) and (label := _label(each)) and _WHO.search(label):
                yield node, label


def _label(node: Chain) -> str:
    """Return the key of a cookie or header that a chain reads, "" for any other chain."""
    names = [each.name if isinstance(each, Attribute) else "" for each in node.steps]
    base = node.base.id if isinstance(node.base, Name) else ""
    at = 0 if base == "request" else 1 if base == "self" and names[:1] == ["request"] else None
    if at is None or names[at : at + 1] not in (["COOKIES"], ["META"], ["headers"]):
        return ""
    return key_of(node.steps[at + 1 :]) or ""
