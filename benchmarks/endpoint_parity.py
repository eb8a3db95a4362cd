"""Endpoint parity: the policies we read of each DRF endpoint beside what its live view says.

    python -m benchmarks.endpoint_parity LAB [--only NAME]… [--differences]

`LAB` is the folder that `benchmarks/truth/install.py` filled; `django-pro learn` asks each project for `facts.json`
first, where it is not there. A share is the right facts of all the live views tell; those we call
`Unknown` count as not right, and apart from them what we state wrong, of which there is to be none.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.truth.install import Place, places
from benchmarks.truth.judged import Judged, Row, Verdict, tally
from benchmarks.truth.learned import endpoints, kept
from benchmarks.truth.ours import open_project
from django_pro.endpoints import Endpoint, endpoints_of
from django_pro.facts.views.view import Stated
from django_pro.findings.blind import Unknown
from django_pro.source.errors import UsageError

POLICIES = ("permissions", "authentication", "pagination", "serializer")
TARGETS = {"endpoints": 98.0, "permissions": 97.0, "authentication": 97.0, "pagination": 97.0}


def truth_of(place: Place) -> list[Row]:
    """Return the live endpoints, asked of the project's interpreter where nobody did yet; [] without DRF."""
    try:
        return list(endpoints(kept(place)))
    except UsageError as error:
        print(f"{place.recipe.name}: {error.message}", file=sys.stderr)
        return []


def compare(truth: list[Row], ours: dict[tuple[str, str], Endpoint]) -> Iterator[Judged]:
    """Every live endpoint, and its policies where both sides have it."""
    seen: set[tuple[str, str]] = set()
    for row in truth:
        key = (row["route"], row["method"])
        if key in seen:
            continue
        seen.add(key)
        name = f"{row['method']} {row['route']!r} -> {row['view']}"
        endpoint = ours.get(key)
        if endpoint is None:
            yield Judged("endpoints", row["own"], name, Verdict.MISSED)
            continue
        yield Judged("endpoints", row["own"], name, Verdict.RIGHT)
        for policy in POLICIES:
            live = row.get(policy, {})  # a view that could not be made tells nothing
            if not isinstance(live, dict) and not (policy == "serializer" and live is None):
                yield judged(policy, name, row, getattr(endpoint, policy))


def judged(policy: str, name: str, row: Row, stated: Stated) -> Judged:
    """One policy of one endpoint."""
    live = [row[policy]] if isinstance(row[policy], str) else row[policy] or []
    if isinstance(stated.value, Unknown):
        return Judged(policy, row["own"], name, Verdict.UNKNOWN, f"{stated.value.why}; Django {live}")
    same = [normal(each) for each in live] == [normal(each) for each in stated.value]
    return Judged(
        policy, row["own"], name, Verdict.RIGHT if same else Verdict.WRONG, f"Django {live}, we {stated.value}"
    )


def normal(name: str) -> tuple[str, ...]:
    """Return the last parts of a combination's names: a class is reachable by several modules."""
    return tuple(part.strip("~() ").rpartition(".")[2] for part in name.replace("|", "&").split("&"))


def read(place: Place) -> dict[tuple[str, str], Endpoint]:
    """Return our endpoints by pattern and method."""
    found: dict[tuple[str, str], Endpoint] = {}
    for endpoint in endpoints_of(open_project(place.root, place.python, place.recipe.settings)).all:
        for route in endpoint.routes:
            found.setdefault((route.pattern, endpoint.method), endpoint)
    return found


def lines(rows: list[Judged]) -> Iterator[str]:
    """The table of one project, or of all: the project's own endpoints."""
    for what in ("endpoints", *POLICIES):
        counted = tally(rows, what, own=True)
        if counted.total:
            counts = Counter({str(key): value for key, value in counted.counts.items()})
            share = f"{counted.right}/{counted.total} {100 * counted.right / counted.total:.2f} %"
            others = "  ".join(f"{name} {counts[name]:4}" for name in ("unknown", "wrong", "missed"))
            yield f"  {what:16}{share:>24}   {others}"


def main() -> int:
    """Print the tables; exit 1 when a target is missed or something is stated wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--differences", action="store_true", help="every endpoint that is not right, by name")
    options = parser.parse_args()
    whole: list[Judged] = []
    for place in places(options.lab, options.only):
        truth = truth_of(place) if place.python.exists() else []
        if not truth:
            continue
        rows = list(compare(truth, read(place)))
        print("\n".join([place.recipe.name, *lines(rows)]), flush=True)
        if options.differences:
            print(
                *(
                    f"  {row.verdict} {row.what}: {row.name}: {row.detail}"
                    for row in rows
                    if row.own and row.verdict is not Verdict.RIGHT
                ),
                sep="\n",
            )
        whole += rows
    print("\n".join(["all", *lines(whole)]))
    shares = {what: tally(whole, what, own=True) for what in TARGETS}
    return int(any((each.share or 0) < TARGETS[what] or each.counts[Verdict.WRONG] for what, each in shares.items()))


if __name__ == "__main__":
    sys.exit(main())
