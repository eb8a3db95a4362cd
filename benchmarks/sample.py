#!/usr/bin/env python3
"""Draw findings of many projects at random, to be judged by somebody who reads the source.

    sample.py FOLDER… --rules DJP101,DJP102 --each 30 [--seed 7] [--out DIR]

Every FOLDER is a project, reviewed with preview rules.  Of each rule `--each` findings are drawn, from as many projects as
there are: one of each project in turn, the projects in random order.  A file a rule is written to DIR, a finding a line,
with an empty `verdict` to be filled in: `right`, `wrong` or `unsure`, and `why`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

Finding = dict[str, Any]


def review(folder: Path, rules: str) -> list[Finding]:
    """Return a project's findings, each with the project's name."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    command = [sys.executable, "-m", "django_pro", "check", str(folder), "--preview", "--select", rules]
    ran = subprocess.run(
        [*command, "--output-format", "json"], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode == 2:
        print(f"{folder.name}: {ran.stderr.strip()[-200:]}", file=sys.stderr)
        return []
    return [{"project": folder.name, **each} for each in json.loads(ran.stdout)["findings"]]


def drawn(findings: list[Finding], each: int, seed: int) -> list[Finding]:
    """Return so many findings at random, one of each project in turn."""
    chance = random.Random(seed)
    by_project: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_project[finding["project"]].append(finding)
    queues = list(by_project.values())
    chance.shuffle(queues)
    for queue in queues:
        chance.shuffle(queue)
    found: list[Finding] = []
    while len(found) < each and any(queues):
        found.extend(queue.pop() for queue in queues if queue)
    return found[:each]


def to_judge(finding: Finding) -> Finding:
    """Return what a reader needs of a finding."""
    kept = ("project", "rule", "id", "path", "line", "confidence", "message", "recipe", "trace", "data")
    return {**{name: finding[name] for name in kept}, "verdict": "", "why": ""}


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rules", required=True)
    parser.add_argument("--each", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("sample"))
    given = parser.parse_args()
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for folder in given.folders:
        for finding in review(folder, given.rules):
            by_rule[finding["rule"]].append(finding)
    given.out.mkdir(parents=True, exist_ok=True)
    for rule, findings in sorted(by_rule.items()):
        chosen = drawn(findings, given.each, given.seed)
        lines = (json.dumps(to_judge(each), ensure_ascii=False) for each in chosen)
        (given.out / f"{rule}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        projects = len({each["project"] for each in chosen})
        print(f"{rule}: {len(findings)} findings, {len(chosen)} drawn from {projects} projects")
    return 0


if __name__ == "__main__":
    sys.exit(main())
