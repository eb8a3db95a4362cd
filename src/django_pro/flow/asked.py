"""The queries of a whole reading, one for each place that makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django_pro.findings.finding import Confidence
from django_pro.flow.asks import Ask
from django_pro.flow.values import Place


@dataclass(frozen=True)
class Asked:
    """A query made at one place, for each row of the querysets that `overs` tell, likeliest first.

    A place that serves several models (a base view's) makes one query for each of them, and is one problem all the same.
    `confidence` is that of the likeliest way here.
    """

    ask: Ask
    overs: tuple[Ask, ...]

    @property
    def place(self) -> Place:
        """Return where the query is made."""
        return self.ask.place

    @property
    def models(self) -> tuple[str, ...]:
        """Return the labels of the models that are asked, the likeliest first."""
        return tuple(dict.fromkeys(ask.model for ask in self.overs))

    @property
    def over_models(self) -> tuple[str, ...]:
        """Return the labels of the models for whose rows it is made, the likeliest first."""
        return tuple(dict.fromkeys(ask.over_model for ask in self.overs))

    @property
    def distance(self) -> int:
        """Return the fewest calls that stand between a loop and the query."""
        return min(ask.distance for ask in self.overs)

    @property
    def confidence(self) -> Confidence:
        """Return whether every way here, or only some, makes it for each row."""
        return Confidence.PROVED if self.ask.sure else Confidence.LIKELY


def asked_once(asks: Iterable[Ask]) -> tuple[Asked, ...]:
    """Return queries by place, each method once, whatever models it is called for there."""
    grouped: dict[tuple[Place, str], list[Ask]] = defaultdict(list)
    for ask in asks:
        grouped[ask.place, ask.method].append(ask)
    found: list[Asked] = []
    for _, each in sorted(grouped.items()):
        overs = sorted(each, key=lambda ask: (not ask.sure, ask.over or ask.place, ask.path, ask.model))
        found.append(Asked(overs[0], tuple(overs)))
    return tuple(found)
