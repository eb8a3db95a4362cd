"""How each of four linters of migrations is asked about one migration of a tree, and what it answers.

`zdm` reads files. The others need the project to be imported, by an interpreter that has its packages: `project_side.py`
is run there. What stands in the way of a tool is raised as `Unjudged`, so that it is never taken for silence.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers import migration_words as words

INSIDE = Path(__file__).with_name("project_side.py")
PATIENCE = 900  # seconds for one tool on one migration, which may first have to run all that come before it


class Unjudged(Exception):
    """Why a tool can say nothing of a row."""


@dataclass(frozen=True)
class Said:
    """One finding of a tool in the row's file; line 0 where the tool names none."""

    rule: str
    line: int = 0
    severity: str = "warning"


@dataclass(frozen=True)
class Project:
    """How a project at some commits is started: `projects.toml`."""

    name: str
    settings: str
    root: str = "."
    variables: dict[str, str] = field(default_factory=dict)
    copied: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def furnish(self, tree: Path) -> None:
        """Write into a tree what every installation writes itself, and what is not in the clones."""
        there = {new: tree / old for old, new in self.copied.items() if (tree / old).exists()}
        texts = {new: path.read_text(encoding="utf-8") for new, path in there.items()}
        for name, text in (texts | self.files).items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """Where a row's tree is, the migration in it, and how its project is started, if it is prepared."""

    tree: Path
    file: str
    peers: Path
    projects: Path
    project: Project | None


Ask = Callable[[Place], list[Said]]


@dataclass(frozen=True)
class Tool:
    """A column's name, how it is asked, what its rules mean, which are style, and which of its levels count."""

    name: str
    ask: Ask
    words: words.Words
    style: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset({"error", "warning", "info"})

    def counted(self, said: list[Said]) -> list[Said]:
        """Return the findings that are about what may happen to a deployment."""
        return [each for each in said if each.rule not in self.style and each.severity in self.levels]


def zdm(place: Place) -> list[Said]:
    """Ask zdm about the whole tree, and keep what it says of the file."""
    ran = _ran([str(place.peers / "bin" / "zdm"), "--output-format", "json", "."], place.tree)
    found = [each for each in _parsed(ran)["diagnostics"] if os.path.normpath(each["path"]) == place.file]
    return [Said(each["rule_id"], each["line"], each["severity"]) for each in found]


def linter(place: Place) -> list[Said]:
    """Ask django-migration-linter, which reads the SQL and the functions of the migration."""
    return [Said(**each) for each in _rendered("linter", place)]


def safe(place: Place) -> list[Said]:
    """Ask django-safe-migrations, which reads the operations."""
    return [Said(**each) for each in _inside("safe", place)]


def squawk(place: Place) -> list[Said]:
    """Ask squawk about the SQL; it is told of a transaction by its BEGIN, as Django prints it."""
    sql = place.tree / "rendered-for-squawk.sql"
    sql.write_text("\n".join(_rendered("sql", place)), encoding="utf-8")
    ran = _ran([str(place.peers / "bin" / "squawk"), "--reporter", "json", str(sql)], place.tree)
    return [Said(each["rule_name"], severity=each["level"].lower()) for each in _parsed(ran)]


def _rendered(tool: str, place: Place) -> Any:
    """Ask what needs SQL: on an empty database, or else on one to which all earlier migrations were applied."""
    try:
        return _inside(tool, place)
    except Unjudged as why:
        if "wrong number" not in str(why):  # of constraints, which the statement would name
            raise
        return _inside(tool, place, "--migrated")


def _inside(tool: str, place: Place, *options: str) -> Any:
    if not place.project:
        raise Unjudged("its project is not prepared")
    interpreter = place.projects / place.project.name / "bin" / "python"
    if not interpreter.exists():
        raise Unjudged(f"{interpreter} does not exist")
    command = [
        str(interpreter),
        str(INSIDE),
        tool,
        place.project.settings,
        str(place.tree / place.file),
        *options,
    ]
    return _parsed(_ran(command, place.tree / place.project.root, place.project.variables))


def _ran(command: list[str], folder: Path, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(variables or {})}
    for name in ("VIRTUAL_ENV", "PYTHONPATH"):
        environment.pop(name, None)
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise Unjudged(f"no answer in {PATIENCE} s") from None


def _parsed(ran: subprocess.CompletedProcess[str]) -> Any:
    """Return the last line's JSON, before which a project's own settings may print, or all of it."""
    for printed in (ran.stdout, ran.stdout.rpartition("\nanswer: ")[2]):
        try:
            return json.loads(printed)
        except ValueError:
            continue
    told = ran.stderr.strip().splitlines() or [f"exit {ran.returncode}"]
    raise Unjudged(told[-1][:200])


#: In the order of the table.
TOOLS = (
    Tool("zdm", zdm, words.ZDM),
    Tool("django-migration-linter", linter, words.LINTER, words.LINTER_STYLE),
    Tool("django-safe-migrations", safe, words.SAFE, words.SAFE_STYLE),
    Tool(
        "django-safe-migrations, no infos", safe, words.SAFE, words.SAFE_STYLE, levels=frozenset({"error", "warning"})
    ),
    Tool("squawk", squawk, words.SQUAWK, words.SQUAWK_STYLE),
)
