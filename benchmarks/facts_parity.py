"""Facts parity: what we read of public projects beside what their own Django says, name by name.

    python -m benchmarks.facts_parity LAB [--only NAME]… [--differences] [--json FILE]

`LAB` is the folder that `benchmarks/truth/install.py --export` filled. A share is the right facts of all that either
side has, invented ones too; for settings, of all but those the environment alone decides. "own" are the project's own
facts, "packages" those of the installed apps it uses. Exit 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from benchmarks.truth.install import Place, places
from benchmarks.truth.judged import Judged, Row, Tally, Verdict, tally
from benchmarks.truth.model_facts import compare_models
from benchmarks.truth.ours import NotReadError, read_facts
from benchmarks.truth.setting_facts import compare_settings
from benchmarks.truth.url_facts import compare_urls

TABLES = (
    "models", "fields", "relations", "reverse", "managers", "urls", "url names", "admin urls", "field arguments",
    "meta", "settings",
)  # fmt: skip
TARGETS = {"models": 100.0, "fields": 99.5, "relations": 99.5, "reverse": 99.5, "urls": 97.0, "settings": 90.0}
SHOWN = (Verdict.MISSED, Verdict.INVENTED, Verdict.WRONG, Verdict.UNKNOWN, Verdict.CHOICE, Verdict.ENVIRONMENT)


def compare(truth: Row, ours: Row) -> list[Judged]:
    """Every fact of either side with its verdict."""
    return [
        *compare_models(truth["models"], ours["models"]),
        *compare_urls(truth["urls"], ours["urls"]),
        *compare_settings(truth["settings"], ours["settings"]),
    ]


def share(counted: Tally) -> str:
    """`right/judged` and its percentage, or a dash."""
    if counted.share is None:
        return "-"
    return f"{counted.right}/{counted.judged} {int(counted.share * 100) / 100:.2f} %"


def lines(rows: list[Judged]) -> Iterator[str]:
    """The table of one project, or of all."""
    yield f"  {'':16}{'own':>22}{'packages':>22}" + "".join(f"{verdict:>13}" for verdict in SHOWN)
    for what in TABLES:
        whole = tally(rows, what)
        if not whole.total:
            continue
        sides = [share(tally(rows, what, own=own)) for own in (True, False)]
        counts = "".join(f"{whole.counts[verdict] or '':>13}" for verdict in SHOWN)
        yield f"  {what:16}{sides[0]:>22}{sides[1]:>22}{counts}"


def differences(rows: Iterable[Judged]) -> Iterator[str]:
    """One line for each fact that is not right."""
    quiet = (Verdict.RIGHT, Verdict.CHOICE, Verdict.ENVIRONMENT)
    for row in rows:
        if row.verdict not in quiet:
            owner = "" if row.own else " (package)"
            yield f"  {row.verdict:9} {row.what}{owner}: {row.name}" + (f": {row.detail}" if row.detail else "")


def missed_targets(rows: list[Judged]) -> Iterator[str]:
    """Each target of the table that does not hold over all projects."""
    for what, target in TARGETS.items():
        reached = tally(rows, what).share
        if reached is None or reached < target:
            yield f"{what}: {'nothing compared' if reached is None else f'{reached:.2f} %'}, target {target} %"
    settings = tally(rows, "settings").counts
    if wrong := settings[Verdict.WRONG] + settings[Verdict.INVENTED]:
        yield f"settings: {wrong} stated wrong, target 0"


def judge_project(place: Place) -> list[Judged]:
    """Read one project of the lab and compare it with its truth."""
    truth = json.loads(place.truth.read_text(encoding="utf-8"))
    return compare(truth, read_facts(place.root, place.python, place.recipe.settings))


def main() -> int:
    """Print the tables; exit 1 when a target is missed, 2 when there was nothing to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--differences", action="store_true", help="every fact that is not right, by name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every verdict but the right ones")
    options = parser.parse_args()
    ready = [place for place in places(options.lab, options.only) if place.truth.exists()]
    if not ready:
        print(f"no truth.json in {options.lab}: run benchmarks/truth/install.py --export first", file=sys.stderr)
        return 2
    judged: dict[str, list[Judged]] = {}
    for place in ready:
        try:
            judged[place.recipe.name] = judge_project(place)
        except NotReadError as error:
            print(f"{place.recipe.name}: {error}", file=sys.stderr)
            return 2
        report(place.recipe.name, judged[place.recipe.name], named=options.differences)
    whole = list(chain.from_iterable(judged.values()))
    report(f"all {len(judged)}", whole, named=False)
    if options.json:
        write_json(options.json, judged)
    missed = list(missed_targets(whole))
    print("\n".join(["", *missed]) if missed else "\nevery target is met")
    return int(bool(missed))


def report(name: str, rows: list[Judged], *, named: bool) -> None:
    """Print one project's table, and its differences when they are wanted."""
    print("\n".join([name, *lines(rows), *(differences(rows) if named else ())]), flush=True)


def write_json(file: Path, judged: dict[str, list[Judged]]) -> None:
    """Every verdict but the right ones, by project."""
    kept = {name: [asdict(row) for row in rows if row.verdict is not Verdict.RIGHT] for name, rows in judged.items()}
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
