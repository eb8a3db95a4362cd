"""Each variant is measured by running it, and what the review reads agrees with that."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.probe.agreement import REQUIRED, Judged, judged, share, table
from tests.probe.reviewing import Finding, alarms, is_about
from tests.probe.variants import variants

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    return alarms(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture(scope="module")
def read(findings: list[Finding]) -> tuple[Judged, ...]:
    return judged(variants(), findings)


def test_there_are_enough_of_both_kinds() -> None:
    kinds = [each.kind for each in variants()]
    assert len(kinds) >= 120
    assert min(kinds.count("bad"), kinds.count("safe")) >= 0.4 * len(kinds)


@pytest.mark.slow
def test_what_is_declared_is_what_is_measured() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.probe.measure"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    counts = json.loads(ran.stdout)
    grows = {name: many > few for name, (few, many) in counts.items()}
    declared = {each.name: each.kind == "bad" for each in variants()}
    assert grows == declared, {name: counts[name] for name in declared if grows.get(name) != declared[name]}


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_reading_agrees_with_running(read: tuple[Judged, ...], kind: str) -> None:
    assert share(read, kind) >= REQUIRED[kind], "\n" + "\n".join(table(read))


def test_every_finding_is_about_a_variant(findings: list[Finding]) -> None:
    every = variants()
    assert not [found["message"] for found in findings if not any(is_about(found, each) for each in every)]
