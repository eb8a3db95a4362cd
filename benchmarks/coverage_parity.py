#!/usr/bin/env python3
"""Our statements and branches of the critical path's functions beside coverage.py's own, from one report.

    coverage run --branch --source=. manage.py test && coverage json -o FILE
    coverage_parity.py PROJECT FILE [--python VENV]

Prints how many functions agree, and each that does not: ours (statements, executed, branches, taken), then coverage.py's.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django_pro.facts.ran import Running
from django_pro.findings.evidence import Ran, RanFile, Run
from django_pro.project.project import Options, open_tree
from django_pro.rules.reviewed import Reviewed
from django_pro.source.edits import file_digest
from django_pro.verifying.critical import Covered, covered

NOTHING = Run(
    made="", commit=None, dirty=False, command=(), exit_code=0, seconds=0.0, tests=0, failed=0, skipped=0, units=0,
    dropped=0, covered=True,
)  # fmt: skip


def held(root: Path, report: dict[str, Any]) -> dict[str, RanFile]:
    """Return the files of a report as evidence."""
    found: dict[str, RanFile] = {}
    for path, each in report["files"].items():
        taken = tuple((start, end) for start, end in each.get("executed_branches", ()))
        untaken = tuple((start, end) for start, end in each.get("missing_branches", ()))
        lines = tuple(each["executed_lines"]), tuple(each["missing_lines"])
        found[path] = RanFile(file_digest(root / path) or "", *lines, taken, untaken, True)
    return found


def theirs(report: dict[str, Any], one: Covered) -> tuple[int, int, int, int] | None:
    """Return coverage.py's figures of a function, None where it knows none of the name and line."""
    for name, region in report["files"][one.path].get("functions", {}).items():
        if name and one.name.endswith(f".{name}") and abs(region.get("start_line", one.line) - one.line) < 10:
            summary = region["summary"]
            return (
                summary["num_statements"], summary["covered_lines"], summary.get("num_branches", 0),
                summary.get("covered_branches", 0),
            )  # fmt: skip
    return None


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--python")
    given = parser.parse_args()
    report = json.loads(given.report.read_text(encoding="utf-8"))
    [project] = open_tree(given.project, Options(python=given.python)).projects
    review = Reviewed(project)
    files = held(project.root, report)
    review.running = Running(project, Ran(schema=1, version="", run=NOTHING, queries=(), requests=(), files=files))
    agree = unknown = 0
    for each in covered(review):
        ours, other = (each.statements, each.executed, each.branches, each.taken), theirs(report, each)
        agree += ours == other
        unknown += other is None
        if other is not None and ours != other:
            print(f"{each.path}:{each.line} {each.name}: {ours} {other}")
    print(f"{agree} functions agree, {len(covered(review)) - agree - unknown} differ, {unknown} are not in the report")
    return 0


if __name__ == "__main__":
    sys.exit(main())
