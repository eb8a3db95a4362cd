"""Exceptions whose text is sent to whoever asked: what the rules about them say alike."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.views.functions import walk
from django_pro.project.names import Defined
from django_pro.rules.functions import functions_of, last_name, mentions, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Attribute, Call, Chain, Handler, Name, Return, Sequence, Try

_BROAD = frozenset({"Exception", "BaseException"})
_PLAIN = frozenset({
    "HttpResponse", "JsonResponse", "HttpResponseBadRequest", "HttpResponseServerError", "HttpResponseNotFound",
})  # fmt: skip


def told_exceptions(review: Reviewed) -> Iterator[tuple[Defined, Chain, str]]:
    """Yield the answers that hold the text of any exception whatever: the function, the answer, and its class's name."""
    for function in functions_of(review):
        if not mentions(function, b"Response"):
            continue
        for node in nodes_of(function):
            for handler in node.handlers if isinstance(node, Try) else ():
                if _is_broad(handler):
                    yield from ((function, answer, name) for answer, name in _answers(handler))


def _is_broad(handler: Handler) -> bool:
    if handler.type is None or handler.name is None:
        return False
    types = handler.type.items if isinstance(handler.type, Sequence) else (handler.type,)
    return any(last_name(each) in _BROAD for each in types)


def _answers(handler: Handler) -> Iterator[tuple[Chain, str]]:
    for node in walk(handler.body):
        value = node.value if isinstance(node, Return) else None
        if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
            continue
        before = value.steps[-2] if len(value.steps) > 1 else None
        name = before.name if isinstance(before, Attribute) else value.base.id if isinstance(value.base, Name) else ""
        told = any(isinstance(each, Name) and each.id == handler.name for each in walk((value.steps[-1],)))
        if told and (name in _PLAIN or name == "Response"):
            yield value, name
