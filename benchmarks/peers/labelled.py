"""How a tool does on labelled cases of mended N+1 queries, as a scorer that asks any command for a review judges it.

The bench is a folder with `n1.py` (the scorer), `n1/cases.jsonl` (the commit that mended each, and its parent) and
`n1/negatives.jsonl` (places where nothing is wrong). The scorer writes one row for each, with its verdict.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_Row = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """Where the cases are, and the clones of their projects."""

    folder: Path
    clones: Path


@dataclass(frozen=True)
class Score:
    """Cases that were hit, those of them that are quiet once mended, and negatives that were reported."""

    hits: int
    cases: int
    quiet: int
    alarms: int
    negatives: int
    broken: int


def score(command: str, bench: Bench, environment: Mapping[str, str]) -> Score:
    """Return how a command does; what is absent is not counted, a review that breaks is a miss and is told apart."""
    cases = _rows(command, bench, "cases", environment)
    negatives = _rows(command, bench, "negatives", environment)
    hits = [each for each in cases if each["verdict"] == "hit"]
    return Score(
        hits=len(hits),
        cases=len(cases),
        quiet=sum(each["quiet_after"] for each in hits),
        alarms=sum(each["verdict"] == "alarm" for each in negatives),
        negatives=len(negatives),
        broken=sum(each["verdict"] == "error" for each in cases + negatives),
    )


def _rows(command: str, bench: Bench, kind: str, environment: Mapping[str, str]) -> list[_Row]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.jsonl"
        labelled, clones = bench.folder / "n1" / f"{kind}.jsonl", str(bench.clones)
        asked = [f"--{kind}", str(labelled), "--clones", clones, "--command", command, "--out", str(out), "--jobs", "1"]
        scorer = [sys.executable, str(bench.folder / "n1.py"), *asked]
        subprocess.run(scorer, env=environment, check=True, stdout=subprocess.DEVNULL)
        rows: list[_Row] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [each for each in rows if each["verdict"] != "absent"]
