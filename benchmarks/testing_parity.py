"""Testing parity: what we read off a project's tests beside what they did when they ran.

    python -m benchmarks.testing_parity LAB [--only NAME]… [--differences]

`LAB` is the folder that `benchmarks/truth/install.py` filled; `LAB/NAME/tests.json` is what
`benchmarks/truth/test_recording.py` wrote there. Of the project's own endpoints by method: how many of those that we say
are touched (answered well, refused, given wrong input, with their queries counted) were, and how many of those that were
we say are.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.truth.install import Place, places
from benchmarks.truth.judged import Row
from benchmarks.truth.ours import open_project
from django_pro.endpoints import Endpoint, endpoints_of
from django_pro.endpoints.tested import State

Key = tuple[str, str]
_REFUSED = (401, 403, 404)


def happened(row: Row) -> Iterator[State]:
    """Yield the states that a request brought about."""
    status = row["status"]
    yield State.TOUCHED
    if row["form_errors"] or (400 <= status < 500 and status not in _REFUSED):
        yield State.INPUT
    elif 200 <= status < 300 or (300 <= status < 400 and row["signed_in"]):
        yield State.HAPPY
    if status in _REFUSED or (300 <= status < 400 and not row["signed_in"]):
        yield State.AUTHORIZATION
    if row["counted"]:
        yield State.COUNTED


def ran(place: Place) -> dict[Key, set[State]]:
    """Return what the run did, by pattern and method."""
    found: dict[Key, set[State]] = {}
    for row in msgspec.json.decode((place.folder / "tests.json").read_bytes())["requests"]:
        found.setdefault((plain(row["route"]), row["method"]), set()).update(happened(row))
    return found


def plain(pattern: str) -> str:
    """Return a pattern without the anchors, of which Django drops some where it joins patterns, and without a language."""
    return re.sub(r"^[a-z]{2}(?:-[A-Za-z]+)?/", "", re.sub(r"(?<![\[\\])\^|(?<!\\)\$|\\Z", "", pattern))


def lived(endpoint: Endpoint, truth: dict[Key, set[State]]) -> set[State]:
    """Return what the run did of an endpoint, by any of its routes."""
    keys = [(plain(each.pattern), endpoint.method) for each in endpoint.routes]
    return {state for key in keys for state in truth.get(key, ())}


def main() -> int:
    """Print a table for each project and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--differences", action="store_true", help="every endpoint that is not right, by name")
    options = parser.parse_args()
    whole = {state: [0, 0, 0] for state in State}
    for place in places(options.lab, options.only):
        if not (place.folder / "tests.json").exists():
            continue
        truth = ran(place)
        table = endpoints_of(open_project(place.root, place.python, place.recipe.settings))
        tested = table.tested
        print(f"{place.recipe.name}  {table.reaching.requests} requests, {table.reaching.unresolved} unresolved")
        counts = {state: [0, 0, 0] for state in State}
        for endpoint in table.sites:
            live, read = lived(endpoint, truth), tested.states(endpoint)
            for state in State:
                both = (state in live, state in read)
                at = {(True, True): 0, (False, True): 1, (True, False): 2}.get(both)
                if at is not None:
                    counts[state][at] += 1
                    whole[state][at] += 1
                    if options.differences and at:
                        print(f"  {'invented' if at == 1 else 'missed'} {state.value}: {endpoint.key}")
        write(counts)
    print("all")
    write(whole)
    return 0


def write(counts: dict[State, list[int]]) -> None:
    """Print precision and recall of each state."""
    for state, (right, invented, missed) in counts.items():
        said, were = right + invented, right + missed
        precision, recall = 100 * right / (said or 1), 100 * right / (were or 1)
        print(
            f"  {state.value:15}precision {right}/{said} {precision:.1f} %  recall {right}/{were} {recall:.1f} %",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
