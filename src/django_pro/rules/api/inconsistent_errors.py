"""DJP321 inconsistent-errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django_pro.facts.views.answers import Answer, answers_of
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.handling import handlers_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Chain

#: Keys that hold what went wrong; a shape is known by these.
_SAYING = frozenset({
    "error", "errors", "detail", "details", "message", "messages", "msg", "failure", "reason", "error_message", "err", "fail",
    "non_field_errors", "error_code", "code", "success",
})  # fmt: skip
#: With fewer answers than this nothing is voted on, and a shape needs this share to be the project's.
FEWEST, MOST = 8, 0.6


@rule("DJP321", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    found = list(_errors(review))
    votes = Counter(_shape(answer) for _, answer in found)
    shape, count = votes.most_common(1)[0] if votes else ("", 0)
    if len(found) < FEWEST or count < MOST * len(found):
        for at, (function, _) in enumerate(found):
            yield check.unknown(f"{function.name} {at}", "no shape is the project's own")
        return
    seen: dict[tuple[str, str], int] = {}
    for function, answer in found:
        own = _shape(answer)
        label = (function.name, own)
        seen[label] = seen.get(label, 0) + 1
        key = f"{function.name} {own} {seen[label]}"
        if own == shape or seen[label] > 1:
            yield check.kept(key)
            continue
        yield check.broken(
            key,
            review.span(function.module.path, _place(answer)),
            message=f"An error is told by `{own}` here, and by `{shape}` in {count} of {len(found)} answers",
            recipe=f'Answer with `{{"{shape}": …}}`, or raise an `APIException` and shape it in one handler',
            confidence=Confidence.LIKELY,
            scope=function.name,
            data={"shape": own, "majority": shape},
        )


def _errors(review: Reviewed) -> Iterator[tuple[Defined, Answer]]:
    """Yield the answers of 400 and more of DRF's handlers that say in a dictionary what went wrong."""
    for function in handlers_of(review):
        for answer in answers_of(function):
            if answer.status is not None and answer.status >= 400 and _shape(answer):
                yield function, answer


def _shape(answer: Answer) -> str:
    """Return the keys that say what went wrong, "" for a body of fields."""
    return "+".join(key for key in answer.keys if key in _SAYING)


def _place(answer: Answer) -> Chain:
    return answer.node
