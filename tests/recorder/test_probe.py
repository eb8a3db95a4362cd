"""On the probe's variants: each bad one is named with its line, no safe one is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_bad_variant_is_named_and_no_safe_one() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.probe.recorded", "--table"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    bad, safe = (
        line for line in ran.stdout.splitlines() if " of " in line and ":" in line and not line.startswith(" ")
    )
    assert bad == "bad: 355 of 355", ran.stdout
    assert safe == "safe: 352 of 352", ran.stdout
