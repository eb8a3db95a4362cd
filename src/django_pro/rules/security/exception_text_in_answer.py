"""DJP575 exception-text-in-answer."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from django_pro.facts.bodies import Body, parts
from django_pro.facts.deriving import calls_in
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.leaves import leaves
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Argument, Attribute, Call, Chain, Handler, Name, Sequence

_ANSWERS = (
    "HttpResponse", "JsonResponse", "HttpResponseBadRequest", "HttpResponseServerError", "HttpResponseForbidden",
    "HttpResponseNotFound",
)  # fmt: skip
_BROAD = frozenset(
    {"Exception", "BaseException", "DatabaseError", "IntegrityError", "OperationalError", "OSError", "IOError"}
)
_TRACES = ("format_exc", "format_tb", "format_exception")


@rule("DJP575", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-209")
    for body in review.bodies.of(*_ANSWERS):
        for node in body.nodes:
            if isinstance(node, Handler) and _is_broad(node):
                for call in calls_in(walk(node.body), *_ANSWERS):
                    yield _judged(telling, body, node, call)


def _is_broad(handler: Handler) -> bool:
    """Whether a handler takes what nobody foresaw: its text is for developers."""
    if handler.type is None:
        return True
    types = handler.type.items if isinstance(handler.type, Sequence) else (handler.type,)
    return any(parts(each)[-1:] and parts(each)[-1] in _BROAD for each in types)


def _judged(telling: Telling, body: Body, handler: Handler, call: Chain) -> Site:
    step = call.steps[-1]
    assert isinstance(step, Call)
    said = _said(body, handler, step)
    if said is None:
        return telling.kept(body, "answer")
    return telling.broken(
        body,
        call,
        "answer",
        (f"`{body.short}` answers with {said} of an error that nobody foresaw",),
        "Log it (`logger.exception(…)`), and answer with a text of your own",
        confidence=Confidence.LIKELY,
    )


def _said(body: Body, handler: Handler, step: Call) -> str | None:
    """Return what of an exception goes into an answer, None where nothing does."""
    for argument in step.arguments:
        if argument.name in ("status", "content_type", "encoder", "reason"):
            continue
        if next(calls_in(walk((argument.value,)), *_TRACES), None) is not None:
            return "the traceback"
        if handler.name is not None and any(_is_text(each, handler.name) for each in _values(body, handler, argument)):
            return f"the text of `{handler.name}`"
    return None


def _values(body: Body, handler: Handler, argument: Argument) -> Iterator[Name | Chain]:
    """Yield what an answer is put together from, by names that the handler itself assigns too."""
    for leaf in leaves(argument.value):
        yield leaf
        if isinstance(leaf, Name) and body.local is not None:
            for value in body.values(leaf.id):
                if handler.start <= value.start < handler.end:
                    yield from leaves(value)


def _is_text(node: msgspec.Struct, name: str) -> bool:
    if isinstance(node, Name):
        return node.id == name
    if not isinstance(node, Chain) or not isinstance(node.base, Name) or node.base.id != name:
        return False
    last = node.steps[-1]
    return isinstance(last, Attribute) and last.name in ("args", "message", "__traceback__")
