"""Rehearses thirty migrations on many rows, and says how long others wait: fifteen unsafe ones, fifteen safe.

    python -m benchmarks.rehearse_set [--rows 1000000] [--runs 3] [--only NAME]… [--python PATH]

A figure is the median, over the runs, of the longest that any session waited for one statement. `PATH` is an interpreter
with Django 5.2 and psycopg; ours where it is not given.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rehearsal_set.writing import write_set
from django_pro.cli.main import DEPTH
from django_pro.project.interpreter import interpreter
from django_pro.project.project import Options, Project, open_tree
from django_pro.rehearsal import choosing, running
from django_pro.rehearsal.binaries import find_binaries
from django_pro.rehearsal.cluster import cluster
from django_pro.rehearsal.rehearsal import Rehearsal, rehearsal_of

#: What a safe migration may make others wait, in milliseconds.
MOST = 100.0


@dataclass(frozen=True)
class Figure:
    """A migration set of one app: the longest stall, what failed for the release before, and how long it took."""

    stall: float
    failed: int
    milliseconds: float


def rehearsed(project: Project, app: str, rows: int) -> Rehearsal:
    """Rehearse the migrations of one app on a database of its own."""
    keys, _ = choosing.chosen(project, app, None)
    request = running.Request(
        interpreter(project, "a rehearsal runs its code"),
        project.root,
        "config.settings",
        keys,
        {"*": rows},
        stalls_only=True,
    )
    with cluster(find_binaries()) as server:
        return rehearsal_of(running.run(request, server.database()))


def figure(found: Rehearsal) -> Figure:
    if found.failed is not None:
        raise SystemExit(found.failed.text)
    return Figure(
        max(each.stall for each in found.migrations),
        sum(len({one.role for one in each.migrated.failed}) for each in found.migrations),
        sum(each.migrated.milliseconds for each in found.migrations),
    )


def table(rows: dict[str, list[Figure]]) -> Iterator[str]:
    yield f"{'case':22}{'unsafe: stall':>15}{'fails':>7}{'safe: stall':>15}{'fails':>7}{'took':>10}"
    for name in dict.fromkeys(app.partition("_")[2] for app in rows):
        line = f"{name:22}"
        for kind in ("unsafe", "safe"):
            figures = rows.get(f"{kind}_{name}", [])
            if figures:
                stall = statistics.median(each.stall for each in figures)
                line += f"{stall:12,.0f} ms{max(each.failed for each in figures):7}"
        took = statistics.median(each.milliseconds for each in rows.get(f"safe_{name}", [])) / 1000
        yield f"{line}{took:8.1f} s"


def main() -> int:
    """Print the table; exit 1 where a safe one makes others wait or fail."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--python", default=sys.prefix)
    options = parser.parse_args()
    sys.setrecursionlimit(DEPTH)
    found: dict[str, list[Figure]] = {}
    with tempfile.TemporaryDirectory() as name:
        apps = write_set(Path(name))
        project = open_tree(Path(name), Options(python=options.python, cache=False)).projects[0]
        for app, _ in apps:
            if options.only and app.partition("_")[2] not in options.only:
                continue
            found[app] = [figure(rehearsed(project, app, options.rows)) for _ in range(options.runs)]
            print(app, " ".join(f"{each.stall:.0f}" for each in found[app]), file=sys.stderr, flush=True)
    print("\n".join(table(found)))
    safe = [each for app, figures in found.items() if app.startswith("safe") for each in [figures]]
    late = [
        each for each in safe if statistics.median(one.stall for one in each) > MOST or any(one.failed for one in each)
    ]
    return int(bool(late))


if __name__ == "__main__":
    raise SystemExit(main())
