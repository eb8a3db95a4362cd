"""State parity: the models that our replay of the migrations ends with, beside those of Django's own replay.

    python -m benchmarks.state_parity LAB [--only NAME]… [--differences]

`LAB` is the folder that `benchmarks/truth/install.py` filled; `states.json` is written by each project's own
interpreter first, where it is not there. Compared are the project's own apps: the graph, the models, and of each all
that `ARGUMENTS` and `OPTIONS` of `truth/state_facts.py` list. A share is the equal ones of all that either side has.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from benchmarks.truth.install import HERE, InstallError, Place, places, run
from benchmarks.truth.judged import Judged, Row, Verdict, tally
from benchmarks.truth.ours import open_project
from benchmarks.truth.state_facts import compare_graphs, compare_states, graph_row, state_rows
from django_pro.cli.main import DEPTH
from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.states.replay import Replay

TABLES = ("migrations", "dependencies", "models", "fields", "arguments", "options", "indexes", "constraints")
SHOWN = (Verdict.MISSED, Verdict.INVENTED, Verdict.WRONG, Verdict.UNKNOWN)
TARGET = 99.5


def asked(place: Place, file: Path) -> None:
    """Let the project's interpreter write what it says; raises `InstallError` where the project does not start."""
    folders = chain.from_iterable(("--path", (place.source / each).resolve()) for each in place.recipe.path)
    command = [place.python, HERE / "state_export.py", "--settings", place.recipe.settings, *folders]
    whole = [*command, "--root", place.root.resolve(), "--output", file]
    run(*whole, log=place.folder / "install.log", environment=place.recipe.environment)


def truth_of(place: Place) -> Row | None:
    """What the project's interpreter says, asked where nobody did yet; None where it cannot tell."""
    file = place.folder / "states.json"
    if not file.exists():
        try:
            asked(place, file)
        except InstallError as error:
            print(f"{place.recipe.name}: {error}", file=sys.stderr)
            return None
    found: Row = msgspec.json.decode(file.read_bytes())
    return found


def compare(place: Place, truth: Row) -> Iterator[Judged]:
    """Read one project of the lab and compare it with its truth."""
    project = open_project(place.root, place.python, place.recipe.settings)
    graph = Graph(Migrations(project).all)
    own = {label.partition(".")[0] for label in truth["graph"]} & set(truth["apps"])
    yield from compare_graphs(truth["graph"], graph_row(graph), own)
    yield from compare_states(truth["models"], state_rows(Replay(project, graph.order).final), own)


def lines(rows: list[Judged]) -> Iterator[str]:
    """The table of one project, or of all."""
    for what in TABLES:
        counted = tally(rows, what)
        if counted.share is not None:
            others = "  ".join(f"{name} {counted.counts[name]:4}" for name in SHOWN)
            yield f"  {what:14}{counted.right:>7} / {counted.total:<7}{counted.share:7.2f} %   {others}"


def differences(rows: list[Judged]) -> Iterator[str]:
    """One line for each part that is not equal."""
    return (
        f"  {row.verdict:9}{row.what}: {row.name}: {row.detail}" for row in rows if row.verdict is not Verdict.RIGHT
    )


def main() -> int:
    """Print the tables; exit 1 when less than the target is equal, 2 when there was nothing to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--differences", action="store_true", help="every part that is not equal, by name")
    options = parser.parse_args()
    sys.setrecursionlimit(DEPTH)
    whole: list[Judged] = []
    for place in (each for each in places(options.lab, options.only) if each.python.exists()):
        truth = truth_of(place)
        if truth is None or not truth["graph"]:
            continue
        rows = list(compare(place, truth))
        print(
            "\n".join([place.recipe.name, *lines(rows), *(differences(rows) if options.differences else ())]),
            flush=True,
        )
        whole += rows
    print("\n".join(["all", *lines(whole)]))
    if not whole:
        return 2
    return int(any((tally(whole, what).share or 100) < TARGET for what in TABLES))


if __name__ == "__main__":
    sys.exit(main())
