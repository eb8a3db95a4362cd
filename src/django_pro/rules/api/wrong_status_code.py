"""DJP323 wrong-status-code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.views.answers import Answer, answers_of
from django_pro.facts.views.blocks import following
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Fix, Severity
from django_pro.findings.site import Site
from django_pro.rules.functions import calls_of, last_name, nodes_of, text_of
from django_pro.rules.handling import Handling, handlings_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    FString,
    Mapping,
    Name,
    Return,
    body_of,
)

#: Keys that hold what went wrong, and those that may stand beside them.
_WRONG = frozenset({"error", "errors", "err", "error_message", "error_msg", "failure", "exception"})
_BESIDE = _WRONG | {
    "success",
    "ok",
    "status",
    "message",
    "msg",
    "detail",
    "details",
    "code",
    "error_code",
    "error_description",
}
_FAILED = frozenset({"error", "errors", "fail", "failed", "failure"})
#: Handlers that report about something else: what they found wrong is their answer.
_REPORTS = re.compile(
    r"health|status|check|test|valid|preview|dry|webhook|hook|callback|probe|ping|verify", re.IGNORECASE
)
_TEXTS = frozenset({"_", "gettext", "gettext_lazy", "str", "repr", "format", "errors"})
#: How handlers are called that make a row to keep; those of other names may change one that is there.
#: Rows of logins, imports and the like are not what was asked for.
_BESIDES = re.compile(r"log_?in|token|auth|import|export|upload|search", re.IGNORECASE)
_MAKING = re.compile(r"^(?:post|create)$|(?:^|_)(?:create|add|clone|duplicate|copy|new)(?:_|$)", re.IGNORECASE)


@dataclass(frozen=True)
class _Wrong:
    """An answer with a status that says something else than the answer does."""

    answer: Answer
    message: str
    recipe: str
    confidence: Confidence
    severity: Severity = Severity.WARNING
    fix: Fix | None = None


@rule("DJP323", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    for handling in handlings_of(review):
        answers = list(answers_of(handling.function))
        if not answers:
            continue
        found: dict[str, _Wrong] = {}
        for each in _wrong(handling, answers):  # one handler, one finding for each fault
            found.setdefault(each.message, each)
        key = f"{handling.function.name} status"
        if not found:
            yield check.kept(key)
        for at, wrong in enumerate(found.values()):
            yield check.broken(
                f"{key} {at}" if at else key,
                review.span(handling.function.module.path, wrong.answer.node),
                message=wrong.message,
                recipe=wrong.recipe,
                confidence=wrong.confidence,
                scope=handling.function.name,
                severity=wrong.severity,
                fix=wrong.fix,
                data={"routes": handling.routes, "status": wrong.answer.status},
            )


def _wrong(handling: Handling, answers: list[Answer]) -> Iterator[_Wrong]:
    path = handling.function.module.path
    reports = _REPORTS.search(handling.function.qualname)
    for answer in answers:
        if answer.status == 204 and answer.shape != "none":
            yield _Wrong(
                answer,
                "A 204 has no body: what is given here is never read",
                "Answer `Response(status=204)`, or this body with 200",
                Confidence.PROVED,
                Severity.INFO if _is_empty(answer.body) else Severity.WARNING,
                _without_body(path, answer),
            )
        elif answer.status is not None and 200 <= answer.status < 300 and _tells_error(answer) and not reports:
            yield _Wrong(
                answer,
                f"An error is answered with {answer.status}: clients take it for success",
                "Answer with 400 or more, or raise an `APIException` such as `ValidationError`",
                Confidence.LIKELY,
            )
    besides = reports or _BESIDES.search(handling.function.qualname)
    if handling.methods == {"POST"} and _MAKING.search(handling.node.name) and not besides:
        made = _created(handling, answers)
        if made is not None:
            yield _Wrong(
                made,
                f"`{handling.function.qualname[-40:]}` makes a row and answers 200",
                "Answer 201: `status=status.HTTP_201_CREATED`",
                Confidence.LIKELY,
            )


def _tells_error(answer: Answer) -> bool:
    """Whether a body says in so many words that it went wrong, and nothing else."""
    if not isinstance(answer.body, Mapping) or not answer.keys or not _BESIDE.issuperset(answer.keys):
        return False
    for entry in answer.body.entries:
        key = entry.key.value if isinstance(entry.key, Constant) else ""
        if key in _WRONG and _says(entry.value):
            return True
        if key in ("success", "ok") and isinstance(entry.value, Constant) and entry.value.value is False:
            return True
        if key == "status" and (text_of(entry.value) or "").lower() in _FAILED:
            return True
    return False


def _says(value: Expression) -> bool:
    """Whether a value is a text that is not empty, or what a serializer refuses."""
    if isinstance(value, FString):
        return True
    if isinstance(value, Constant):
        return isinstance(value.value, str) and bool(value.value)
    if not isinstance(value, Chain):
        return False
    last = value.steps[-1]
    if isinstance(last, Attribute):
        return last.name == "errors"
    before = value.steps[-2] if len(value.steps) > 1 else None
    called = before.name if isinstance(before, Attribute) else value.base.id if isinstance(value.base, Name) else ""
    return isinstance(last, Call) and called in _TEXTS


def _created(handling: Handling, answers: list[Answer]) -> Answer | None:
    """Return the answer of 200 that always follows a row's making, and shows the row."""
    body = body_of(handling.node)
    by_return = {answer.node.start: answer for answer in answers}
    for node, name in _makings(handling):
        for statement in following(body, node):
            if isinstance(statement, Return) and isinstance(statement.value, Chain):
                answer = by_return.get(statement.value.start)
                if answer is not None and answer.status == 200 and _shows(answer, name):
                    return answer
    return None


def _makings(handling: Handling) -> Iterator[tuple[Chain, str]]:
    """Yield where rows are made to be shown: a serializer's `save()` without a row given to it, and `objects.create()`."""
    fresh: set[str] = set()
    names: dict[int, str] = {}
    for each in nodes_of(handling.function):
        if isinstance(each, Assign) and isinstance(each.targets[0], Name) and isinstance(each.value, Chain):
            names[each.value.start] = each.targets[0].id
            if _is_fresh(each.value):
                fresh.add(each.targets[0].id)
    for node, step, called in calls_of(handling.function):
        last = last_name(called)
        base = node.base.id if isinstance(node.base, Name) else ""
        if last == "save" and base in fresh and len(node.steps) == 2:
            yield node, base
        elif last == "perform_create" and step.arguments:
            yield node, last_name(step.arguments[0].value)
        elif last == "create" and _is_manager(node) and node.steps[-1] is step and node.start in names:
            yield node, names[node.start]


def _is_fresh(made: Chain) -> bool:
    """Whether a serializer is given what was sent and no row."""
    call = made.steps[-1]
    if not isinstance(call, Call) or not last_name(_called(made)).lower().endswith("serializer"):
        return False
    names = {each.name for each in call.arguments}
    return "data" in names and not names & {None, "instance", "many"}


def _called(made: Chain) -> Expression:
    return Chain(made.start, made.end, made.base, made.steps[:-1]) if len(made.steps) > 1 else made.base


def _is_manager(node: Chain) -> bool:
    names = [each.name for each in node.steps if isinstance(each, Attribute)]
    return names == ["objects", "create"]


def _shows(answer: Answer, name: str) -> bool:
    """Whether an answer is made of a name alone: the serializer that saved, or the row."""
    body = answer.body
    parts = [each.value for each in body.entries] if isinstance(body, Mapping) else [body]
    return all(any(isinstance(each, Name) and each.id == name for each in walk((part,))) for part in parts)


def _is_empty(body: Expression | None) -> bool:
    """Whether a body is `""` or `{}`."""
    return isinstance(body, Constant) or (isinstance(body, Mapping) and not body.entries)


def _without_body(path: str, answer: Answer) -> Fix | None:
    """Return the edit that takes the body away, where it is the first argument and the status is named."""
    call = answer.node.steps[-1]
    if not isinstance(call, Call) or len(call.arguments) != 2 or call.arguments[1].name != "status":
        return None
    first, second = call.arguments
    return Fix(False, (Edit(path, first.start, second.start, ""),))
