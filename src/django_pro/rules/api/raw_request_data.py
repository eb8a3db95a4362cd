"""DJP315 raw-request-data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.api.inconsistent_errors import handlers_of
from django_pro.rules.functions import names_in, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Assign, Attribute, Call, Chain, Constant, Function, Item, Name, Node, body_of

_PARTS = frozenset({"data", "POST"})
#: Words of what validates by itself, of other kinds of requests, and of messages that somebody signs.
_VALIDATES = re.compile(
    r"serializer|(?:^|_)form|(?-i:Form(?:$|[A-Z]))|is_valid|full_clean|validate|webhook|signature|hmac|verif|jsonschema"
    r"|pydantic|schema|from_data|loads",
    re.IGNORECASE,
)
_WRITES = frozenset(
    {"save", "create", "update", "bulk_create", "bulk_update", "add", "set", "get_or_create", "update_or_create"}
)


@rule("DJP315", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for function in handlers_of(review):
        uses = list(_uses(function))
        if not uses:
            continue
        body = body_of(function.node) if isinstance(function.node, Function) else ()
        words = {name for name, _ in names_in(body)}
        key = f"{function.name} data"
        if any(_VALIDATES.search(word) for word in words):
            yield check.kept(key)
            continue
        indexed = next((each for each in uses if each[2]), None)
        if indexed is None and not words & _WRITES:
            yield check.kept(key)
            continue
        node, name, _ = indexed or uses[0]
        said = (
            "is taken without a check: without it the answer is 500"
            if indexed
            else "is written to a row without a check"
        )
        yield check.broken(
            key,
            Span(function.module.path, node.start, node.end),
            message=f"`{name[:30]}` of the request {said}",
            recipe="Take the body through a serializer: `serializer.is_valid(raise_exception=True)`",
            confidence=Confidence.LIKELY,
            scope=function.name,
            data={"cwe": "CWE-20"},
        )


def _uses(function: Defined) -> Iterator[tuple[Node, str, bool]]:
    """Yield where a key of the body is read: the place, the key, and whether by `[…]`, which raises where it is not there."""
    bodies = {target.id for node in nodes_of(function) if isinstance(node, Assign) and _is_body(node.value)
              for target in node.targets if isinstance(target, Name)}  # fmt: skip
    found: list[tuple[Node, str, bool]] = []
    for node in nodes_of(function):
        if not isinstance(node, Chain):
            continue
        at = _body_end(node) if not (isinstance(node.base, Name) and node.base.id in bodies) else 0
        if at is None or len(node.steps) <= at:
            continue
        step = node.steps[at]
        if isinstance(step, Item) and isinstance(step.index, Constant):
            found.append((node, str(step.index.value), True))
        elif isinstance(step, Attribute) and step.name in ("get", "pop", "getlist") and len(node.steps) > at + 1:
            call = node.steps[at + 1]
            first = call.arguments[0].value if isinstance(call, Call) and call.arguments else None
            if isinstance(first, Constant):
                found.append((node, str(first.value), False))
    yield from sorted(found, key=lambda each: each[0].start)


def _is_body(node: object) -> bool:
    return isinstance(node, Chain) and _body_end(node) == len(node.steps)


def _body_end(node: Chain) -> int | None:
    """Return how many steps `request.data` takes, None for any other chain."""
    names = [each.name if isinstance(each, Attribute) else "" for each in node.steps[:2]]
    base = node.base.id if isinstance(node.base, Name) else ""
    if base == "request" and names[:1] and names[0] in _PARTS:
        return 1
    return 2 if base == "self" and names[:1] == ["request"] and len(names) > 1 and names[1] in _PARTS else None
