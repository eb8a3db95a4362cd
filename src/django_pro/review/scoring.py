"""From the sites that rules judged to the score of each principle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django_pro.findings.principle import PRINCIPLES, Principle, Score
from django_pro.findings.site import Site, Verdict
from django_pro.rules.rule import Rule


class Standing(IntEnum):
    """How a site stands; where rules differ about one site the highest counts."""

    KEPT = 0
    UNKNOWN = 1
    ACCEPTED = 2
    BROKEN = 3


_STANDINGS = {Verdict.KEPT: Standing.KEPT, Verdict.UNKNOWN: Standing.UNKNOWN, Verdict.BROKEN: Standing.BROKEN}


@dataclass(frozen=True)
class Judged:
    """A site with the rule that judged it and the root it belongs to; `accepted` where it is silenced with a reason."""

    root: str
    rule: Rule
    site: Site
    accepted: bool = False

    @property
    def standing(self) -> Standing:
        """Return how the site stands for this rule."""
        found = _STANDINGS[self.site.verdict]
        return Standing.ACCEPTED if self.accepted and found is Standing.BROKEN else found


def scores(judged: Iterable[Judged]) -> tuple[Score, ...]:
    """Return the five scores; a site counts once for a principle, however many rules looked at it."""
    standings: dict[str, dict[tuple[str, str], Standing]] = {principle.id: {} for principle in PRINCIPLES}
    for each in judged:
        for principle in {each.rule.principle.id, *each.rule.also} & standings.keys():
            sites, key = standings[principle], (each.root, each.site.key)
            sites[key] = max(each.standing, sites.get(key, Standing.KEPT))
    return tuple(_score(principle, list(standings[principle.id].values())) for principle in PRINCIPLES)


def _score(principle: Principle, found: list[Standing]) -> Score:
    kept, unknown, accepted, broken = (found.count(standing) for standing in Standing)
    return Score(principle, kept, broken, unknown, accepted)
