"""DJP576 secret-in-log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.functions import calls_of, functions_of, last_name, mentions
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Call, Chain, Expression, FString, Name, Operation

_SECRET = re.compile(
    r"^(?:\w*_)?(?:passw(?:or)?d|passwd|pwd|secret|api_?key|secret_key|private_key|auth_?token|access_token|refresh_token|otp|cvv)$",
    re.IGNORECASE,
)
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "critical", "exception", "log"})
_LOGGER = re.compile(r"log(?:ger|ging)?$", re.IGNORECASE)


@rule("DJP576", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"print", b"log"):
            continue
        for at, (node, step, called) in enumerate(calls_of(function)):
            if not _writes(called):
                continue
            name = next((found for each in step.arguments for found in _secrets(each.value)), None)
            key = f"{function.name} log {at}"
            if name is None:
                yield check.kept(key)
                continue
            yield check.broken(
                key,
                review.span(function.module.path, Chain(node.start, step.end, node.base, node.steps)),
                message=f"`{name}` is written to the log as it is",
                recipe=f"Leave `{name}` out; log who asked, and whether it was right",
                confidence=Confidence.LIKELY,
                scope=function.name,
                data={"cwe": "CWE-532"},
            )


def _writes(called: Expression) -> bool:
    """Whether a call prints, or writes to a logger."""
    if isinstance(called, Name):
        return called.id in ("print", "pprint")
    if not isinstance(called, Chain) or last_name(called) not in _LEVELS:
        return False
    before = Chain(called.start, called.end, called.base, called.steps[:-1]) if len(called.steps) > 1 else called.base
    return bool(_LOGGER.search(last_name(before)))


def _secrets(node: Expression) -> Iterator[str]:
    """Yield the secrets that a text holds as they are; what a function makes of them is something else."""
    if isinstance(node, FString):
        for part in node.parts:
            yield from _secrets(part)
    elif isinstance(node, Operation):
        for operand in node.operands:
            yield from _secrets(operand)
    elif isinstance(node, Name) and _SECRET.search(node.id):
        yield node.id
    elif isinstance(node, Chain):
        name = last_name(node)
        last = node.steps[-1]
        before = Chain(node.start, node.end, node.base, node.steps[:-1]) if len(node.steps) > 1 else node.base
        given = not isinstance(last, Call) or last_name(before) in ("get", "pop")
        if given and _SECRET.search(name):
            yield name
