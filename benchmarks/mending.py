#!/usr/bin/env python3
"""Apply every safe edit on copies of projects, and tell what became of it.

    mending.py FOLDER…

Prints a row for each project: edits offered (findings with a safe fix), mended, taken back by `fix` itself, files changed,
changed files that CPython's own parser refuses though it took them before, and findings of the review afterwards that the
first did not have.  Nothing is changed in FOLDER.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

COLUMNS = ("offered", "mended", "taken back", "left", "files", "unparsed", "new")


def run(*words: str) -> str:
    """Run django-pro and return what it says."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    command = [sys.executable, "-m", "django_pro", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def findings(folder: Path) -> dict[str, Any]:
    """Return a review's findings by fingerprint."""
    report = json.loads(run("check", str(folder), "--output-format", "json", "--select", "DJP1"))
    return {each["fingerprint"]: each for each in report["findings"]}


def parses(raw: bytes) -> bool:
    """Whether CPython's parser takes a file."""
    try:
        ast.parse(raw)
    except (SyntaxError, ValueError):
        return False
    return True


def mend(folder: Path) -> tuple[int, ...]:
    """Mend a copy of a project, and return the row."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy, symlinks=True)
        before = findings(copy)
        offered = sum(bool(each["fix"] and each["fix"]["safe"]) for each in before.values())
        said = run("fix", str(copy), "--select", "DJP1").splitlines()
        changed = [
            path for path in copy.rglob("*.py") if path.read_bytes() != (folder / path.relative_to(copy)).read_bytes()
        ]
        spoiled = [
            path
            for path in changed
            if not parses(path.read_bytes()) and parses((folder / path.relative_to(copy)).read_bytes())
        ]
        after = findings(copy)
        counts = [sum(line.startswith(word) for line in said) for word in ("mended ", "taken back ")]
        left = sum(bool(each["fix"] and each["fix"]["safe"]) for each in after.values())
        return offered, *counts, left, len(changed), len(spoiled), len(after.keys() - before.keys())


def main() -> int:
    """Print the table."""
    print(f"| project | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 1)}", flush=True)
    whole = [0] * len(COLUMNS)
    for folder in map(Path, sys.argv[1:]):
        row = mend(folder)
        whole = [one + other for one, other in zip(whole, row, strict=True)]
        print(f"| {folder.name} | {' | '.join(map(str, row))} |", flush=True)
    print(f"| all | {' | '.join(map(str, whole))} |")
    return 1 if whole[-2] else 0


if __name__ == "__main__":
    sys.exit(main())
