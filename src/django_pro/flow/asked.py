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

    `confidence` is that of the likeliest way here.
    """

    ask: Ask
    overs: tuple[Ask, ...]

    @property
    def place(self) -> Place:
        """Return where the query is made."""
        return self.ask.place

    @property
    def distance(self) -> int:
        """Return the fewest calls that stand between a loop and the query."""
        return min(ask.distance for ask in self.overs)

    @property
    def confidence(self) -> Confidence:
        """Return whether every way here, or only some, makes it for each row."""
        return Confidence.PROVED if self.ask.sure else Confidence.LIKELY


def asked_once(asks: Iterable[Ask]) -> tuple[Asked, ...]:
    """Return queries by place, of all kinds that are made there."""
    grouped: dict[tuple[Place, str, str], list[Ask]] = defaultdict(list)
    for ask in asks:
        grouped[ask.place, ask.method, ask.model].append(ask)
    found: list[Asked] = []
    for _, each in sorted(grouped.items()):
        overs = sorted(each, key=lambda ask: (not ask.sure, ask.over or ask.place, ask.path))
        found.append(Asked(overs[0], tuple(overs)))
    return tuple(found)
