#!/usr/bin/env python3
"""Review many projects and print one row for each: files, lines, models, endpoints, templates, seconds, memory, blind.

    survey.py FOLDER… [--command 'django-pro check'] [--markdown]

Every FOLDER is a project.  Seconds are wall clock of a cold review (no cache), memory the largest process's peak.  A
project whose review ends in a traceback, or whose answer is no JSON, is a row that says so, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One project's review, or what went wrong with it."""

    name: str
    numbers: tuple[int, ...] = ()
    seconds: float = 0.0
    megabytes: int = 0
    wrong: str = ""


COLUMNS = ("files", "lines", "models", "endpoints", "templates", "migrations", "tests", "findings", "unread", "blind")


def survey(folder: Path, command: str) -> Row:
    """Review one project."""
    started = time.monotonic()
    arguments = [*shlex.split(command), "--output-format", "json", "--no-cache", str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    out, err = process.communicate()
    peak = _peak()
    seconds = time.monotonic() - started
    if b"Traceback" in err:
        return Row(folder.name, wrong=err.decode("utf-8", "replace").strip().splitlines()[-1])
    try:
        report = json.loads(out)
    except ValueError:
        return Row(folder.name, wrong=f"exit {process.returncode}: {err.decode('utf-8', 'replace')[-200:]}")
    return Row(folder.name, _numbers(report), seconds, peak)


def _numbers(report: dict) -> tuple[int, ...]:
    project, blind = report["project"], report["blind"]
    unread = {each["path"] for each in blind if each["path"].endswith(".py") and _is_unread(each["why"])}
    known = {"findings": len(report["findings"]), "unread": len(unread), "blind": len(blind)}
    return tuple(int(known.get(name, project.get(name) or 0)) for name in COLUMNS)


def _is_unread(why: str) -> bool:
    return why.startswith(("the file ", "syntax error")) or "not read" in why or "too deep" in why


def _peak() -> int:
    """Return the peak memory, in MB, of the largest process waited for so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--command", default=f"{sys.executable} -m django_pro check")
    args = parser.parse_args()
    print("| project |", " | ".join(COLUMNS), "| s | MB |")
    print("|---|" + "---|" * (len(COLUMNS) + 2))
    failed = False
    for folder in args.folders:
        row = _apart(folder, args.command)
        failed |= bool(row.wrong)
        print(
            f"| {row.name} |",
            row.wrong or " | ".join(map(str, row.numbers)),
            f"| {row.seconds:.1f} | {row.megabytes} |",
            flush=True,
        )
    return 1 if failed else 0


def _apart(folder: Path, command: str) -> Row:
    """Survey in a process of its own, so that its peak memory is its own."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1) as pool:
        return pool.submit(survey, folder, command).result()


if __name__ == "__main__":
    sys.exit(main())
