"""What `fix` writes is right: what was mended asks a constant number of queries, and nothing else grows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.probe.reviewing import alarms, is_about
from tests.probe.variants import PROJECT, variants

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_what_is_mended_is_constant_and_nothing_else_grows(tmp_path: Path) -> None:
    found = alarms(tmp_path)
    counts = _measured(_mended(tmp_path))
    grows = {name for name, (few, many) in counts.items() if many > few}
    assert not {each.name for each in variants() if each.kind == "safe"} & grows
    mended = {each.name for each in variants() if _is_mended([one for one in found if is_about(one, each)])}
    assert counts["authors_their_books_and_publishers"] == [2, 2]
    assert len(mended) >= 200
    assert not mended & grows


def _is_mended(findings: list[dict[str, object]]) -> bool:
    """Whether all that was found of a variant can be mended safely."""
    fixes = [each["fix"] for each in findings]
    return bool(fixes) and all(isinstance(fix, dict) and fix["safe"] for fix in fixes)


def _mended(folder: Path) -> Path:
    copy = folder / "mended"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "django_pro", "fix", str(copy), "--preview", "--no-cache"]
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return copy


def _measured(project: Path) -> dict[str, list[int]]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.probe.measure"],
        cwd=ROOT,
        env={**os.environ, "PROBE_PROJECT": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    counts: dict[str, list[int]] = json.loads(ran.stdout)
    return counts
