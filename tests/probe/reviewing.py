"""What the review says of the probe project, and which variants each finding is about."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.probe.variants import PROJECT, Variant

#: The rules that say that the number of queries grows with the number of rows.
ALARMS = frozenset({"DJP101", "DJP102", "DJP103", "DJP104", "DJP105", "DJP108"})
Finding = dict[str, Any]
Place = tuple[str, int]


def alarms(folder: Path) -> list[Finding]:
    """Return the findings of those rules on a copy of the project, which stands in no folder of tests."""
    copy = folder / "bookshop"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    command = [
        sys.executable,
        "-m",
        "django_pro",
        "check",
        str(copy),
        "--output-format",
        "json",
        "--preview",
        "--no-cache",
    ]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode == 2:
        raise RuntimeError(ran.stderr)
    return [each for each in json.loads(ran.stdout)["findings"] if each["rule"] in ALARMS]


def places(finding: Finding) -> frozenset[Place]:
    """Return the lines that a finding names as its own: where it stands, where the rows come from, where they are read."""
    data = finding["data"]
    named = [finding, *([data["source"]] if data.get("source") else []), *data.get("uses", ())]
    return frozenset((each["path"], each["line"]) for each in named)


def is_about(finding: Finding, variant: Variant) -> bool:
    """Whether one of a finding's lines lies in a stretch of the variant."""
    return any(
        path == each.path and each.first <= line <= each.last
        for path, line in places(finding)
        for each in variant.stretches
    )
