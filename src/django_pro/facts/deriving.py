"""What a value is made of inside one function: every expression that goes into it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name, upto
from django_pro.facts.views.functions import walk
from django_pro.source.syntax import Call, Chain, Expression, Name

#: Names that stand for names are followed this far.
DEEPEST = 5
REQUESTS = frozenset({"request", "req", "_request", "http_request"})
#: Calls that find rows.
LOOKUPS = frozenset({
    "filter", "exclude", "get_object_or_404", "get_list_or_404", "aget_object_or_404", "get_or_create", "update_or_create",
    "in_bulk", "create", "acreate",
})  # fmt: skip
#: What of a request its sender chose.
SENT = frozenset({
    "GET", "POST", "FILES", "COOKIES", "META", "headers", "body", "data", "query_params", "content_params", "read", "get_json",
})  # fmt: skip


def made_of(body: Body, expression: Expression, depth: int = 0) -> Iterator[msgspec.Struct]:
    """Yield the nodes of an expression, and those of what its local names are assigned.

    What a row is looked up by does not go into it.
    """
    asides: list[tuple[int, int]] = []
    for node in walk((expression,)):
        at = getattr(node, "start", -1)
        if any(start < at < end for start, end in asides):
            continue
        yield node
        if isinstance(node, Chain):
            asides.extend((step.start, step.end) for step in _lookups(node))
        if isinstance(node, Name) and depth < DEEPEST and body.local is not None and node.id in body.local.names:
            for value in body.values(node.id):
                if not (value.start <= expression.start < value.end):
                    yield from made_of(body, value, depth + 1)


def _lookups(chain: Chain) -> Iterator[Call]:
    for at, step in enumerate(chain.steps):
        if isinstance(step, Call):
            name = called_name(chain, at)
            named = any(each.name is not None or each.stars for each in step.arguments)
            if name in LOOKUPS or (name in ("get", "aget") and named):
                yield step


def is_sent(node: object) -> bool:
    """Whether an expression reads what the sender of a request chose: `request.POST["title"]`."""
    said = parts(node)
    if said[:1] in (("self",), ("cls",), ("info",)):
        said = said[1:]
    if said[:1] == ("context",):
        said = said[1:]
    return len(said) > 1 and said[0] in REQUESTS and said[1] in SENT


def calls_in(nodes: Iterator[msgspec.Struct], *names: str) -> Iterator[Chain]:
    """Yield the calls of functions or methods of some names among nodes."""
    for node in nodes:
        if isinstance(node, Chain):
            for at, step in enumerate(node.steps):
                if isinstance(step, Call) and (not names or called_name(node, at) in names):
                    yield upto(node, at)
