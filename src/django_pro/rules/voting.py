"""How the keys of answers are written, as most of a project's answers write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django_pro.facts.views.answers import Answer
from django_pro.project.names import Defined

_CASES = {"camelCase": re.compile(r"[a-z]+[a-z0-9]*[A-Z]"), "snake_case": re.compile(r"[a-z][a-z0-9]*_[a-z0-9_]+$")}
#: With fewer keys than this nothing is voted on, and a case needs this share to be the project's.
FEWEST, MOST = 20, 0.9


@dataclass(frozen=True)
class OddKey:
    """A key that is written otherwise than most."""

    function: Defined
    answer: Answer
    key: str
    case: str
    count: int
    total: int


def odd_keys(answers: Iterable[tuple[Defined, Answer]]) -> Iterator[OddKey]:
    """Yield the first key of each function that is not written in the case of nearly all others."""
    cased = [(function, answer, key, _case(key)) for function, answer in answers for key in answer.keys]
    cased = [each for each in cased if each[3]]
    votes = Counter(case for *_, case in cased)
    case, count = votes.most_common(1)[0] if votes else ("", 0)
    if len(cased) < FEWEST or count < MOST * len(cased):
        return
    seen: set[Defined] = set()
    for function, answer, key, own in cased:
        if own != case and function not in seen:
            seen.add(function)
            yield OddKey(function, answer, key, case, count, len(cased))


def _case(key: str) -> str:
    return next((name for name, pattern in _CASES.items() if pattern.match(key)), "")
