"""What the rules about single calls and functions say alike: keys, places, routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypedDict, Unpack

from django_pro.facts.bodies import Body
from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.flow.values import Place
from django_pro.rules.asked import first_that_fits
from django_pro.rules.landed import routes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule
from django_pro.source.syntax import Node


class Words(TypedDict, total=False):
    """What a finding may say besides; of several messages the first that fits is said."""

    confidence: Confidence
    severity: Severity
    trace: tuple[Step, ...]
    on_line: bool
    cwe: str


class Telling:
    """Makes the sites of one rule in one review."""

    def __init__(self, rule: Rule, review: Reviewed, cwe: str) -> None:
        self.rule = rule
        self.review = review
        self.cwe = cwe
        self._seen: Counter[str] = Counter()

    def key(self, body: Body, what: str) -> str:
        """Return the key of a place in a body, told apart from those before it."""
        key = f"{body.name} {what}"
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key} {self._seen[key]}"

    def kept(self, body: Body, what: str) -> Site:
        """Return a site where all is well."""
        return self.rule.kept(self.key(body, what))

    def broken(
        self, body: Body, node: Node, what: str, said: tuple[str, ...], recipe: str, **more: Unpack[Words]
    ) -> Site:
        """Return a site with its finding: on the node, or on the first line of what it is."""
        review = self.review
        key = self.key(body, what)
        on_line = more.get("on_line", False)
        routes = routes_of(review, Place(body.path, node.start, node.end))
        return self.rule.broken(
            key,
            review.headline(body.path, node) if on_line else review.span(body.path, node),
            message=first_that_fits(*said),
            recipe=recipe,
            confidence=more.get("confidence", Confidence.LIKELY),
            severity=more.get("severity", self.rule.severity),
            scope=body.name if body.defined is not None else review.scope(body.path, node.start),
            trace=more.get("trace", ()),
            data={"cwe": more.get("cwe", self.cwe), **({"routes": list(routes)} if routes else {})},
        )


def span_of(body: Body, node: Node) -> Span:
    """Return the place of a node of a body."""
    return Span(body.path, node.start, node.end)


def steps(body: Body, *said: tuple[Node, str]) -> Iterator[Step]:
    """Yield the lines of a trace."""
    for node, text in said:
        yield Step(span_of(body, node), text)
