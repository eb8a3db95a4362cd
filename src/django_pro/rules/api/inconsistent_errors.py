"""DJP321 inconsistent-errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.views.answers import Answer, answers_of
from django_pro.findings.finding import Confidence, Severity, Step
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.project.settings import item
from django_pro.rules.functions import calls_of, last_name, nodes_of
from django_pro.rules.handling import handlers_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.voting import odd_keys
from django_pro.source.syntax import Chain, Raise

#: Keys that hold what went wrong; a shape is known by these.
_SAYING = frozenset({
    "error", "errors", "detail", "details", "message", "messages", "msg", "failure", "reason", "error_message", "err", "fail",
    "non_field_errors", "error_code", "code", "success",
})  # fmt: skip
#: What DRF's own handler answers with `detail`: exceptions, and calls that raise them.
_RAISED = frozenset({
    "APIException", "ParseError", "AuthenticationFailed", "NotAuthenticated", "PermissionDenied", "NotFound", "Http404",
    "MethodNotAllowed", "NotAcceptable", "UnsupportedMediaType", "Throttled",
})  # fmt: skip
_RAISING = frozenset({"get_object_or_404", "get_list_or_404", "get_object"})
#: Protocols whose errors are written down elsewhere: RFC 6749, GraphQL, SCIM, whoever sends a webhook.
_SPECIFIED = re.compile(r"oauth|oidc|openid|graphql|scim|saml|hook", re.IGNORECASE)
#: With fewer answers than this nothing is voted on, and a shape needs this share to be the project's. Half is enough for
#: `detail` where DRF's own answers count: it refuses by it at every endpoint, more often than the code shows.
FEWEST, MOST, HALF = 8, 2 / 3, 0.5


@dataclass(frozen=True)
class _Majority:
    """The project's shape, how many answers have it, and of how many."""

    shape: str
    count: int
    total: int

    @property
    def said(self) -> str:
        """Return the shape and how often it is, for messages."""
        return f"{self.shape}` in {self.count} of {self.total}"


@rule("DJP321", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    yield from _by_shape(review)
    yield from _by_case(review)


def _by_case(review: Reviewed) -> Iterator[Site]:
    """Yield the answers whose keys are written otherwise than nearly all others."""
    answers = [(function, answer) for function in handlers_of(review) for answer in answers_of(function)]
    for odd in odd_keys(answers):
        yield check.broken(
            f"{odd.function.name} case",
            review.span(odd.function.module.path, odd.answer.node),
            message=f"`{odd.key[:28]}` is no {odd.case}, as {odd.count} of {odd.total} keys of answers are",
            recipe=f"Write `{odd.key[:28]}` in {odd.case}, or let a renderer do so for all",
            confidence=Confidence.LIKELY,
            severity=Severity.INFO,
            scope=odd.function.name,
            data={"key": odd.key, "case": odd.case},
        )


def _by_shape(review: Reviewed) -> Iterator[Site]:
    found = list(_errors(review))
    majority = _majority(review, [_shape(answer) for _, answer in found])
    if majority is None:
        for at, (function, _) in enumerate(found):
            yield check.unknown(f"{function.name} {at}", "no shape is the project's own")
        return
    seen: dict[tuple[str, str], int] = {}
    for function, answer in found:
        own = _shape(answer)
        label = (function.name, own)
        seen[label] = seen.get(label, 0) + 1
        key = f"{function.name} {own} {seen[label]}"
        if _says_as_well(own, majority.shape) or seen[label] > 1:
            yield check.kept(key)
            continue
        yield check.broken(
            key,
            review.span(function.module.path, answer.node),
            message=f"An error is told by `{own}` here, and by `{majority.said} answers",
            recipe=f'Answer with `{{"{majority.shape}": …}}`, or raise an `APIException` and shape it in one handler',
            confidence=Confidence.LIKELY,
            scope=function.name,
            trace=_places(review, function, own),
            data={"shape": own, "majority": majority.shape},
        )


def _majority(review: Reviewed, shapes: list[str]) -> _Majority | None:
    """Return the shape of most answers; where they are split, those that DRF itself makes are counted as well."""
    for own in (0, _raised(review)):
        votes = Counter(shapes)
        votes["detail"] += own
        total = votes.total()
        shape, count = votes.most_common(1)[0]
        if len(shapes) >= FEWEST and count >= (HALF if own and shape == "detail" else MOST) * total:
            return _Majority(shape, count, total)
    return None


def _raised(review: Reviewed) -> int:
    """Return how many errors of the views DRF's own exception handler answers, 0 where the project has another."""
    stated = review.project.settings.stated("REST_FRAMEWORK")
    if stated is not None and item(stated.value, "EXCEPTION_HANDLER") is not None:
        return 0
    found = 0
    for function in handlers_of(review):
        for node in nodes_of(function):
            raised = node.exception if isinstance(node, Raise) else None
            if raised is not None and _raised_name(raised) in _RAISED:
                found += 1
        found += sum(last_name(called) in _RAISING for _, _, called in calls_of(function))
    return found


def _raised_name(raised: object) -> str:
    if isinstance(raised, Chain) and len(raised.steps) == 1:
        raised = raised.base
    return str(getattr(raised, "id", ""))


def _errors(review: Reviewed) -> Iterator[tuple[Defined, Answer]]:
    """Yield the answers of 400 and more of DRF's handlers that say in a dictionary what went wrong."""
    for function in handlers_of(review):
        if _SPECIFIED.search(function.name):
            continue
        for answer in answers_of(function):
            if answer.status is not None and answer.status >= 400 and _shape(answer):
                yield function, answer


def _places(review: Reviewed, function: Defined, shape: str) -> tuple[Step, ...]:
    """Return every place where a function answers an error by a shape, where there is more than one."""
    errors = [each for each in answers_of(function) if each.status is not None and each.status >= 400]
    path = function.module.path
    found = [Step(review.span(path, each.node), f"`{shape}`") for each in errors if _shape(each) == shape]
    return tuple(found) if len(found) > 1 else ()


def _shape(answer: Answer) -> str:
    """Return the keys that say what went wrong, "" for a body of fields."""
    return "+".join(key for key in answer.keys if key in _SAYING)


def _says_as_well(own: str, majority: str) -> bool:
    """Whether who reads the project's keys finds them; others may stand beside them."""
    return set(majority.split("+")) <= set(own.split("+"))
