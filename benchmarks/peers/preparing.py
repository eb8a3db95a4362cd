"""Make the virtual environments of `projects.toml`, with `uv`, which must be on the path, as must each Python it names.

    python -m benchmarks.peers.preparing --clones DIR --projects FOLDER [--only NAME…]

Each has what its project asks for at a commit, but for what only its tests and its pages need, and but for what is compiled
against a database's headers, for which the same package's built form is taken; and the tools that are run inside.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECTS = Path(__file__).with_name("projects.toml")
TOOLS = ("django-migration-linter==6.0.0", "django-safe-migrations==0.7.1", "psycopg2-binary", "setuptools<81")
_NEEDLESS = re.compile(
    r"(?i)pytest|black|mypy(?!-boto3)|pylint|flake8|types-|django-stubs\b|djangorestframework-stubs|boto(3|core)-stubs|ruff"
    r"|coverage|mkdocs|cython|google-cloud-profiler"
)
_BUILT = ((r"^psycopg2==", "psycopg2-binary=="), (r"^psycopg\[c", "psycopg[binary"), (r"^([\w-]+) @ git.*", r"\1"))


def main() -> None:
    """Make each environment anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clones", type=Path, required=True, help="the clones of the projects")
    parser.add_argument("--projects", type=Path, required=True, help="where the environments are made")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these projects")
    asked = parser.parse_args()
    for project in tomllib.loads(PROJECTS.read_text(encoding="utf-8"))["project"]:
        if not asked.only or project["name"] in asked.only:
            _make(project, asked.clones, asked.projects / project["name"])


def _make(project: dict[str, Any], clones: Path, folder: Path) -> None:
    also = project.get("also", [])
    named = {_name(each) for each in also}
    asked = [each for each in _asked(project, clones) if _name(each) not in named]
    subprocess.run(["uv", "venv", "-q", "--clear", "--python", project["python"], str(folder)], check=True)
    install = ["uv", "pip", "install", "-q", "--python", str(folder / "bin" / "python")]
    subprocess.run([*install, *asked, *also, *TOOLS], check=True)


def _name(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0].lower()


def _asked(project: dict[str, Any], clones: Path) -> Iterator[str]:
    """Yield what the project's file of requirements names, without hashes, options and remarks."""
    git = f"--git-dir={clones / project['repo'].replace('/', '+') / 'repo'}"
    shown = ["git", git, "show", f"{project['commit']}:{project['requirements']}"]
    for line in subprocess.run(shown, capture_output=True, text=True, check=True).stdout.splitlines():
        requirement = re.sub(r"\s*(#.*|--hash.*|\\)$", "", line).strip()
        if requirement and not requirement.startswith(("-", "git+")) and not _NEEDLESS.match(requirement):
            for before, after in _BUILT:
                requirement = re.sub(before, after, requirement)
            yield requirement


if __name__ == "__main__":
    main()
