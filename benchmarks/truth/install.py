"""Installs the public projects of `projects.toml` for real, each in a virtual environment of its own.

    python benchmarks/truth/install.py LAB --trees TREES [--only NAME]… [--export]

`LAB/NAME/src` becomes a copy of `TREES/NAME` (or the package's wheel, unpacked), `LAB/NAME/venv` its environment, and
with `--export` `LAB/NAME/truth.json` what its own Django says. What already stands is left alone; one line a project.
Needs `uv` on the path; interpreters are found by uv, by version.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
MINUTES = 60


@dataclass(frozen=True)
class Recipe:
    """How one public project is obtained, installed and set up; every key of its table in `projects.toml`.

    `repository` is where its tree comes from, or `package` the wheel whose files stand for it (its requirements are
    installed, itself it is not). `requirements` are files of the tree (a `pyproject.toml` may carry `#GROUP`),
    `without` names distributions that are left out of them, `install` adds requirement strings. `path` and `root` are
    folders of the tree: what goes on `sys.path`, and where the review starts. `files` are written into the tree before
    anything runs; `substitutions` (pattern to replacement) are made in its Python files, for syntax newer than the
    interpreter. `editable` installs the tree itself too, for a project that asks for its own version.
    """

    name: str
    settings: str
    python: str
    package: str = ""
    repository: str = ""
    requirements: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    install: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=lambda: ["."])
    root: str = "."
    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    substitutions: dict[str, str] = field(default_factory=dict)
    editable: bool = False


@dataclass(frozen=True)
class Place:
    """Where one project stands in the lab."""

    folder: Path
    recipe: Recipe

    @property
    def source(self) -> Path:
        """The project's own tree."""
        return self.folder / "src"

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        windows = self.folder / "venv" / "Scripts" / "python.exe"
        return windows if windows.exists() else self.folder / "venv" / "bin" / "python"

    @property
    def truth(self) -> Path:
        """What its own Django said, as JSON."""
        return self.folder / "truth.json"

    @property
    def root(self) -> Path:
        """The folder a review of it starts in."""
        return self.source / self.recipe.root


class InstallError(Exception):
    """One project could not be installed; the message says at which step."""


def recipes(file: Path = HERE / "projects.toml") -> list[Recipe]:
    """Every project of the table, in its order; raises `ValueError` at a key that `Recipe` does not know."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    known = {entry.name for entry in fields(Recipe)}
    for name, table in tables.items():
        if unknown := sorted(set(table) - known):
            raise ValueError(f"projects.toml: {name} has unknown keys {', '.join(unknown)}")
    return [Recipe(name=name, **table) for name, table in tables.items()]


def places(lab: Path, only: list[str] | None = None) -> list[Place]:
    """The projects of the table as they stand (or would stand) in the lab."""
    return [Place(lab / recipe.name, recipe) for recipe in recipes() if not only or recipe.name in only]


def run(*command: str | Path, log: Path, environment: dict[str, str] | None = None) -> None:
    """Run one step, its output kept in `log`; raises `InstallError` with the last line when it fails."""
    with log.open("a", encoding="utf-8") as stream:
        print("$", *command, file=stream, flush=True)
        whole = {**os.environ, **(environment or {})}
        done = subprocess.run(command, stdout=stream, stderr=stream, env=whole, timeout=15 * MINUTES, check=False)
    if done.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise InstallError(f"{Path(command[0]).name} {command[1]}: {lines[-1].strip()} (see {log})")


def bring_source(place: Place, trees: list[Path]) -> None:
    """Put the project's tree at `src`: a copy of a tree that is there, or its unpacked wheel."""
    if not place.source.exists():
        if place.recipe.package:
            unpack_package(place)
        else:
            copy_tree(place, trees)
        substitute(place)
    for name, text in place.recipe.files.items():
        file = place.source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def substitute(place: Place) -> None:
    """Make the recipe's substitutions in every Python file of the tree."""
    if not place.recipe.substitutions:
        return
    for file in place.source.rglob("*.py"):
        before = text = file.read_text(encoding="utf-8")
        for pattern, replacement in place.recipe.substitutions.items():
            text = re.sub(pattern, replacement, text)
        if text != before:
            file.write_text(text, encoding="utf-8")


def copy_tree(place: Place, trees: list[Path]) -> None:
    """Copy `TREES/NAME`; the node packages and git history it may hold stay behind."""
    for tree in trees:
        if (tree / place.recipe.name).is_dir():
            ignored = shutil.ignore_patterns("node_modules", ".git")
            shutil.copytree(tree / place.recipe.name, place.source, symlinks=True, ignore=ignored)
            return
    raise InstallError(f"no tree: clone {place.recipe.repository} as {place.recipe.name} into a folder of --trees")


def unpack_package(place: Place) -> None:
    """Download the package's wheel with pip and unpack it."""
    with TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        run(*pip, "--dest", folder, place.recipe.package, log=place.folder / "install.log")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            archive.extractall(place.source)


def listed(file: Path, group: str = "") -> list[str]:
    """The requirement strings of a requirements file (its `-r` followed) or of a `pyproject.toml` table."""
    if file.name == "pyproject.toml":
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        project = document.get("project", {})
        groups = {**project.get("optional-dependencies", {}), **document.get("dependency-groups", {})}
        chosen = groups[group] if group else project["dependencies"]
        return [entry for entry in chosen if isinstance(entry, str)]
    found: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        if text.startswith(("-r ", "--requirement ")):
            found += listed(file.parent / text.split(maxsplit=1)[1])
        elif text and not text.startswith("-"):
            found.append(text)
    return found


def distribution(requirement: str) -> str:
    """The normalised name a requirement string begins with; empty for a bare address."""
    match = re.match(r"[A-Za-z0-9][\w.-]*", requirement)
    return re.sub(r"[-_.]+", "-", match.group()).lower() if match and "://" not in requirement else ""


def wanted(place: Place) -> list[str]:
    """Everything to install for the project: what it lists, without what is left out, with what is added."""
    recipe = place.recipe
    found: list[str] = []
    for entry in recipe.requirements:
        name, _, group = entry.partition("#")
        found += listed(place.source / name, group)
    kept = [line for line in found if distribution(line) and distribution(line) not in recipe.without]
    return kept + recipe.install


def make_environment(place: Place) -> None:
    """Make the virtual environment and install into it, unless a finished one stands."""
    done = place.folder / "venv" / "installed"
    if done.exists():
        return
    recipe, log = place.recipe, place.folder / "install.log"
    listing = place.folder / "requirements.txt"
    listing.write_text("\n".join([*wanted(place), recipe.package]) + "\n", encoding="utf-8")
    run("uv", "venv", "--quiet", "--clear", "--python", recipe.python, place.folder / "venv", log=log)
    run("uv", "pip", "install", "--python", place.python, "--requirements", listing, log=log)
    if package := distribution(recipe.package):
        run("uv", "pip", "uninstall", "--python", place.python, package, log=log)
    if recipe.editable:
        run("uv", "pip", "install", "--python", place.python, "--no-deps", "--editable", place.source, log=log)
    done.touch()


def export_truth(place: Place) -> None:
    """Let the project's own interpreter write `truth.json`."""
    recipe = place.recipe
    command: list[str | Path] = [
        place.python,
        HERE / "export.py",
        "--settings",
        recipe.settings,
        "--root",
        place.root.resolve(),
    ]
    for folder in recipe.path:
        command += ["--path", (place.source / folder).resolve()]
    run(*command, "--output", place.truth, log=place.folder / "install.log", environment=recipe.environment)


def install(place: Place, trees: list[Path], *, export: bool) -> str:
    """Make one project ready and say so in a line."""
    place.folder.mkdir(parents=True, exist_ok=True)
    try:
        bring_source(place, trees)
        make_environment(place)
        if export:
            export_truth(place)
    except InstallError as error:
        return f"{place.recipe.name}: FAILED {error}"
    said = f", truth {place.truth.stat().st_size // 1024} KB" if place.truth.exists() else ""
    return f"{place.recipe.name}: ready, settings {place.recipe.settings}{said}"


def main() -> int:
    """Install what was asked for; exit 1 when a project failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--trees", type=Path, action="append", default=[])
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--export", action="store_true", help="also write truth.json")
    options = parser.parse_args()
    failed = False
    for place in places(options.lab, options.only):
        line = install(place, options.trees, export=options.export)
        failed = failed or "FAILED" in line
        print(line, flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
