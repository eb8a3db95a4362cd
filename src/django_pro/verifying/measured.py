"""The lines and branches that coverage.py saw, by its own report."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from django_pro.findings.blind import Unknown

Pairs = tuple[tuple[int, int], ...]


class Measured(msgspec.Struct, frozen=True):
    """A file in a report of `coverage json` (coverage.py: "JSON reporting")."""

    executed_lines: tuple[int, ...]
    missing_lines: tuple[int, ...]
    executed_branches: Pairs = ()
    missing_branches: Pairs = ()


class _Report(msgspec.Struct, frozen=True):
    files: Mapping[str, Measured]


def measured(python: Path, root: Path, data: Path, configuration: Path | None) -> Mapping[str, Measured] | Unknown:
    """Return what coverage data holds, by path below the root; `configuration` is that of our own measuring."""
    options = ["--rcfile", str(configuration)] if configuration else []
    if configuration is not None:
        if not list(data.parent.glob(f"{data.name}.*")):
            return Unknown("coverage.py is not installed beside the project, or measured nothing")
        combined = _coverage(python, root, ["combine", *options])
        if combined is not None:
            return combined
    elif not data.exists():
        return Unknown(f"the command left no {data.name}")
    report = data.with_name("django-pro-coverage.json")
    try:
        failed = _coverage(python, root, ["json", *options, "--data-file", str(data), "-q", "-i", "-o", str(report)])
        return failed or _read(report, root)
    finally:
        report.unlink(missing_ok=True)


def _coverage(python: Path, root: Path, words: list[str]) -> Unknown | None:
    command = [str(python), "-m", "coverage", *words]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode == 0:
        return None
    said = (ran.stderr or ran.stdout).strip().splitlines() or ["it said nothing"]
    return Unknown(f"`coverage {words[0]}` failed: {said[-1][:200]}")


def _read(report: Path, root: Path) -> Mapping[str, Measured] | Unknown:
    try:
        found = msgspec.json.decode(report.read_bytes(), type=_Report).files
    except (OSError, msgspec.MsgspecError) as error:
        return Unknown(f"the report of coverage.py cannot be read: {error}")
    return {_below(path, root): each for path, each in found.items()}


def _below(path: str, root: Path) -> str:
    given = Path(path)
    if given.is_absolute() and given.is_relative_to(root):
        return given.relative_to(root).as_posix()
    return given.as_posix()
