"""What an adapter is asked, and what it answers: a review in django-pro's JSON, so that one scorer judges all tools."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Said:
    """One warning of a tool: where it stands, and the relation that it names (`author__country`), if any."""

    tool: str
    path: str
    line: int
    relation: str
    message: str

    def finding(self) -> dict[str, object]:
        """Return it as a finding. No peer has a scale of its own, so each warning counts as one that is meant."""
        return {
            "rule": self.tool,
            "name": "n-plus-one",
            "principle": "queries",
            "severity": "warning",
            "confidence": "likely",
            "path": self.path,
            "line": self.line,
            "message": self.message,
            "data": {"relation": self.relation},
        }


def asked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Return the arguments, those that a review is asked with among them."""
    parser.add_argument("--output-format", choices=("json",), default="json")
    parser.add_argument("tree", type=Path)
    return parser.parse_args()


def ran(command: list[str], tree: Path) -> str:
    """Return what a tool prints in a folder; a tool that breaks ends this process, so that it is not taken for silence."""
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"{command[0]} exits with {run.returncode}: {run.stderr[-300:]}")
    return run.stdout


def answered(said: Iterable[Said]) -> None:
    """Print the review."""
    print(json.dumps({"findings": [each.finding() for each in said]}))
