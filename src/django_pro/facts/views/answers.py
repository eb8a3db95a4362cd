"""What handlers answer: the status and the shape of each `Response(…)` that they return."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.views.functions import walk
from django_pro.project.names import Defined
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    Function,
    Mapping,
    Name,
    Sequence,
    body_of,
)  # fmt: skip

_ANSWERS = frozenset({"Response", "JsonResponse"})
_STATUS = re.compile(r"HTTP_(?P<code>\d{3})_")


@dataclass(frozen=True)
class Answer:
    """An answer: `status` is None where it is not a literal; `keys` those of a body that is a dictionary, sorted.

    `shape` is `dict`, `list`, `data` (a serializer's), `text`, `none` or `other`.
    """

    node: Chain
    status: int | None
    shape: str
    keys: tuple[str, ...]
    body: Expression | None


def answers_of(handler: Defined) -> Iterator[Answer]:
    """Yield the answers that a function makes, in order."""
    if not isinstance(handler.node, Function):
        return
    found = [node for node in walk(body_of(handler.node)) if isinstance(node, Chain)]
    for node in sorted(found, key=lambda each: each.start):
        name = node.base.id if isinstance(node.base, Name) else ""
        for at, step in enumerate(node.steps):
            last = node.steps[at - 1] if at else None
            called = last.name if isinstance(last, Attribute) else name if not at else ""
            if isinstance(step, Call) and called in _ANSWERS:
                yield _answer(node, step)


def _answer(node: Chain, call: Call) -> Answer:
    plain = [each.value for each in call.arguments if each.name is None and not each.stars]
    named = {each.name: each.value for each in call.arguments if each.name is not None}
    body = named.get("data", plain[0] if plain else None)
    status = named.get("status", plain[1] if len(plain) > 1 else None)
    keys = tuple(sorted(_keys(body))) if isinstance(body, Mapping) else ()
    return Answer(node, _code(status), _shape(body), keys, body)


def _keys(body: Mapping) -> Iterator[str]:
    for each in body.entries:
        if isinstance(each.key, Constant):
            yield str(each.key.value)


def _shape(body: Expression | None) -> str:
    if body is None:
        return "none"
    if isinstance(body, Mapping):
        return "dict"
    if isinstance(body, Sequence):
        return "list"
    if isinstance(body, Constant):
        return "text" if isinstance(body.value, str) else "none"
    last = body.steps[-1] if isinstance(body, Chain) else None
    return "data" if isinstance(last, Attribute) and last.name in ("data", "errors") else "other"


def _code(node: Expression | None) -> int | None:
    """Return a literal status: a number, or one of `rest_framework.status`."""
    if node is None:
        return 200
    if isinstance(node, Constant) and isinstance(node.value, int):
        return node.value
    last = node.steps[-1] if isinstance(node, Chain) else None
    name = last.name if isinstance(last, Attribute) else node.id if isinstance(node, Name) else ""
    found = _STATUS.match(name)
    return int(found["code"]) if found else None
