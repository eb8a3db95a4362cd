"""Compare django-pro with four linters of migrations, on labelled migrations of public projects; print one table.

    PYTHONPATH=. python -m benchmarks.peers.migrations --cases FOLDER/migrations/cases.jsonl --clones DIR --peers VENV
        [--ours FILE] [--projects FOLDER] [--answers FOLDER] [--only NAME…] [--rows ID…] [--list]

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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.migration_tools import TOOLS, Ask, Place, Project, Said, Tool, Unjudged

Row = dict[str, Any]
Answers = dict[str, list[dict[str, Any]] | str]
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
    parser.add_argument(
        "--answers", type=Path, help="a folder where answers are kept, so that a run can be gone on with"
    )
    names = [each.name for each in TOOLS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help="only these tools")
    parser.add_argument("--rows", nargs="+", metavar="ID", help="only these rows")
    parser.add_argument("--list", action="store_true", help="tell what is said of each row, and what is not judged")
    return parser.parse_args()


def _answers(row: Row, tools: list[Tool], asked: argparse.Namespace) -> Answers:
    """Return what each tool says of a row's file, by the name it is asked by; what was kept is not asked again."""
    kept = asked.answers / f"{row['id']}.json" if asked.answers else None
    answers: Answers = json.loads(kept.read_text(encoding="utf-8")) if kept and kept.exists() else {}
    missing = {each.ask for each in tools if each.ask.__name__ not in answers}
    if missing:
        with tempfile.TemporaryDirectory() as folder:
            place = _place(row, Path(folder), asked)
            answers |= {ask.__name__: _answer(ask, place) for ask in missing}
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(answers), encoding="utf-8")
    return answers


def _place(row: Row, tree: Path, asked: argparse.Namespace) -> Place:
    """Write the tree of a row's commit, and what its project needs to start."""
    n1 = importlib.import_module("n1")
    n1.write_tree(n1.clone_of(asked.clones.resolve(), row["repo"]), row["commit"], tree)
    project = _project(row) if asked.projects else None
    if project:
        project.furnish(tree)
    return Place(tree, row["file"], asked.peers.absolute(), asked.projects, project)


def _answer(ask: Ask, place: Place) -> list[dict[str, Any]] | str:
    """Return the findings, or why there is no judgement."""
    try:
        return [asdict(each) for each in ask(place)]
    except Unjudged as why:
        return str(why)


def _project(row: Row) -> Project | None:
    for each in tomllib.loads(PROJECTS.read_text(encoding="utf-8"))["project"]:
        if row["id"] in each["rows"]:
            return Project(**{name: each[name] for name in Project.__dataclass_fields__ if name in each})
    return None


def _verdict(tool: Tool, row: Row, answers: Answers, *, told: bool) -> Verdict | None:
    """Return the verdict on a row, as the cases' scorer reaches it; none if the tool could not judge it."""
    answer = answers[tool.ask.__name__]
    said = [] if isinstance(answer, str) else tool.counted([Said(**each) for each in answer])
    verdict = None if isinstance(answer, str) else _judged(tool, row, said)
    if told:
        words = answer if isinstance(answer, str) else " ".join(each.rule for each in said)
        print(f"{tool.name}: {row['id']} {row['hazard']} {verdict and verdict.struck}: {words}", file=sys.stderr)
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
