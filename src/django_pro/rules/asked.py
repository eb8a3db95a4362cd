"""What the rules about queries that are made for each row say alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from django_pro.findings.finding import Data, Span, Step
from django_pro.flow.asked import Asked
from django_pro.flow.values import Place
from django_pro.rules.reviewed import Reviewed

#: A message or recipe holds no more characters than this.
LONGEST = 99


def keyed(review: Reviewed, asked: Iterable[Asked]) -> Iterator[tuple[str, Asked]]:
    """Yield queries with their sites' keys: the scope, the model and what is asked; a second such one is told apart."""
    seen: Counter[str] = Counter()
    for each in asked:
        if review.is_aside(each.place.path):
            continue
        key = f"{review.scope(each.place.path, each.place.start)} {each.ask.model}.{each.ask.method}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} {seen[key]}", each


class Noted(Protocol):
    """A fact of the flow about a model, at a place."""

    @property
    def model(self) -> str:
        """The model's label."""

    @property
    def place(self) -> Place:
        """Where it was noted."""


N = TypeVar("N", bound=Noted)


def placed(review: Reviewed, noted: Iterable[N]) -> Iterator[tuple[str, N]]:
    """Yield facts with their sites' keys: the scope and the model; a second one in the scope is told from the first."""
    seen: Counter[str] = Counter()
    for each in noted:
        if review.is_aside(each.place.path):
            continue
        key = f"{review.scope(each.place.path, each.place.start)} {each.model}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} {seen[key]}", each


def short(label: str) -> str:
    """Return a model's name without its app."""
    return label.rpartition(".")[2]


def first_that_fits(*said: str) -> str:
    """Return the first text that is short enough, else the last one cut."""
    return next((text for text in said if len(text) <= LONGEST), said[-1][:LONGEST])


def source_of(review: Reviewed, asked: Asked) -> str:
    """Return where the rows come from, as `views.py:12`."""
    over = asked.ask.over or asked.place
    return f"{over.path.rpartition('/')[2]}:{review.line(over.path, over.start)}"


def trace(asked: Asked, said: str) -> tuple[Step, ...]:
    """Return the steps from the queryset to the query."""
    ask = asked.ask
    steps = [Step(Span(*ask.over), f"the queryset of `{short(ask.over_model)}` is made here")] if ask.over else []
    steps.extend(Step(Span(*place), "its rows are handed on here") for place in ask.trail if place != ask.place)
    return (*steps, Step(Span(*ask.place), said))


def data_of(review: Reviewed, asked: Asked) -> Data:
    """Return what the findings of queries tell machines."""
    ask = asked.ask
    source = ask.over or ask.place
    uses: list[Data] = [{"path": ask.place.path, "line": review.line(ask.place.path, ask.place.start)}]
    data: Data = {
        "model": ask.over_model or ask.model,
        "asked": {"model": ask.model, "method": ask.method},
        "source": {"path": source.path, "line": review.line(source.path, source.start)},
        "uses": uses,
    }
    return {**data, "relation": "__".join(ask.path)} if ask.path else data
