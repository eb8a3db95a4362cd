"""DJP315 raw-request-data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.bodies import uses_of_body
from django_pro.rules.functions import names_in
from django_pro.rules.handling import handlers_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Function, body_of

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
        uses = list(uses_of_body(function))
        if not uses:
            continue
        body = body_of(function.node) if isinstance(function.node, Function) else ()
        words = {name for name, _ in names_in(body)}
        key = f"{function.name} data"
        if any(_VALIDATES.search(word) for word in words):
            yield check.kept(key)
            continue
        indexed = next((each for each in uses if each.indexed), None)
        if indexed is None and not words & _WRITES:
            yield check.kept(key)
            continue
        node, name = (indexed or uses[0]).node, (indexed or uses[0]).name
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
