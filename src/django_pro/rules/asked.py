"""What the rules about queries that are made for each row say alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from django_pro.findings.finding import Data, Span, Step
from django_pro.flow.asked import Asked
from django_pro.flow.values import Place
from django_pro.rules.reviewed import Reviewed

#: A message or recipe holds no more characters than this.
LONGEST = 99
#: What a key calls the models of a place that serves several.
SEVERAL = "*"


def keyed(review: Reviewed, asked: Iterable[Asked]) -> Iterator[tuple[str, Asked]]:
    """Yield queries with their sites' keys: the scope, the model and what is asked; a second such one is told apart."""
    seen: Counter[str] = Counter()
    for each in asked:
        if review.is_aside(each.place.path):
            continue
        model = each.ask.model if len(each.models) == 1 else SEVERAL
        key = f"{review.scope(each.place.path, each.place.start)} {model}.{each.ask.method}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} {seen[key]}", each


class Noted(Protocol):
    """A fact of the flow about a model, at a place: a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def model(self) -> str:
        """The model's label."""

    @property
    def place(self) -> Place:
        """Where it was noted."""


N = TypeVar("N", bound=Noted)


def placed(review: Reviewed, noted: Iterable[N]) -> Iterator[tuple[str, N, tuple[str, ...]]]:
    """Yield facts with their sites' keys and models; those that differ in the model alone are one.

    The key is the scope and the model; a second one in the scope is told from the first.
    """
    grouped: dict[N, list[N]] = defaultdict(list)
    for each in noted:
        if not review.is_aside(each.place.path):
            grouped[replace(each, model="")].append(each)
    seen: Counter[str] = Counter()
    for facts in grouped.values():
        place, models = facts[0].place, tuple(dict.fromkeys(each.model for each in facts))
        key = f"{review.scope(place.path, place.start)} {models[0] if len(models) == 1 else SEVERAL}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} {seen[key]}", facts[0], models


def short(label: str) -> str:
    """Return a model's name without its app."""
    return label.rpartition(".")[2]


def quoted(labels: Sequence[str]) -> str:
    """Return the name of a model for a message, and how many more there are."""
    more = len(labels) - 1
    others = f" and {more} more model{'s' if more > 1 else ''}" if more else ""
    return f"`{short(labels[0])}`{others}"


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
    if len(asked.over_models) > 1:
        data["models"] = asked.over_models
    return {**data, "relation": "__".join(ask.path)} if ask.path else data
