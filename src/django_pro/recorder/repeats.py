"""Queries that one unit made again and again from the same line."""

from __future__ import annotations

from typing import NamedTuple

from django_pro.recorder.fingerprints import texts
from django_pro.recorder.unit import Site, Unit

#: So many times within one unit are no accident.
LEAST = 5


class Repeated(NamedTuple):
    """A query, the site that made it, and how often."""

    site: Site
    times: int
    sql: str

    @property
    def text(self) -> str:
        """One line for people."""
        what = f"loads `{self.site.model}.{self.site.relation}`" if self.site.relation else f"asks {self.sql[:80]}"
        return f"{self.site.path}:{self.site.line} {what} {self.times} times"


def repeated(unit: Unit, least: int = LEAST) -> list[Repeated]:
    """Return what was asked at least so often, most often first."""
    found = [
        Repeated(site, made.count, texts.get(fingerprint, ""))
        for (fingerprint, site), made in unit.made.items()
        if made.count >= least and site.path
    ]
    return sorted(found, key=lambda each: (-each.times, each.site))
