"""DJP322 exception-text-in-response."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import full_name, functions_of, last_name, mentions, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Expression,
    Handler,
    Name,
    Raise,
    Return,
    Sequence,
    Try,
)

#: Exceptions whose text was never written for whoever asks: any whatever, the database's, the network's.
_INNER = frozenset({
    "Exception", "BaseException", "IntegrityError", "DatabaseError", "OperationalError", "ProgrammingError", "DataError",
    "OSError", "IOError", "ConnectionError", "RequestException",
})  # fmt: skip
_MAKERS = ("builtins.", "django.", "requests", "psycopg", "MySQLdb", "sqlite3", "urllib3", "httpx")
_TRACES = frozenset({"format_exc", "format_exception", "format_tb"})
_ANSWERS = (
    "rest_framework.response.Response",
    "rest_framework.exceptions.",
    "rest_framework.serializers.ValidationError",
)


@rule("DJP322", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"Response", b"raise"):
            continue
        handlers = [each for node in nodes_of(function) if isinstance(node, Try) for each in node.handlers]
        for at, handler in enumerate(each for each in handlers if _is_inner(review, function, each)):
            answers = list(_answers(review, function, handler))
            key = f"{function.name} exception {at}"
            told = next((each for each in answers if _tells(handler, each)), None)
            if told is not None:
                yield check.broken(
                    key,
                    review.span(function.module.path, told),
                    message="The text of whatever went wrong is sent: names of tables, paths, addresses of other servers",
                    recipe="Log it with `logger.exception(…)`, and answer with a text of your own",
                    confidence=Confidence.LIKELY,
                    scope=function.name,
                    data={"cwe": "CWE-209"},
                )
            elif answers:
                yield check.kept(key)


def _is_inner(review: Reviewed, function: Defined, handler: Handler) -> bool:
    """Whether a handler takes any exception, or one of the database's or the network's; not one of the project's own."""
    if handler.type is None:
        return True
    types = handler.type.items if isinstance(handler.type, Sequence) else (handler.type,)
    for each in types:
        full = full_name(review, function, each)
        if last_name(each) in _INNER and (not full or full.startswith(_MAKERS)):
            return True
    return False


def _answers(review: Reviewed, function: Defined, handler: Handler) -> Iterator[Chain]:
    """Yield what a handler answers by DRF: a `Response`, or an exception that DRF makes one of."""
    for node in walk(handler.body):
        value = node.value if isinstance(node, Return) else node.exception if isinstance(node, Raise) else None
        if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
            continue
        called = Chain(value.start, value.end, value.base, value.steps[:-1]) if len(value.steps) > 1 else value.base
        if full_name(review, function, called).startswith(_ANSWERS):
            yield value


def _tells(handler: Handler, answer: Chain) -> bool:
    """Whether an answer holds the exception, a text made of it, or the trace."""
    names = {handler.name} if handler.name else set()
    for node in walk(handler.body):
        if isinstance(node, Assign) and _is_text(node.value, names):
            names |= {each.id for each in node.targets if isinstance(each, Name)}
    return any(
        (isinstance(each, Name) and each.id in names) or (isinstance(each, Attribute) and each.name in _TRACES)
        for each in walk((answer.steps[-1],))
    )


def _is_text(value: Expression, names: set[str]) -> bool:
    """Whether a value is `str(error)`, an f-string or a sum with it, or the trace."""
    if isinstance(value, Chain):
        called = value.base.id if isinstance(value.base, Name) else ""
        if called not in ("str", "repr") and not any(
            isinstance(each, Attribute) and each.name in _TRACES for each in value.steps
        ):
            return False
    return any(
        (isinstance(each, Name) and each.id in names) or (isinstance(each, Attribute) and each.name in _TRACES)
        for each in walk((value,))
    )
