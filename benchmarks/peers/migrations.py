"""Compare django-pro with four linters of migrations, on labelled migrations of public projects; print one table.

    PYTHONPATH=. python -m benchmarks.peers.migrations --cases FOLDER/migrations/cases.jsonl --clones DIR --peers VENV
        [--ours FILE] [--projects FOLDER] [--only NAME…] [--rows ID…] [--list]

`--cases` has its scorer and its words beside its folder (`migrations.py`): a hit is what that scorer calls one. `--clones`
are bare clones of the projects, `--ours` the rows that the scorer writes of django-pro (`--out`), `--peers` a virtual
environment with zdm and squawk. `--projects` has a virtual environment for each entry of `projects.toml` (`preparing.py`
makes them), and libpq's variables name a server with a database `peers`; without it only zdm is run.
`--list` names, on standard error, what each tool could not judge and why, and what it said of each row.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.migration_tools import TOOLS, Place, Project, Said, Tool, Unjudged

Row = dict[str, Any]
COLUMNS = ("tool", "rows judged", "hits", "alarms on safe", "loudness")
OURS = tuple(f"django-pro: {each}" for each in COLUMNS[2:])
PROJECTS = Path(__file__).with_name("projects.toml")


@dataclass(frozen=True)
class Verdict:
    """Whether a row was hit (a hazard) or alarmed on (a safe one), and how many findings its file has."""

    row: Row
    struck: bool
    loud: int


def main() -> None:
    """Ask all tools about each row, then print the table."""
    asked = _asked()
    sys.path.insert(0, str(asked.cases.resolve().parents[1]))
    rows = [json.loads(line) for line in asked.cases.read_text(encoding="utf-8").splitlines()]
    rows = [each for each in rows if not asked.rows or each["id"] in asked.rows]
    tools = [each for each in TOOLS if each.name in asked.only]
    answers = {row["id"]: _answers(row, tools, asked) for row in rows}
    ours = _ours(asked.ours, rows)
    print(f"| {' | '.join(COLUMNS + OURS)} |\n|{'---|' * len(COLUMNS + OURS)}")
    for tool in tools:
        judged = [verdict for row in rows if (verdict := _verdict(tool, row, answers[row["id"]], told=asked.list))]
        beside = [ours[each.row["id"]] for each in judged if each.row["id"] in ours]
        cells = (tool.name, str(len(judged)), *_score(judged), *(_score(beside) if beside else "---"))
        print(f"| {' | '.join(cells)} |")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True, help="the labelled migrations")
    parser.add_argument("--clones", type=Path, required=True, help="the clones of their projects")
    parser.add_argument("--peers", type=Path, required=True, help="the virtual environment of zdm and squawk")
    parser.add_argument("--ours", type=Path, help="what the scorer wrote of django-pro")
    parser.add_argument(
        "--projects", type=lambda text: Path(text).absolute(), help="the virtual environments of the projects"
    )
    names = [each.name for each in TOOLS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help="only these tools")
    parser.add_argument("--rows", nargs="+", metavar="ID", help="only these rows")
    parser.add_argument("--list", action="store_true", help="tell what is said of each row, and what is not judged")
    return parser.parse_args()


def _answers(row: Row, tools: list[Tool], asked: argparse.Namespace) -> dict[Any, list[Said] | Unjudged]:
    """Return what each tool says of a row's file, in a tree of its commit, by how it is asked."""
    n1 = importlib.import_module("n1")
    with tempfile.TemporaryDirectory() as folder:
        n1.write_tree(n1.clone_of(asked.clones.resolve(), row["repo"]), row["commit"], Path(folder))
        project = _project(row) if asked.projects else None
        place = Place(Path(folder), row["file"], asked.peers.absolute(), asked.projects, project)
        if project:
            project.furnish(place.tree)
        return {ask: _answer(ask, place) for ask in {each.ask for each in tools}}


def _answer(ask: Any, place: Place) -> list[Said] | Unjudged:
    try:
        said: list[Said] = ask(place)
    except Unjudged as why:
        return why
    return said


def _project(row: Row) -> Project | None:
    for each in tomllib.loads(PROJECTS.read_text(encoding="utf-8"))["project"]:
        if row["id"] in each["rows"]:
            return Project(**{name: each[name] for name in Project.__dataclass_fields__ if name in each})
    return None


def _verdict(tool: Tool, row: Row, answers: dict[Any, list[Said] | Unjudged], *, told: bool) -> Verdict | None:
    """Return the verdict on a row, as the cases' scorer reaches it; none if the tool could not judge it."""
    answer = answers[tool.ask]
    verdict = None if isinstance(answer, Unjudged) else _judged(tool, row, tool.counted(answer))
    if told:
        said = answer if isinstance(answer, Unjudged) else " ".join(each.rule for each in tool.counted(answer))
        print(f"{tool.name}: {row['id']} {row['hazard']} {verdict and verdict.struck}: {said}", file=sys.stderr)
    return verdict


def _judged(tool: Tool, row: Row, said: list[Said]) -> Verdict:
    if row["hazard"] != "safe":
        return Verdict(
            row, any(_same(row, word) for each in said for word in tool.words.get(each.rule, "").split()), len(said)
        )
    first, last = row.get("lines") or (0, sys.maxsize)
    return Verdict(row, any(not each.line or first <= each.line <= last for each in said), len(said))


def _same(row: Row, word: str) -> bool:
    same: bool = importlib.import_module("migrations").same_hazard(row, {"data": {"hazard": word}})
    return same


def _ours(file: Path | None, rows: list[Row]) -> dict[str, Verdict]:
    """Return the verdicts that the scorer wrote of django-pro."""
    by_id = {row["id"]: row for row in rows}
    written = map(json.loads, file.read_text(encoding="utf-8").splitlines()) if file else ()
    return {
        each["id"]: Verdict(by_id[each["id"]], each["verdict"] in ("hit", "alarm"), len(each.get("said", ())))
        for each in written
        if each["id"] in by_id and each["verdict"] != "absent"
    }


def _score(judged: list[Verdict]) -> Iterator[str]:
    hazards = [each for each in judged if each.row["hazard"] != "safe"]
    safe = [each for each in judged if each.row["hazard"] == "safe"]
    yield f"{sum(each.struck for each in hazards)} / {len(hazards)}"
    yield f"{sum(each.struck for each in safe)} / {len(safe)}"
    yield f"{sum(each.loud for each in hazards) / max(len(hazards), 1):.1f}"


if __name__ == "__main__":
    main()
