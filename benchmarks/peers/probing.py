"""Which variants of the probe a tool raises an alarm on: by reading a copy of the project, or by watching it run."""

from __future__ import annotations

import functools
import json
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.probe.reviewing import Finding, is_about
from tests.probe.variants import PROJECT, variants

from benchmarks.peers.tools import Reader, Watcher

ROOT = Path(__file__).parents[2]


def read(tool: Reader, environment: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the variants in whose stretches a tool that reads has a finding."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "bookshop"
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__"))
        _forget_choices(copy / "pyproject.toml")
        findings = _review([*shlex.split(tool.command), "--output-format", "json", str(copy)], copy, environment)
    counting = [each for each in findings if each["rule"] in tool.rules]
    return frozenset(each.name for each in variants() if any(is_about(found, each) for found in counting))


def _forget_choices(settings: Path) -> None:
    """Drop what the probe chooses for django-pro, which would turn its preview rules on where they are not asked for."""
    before, _, _ = settings.read_text(encoding="utf-8").partition("[tool.")
    settings.write_text(before, encoding="utf-8")


def _review(command: list[str], folder: Path, environment: Mapping[str, str]) -> list[Finding]:
    """Return all findings; 1 is the status of a review that found something."""
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode > 1 or not ran.stdout:
        raise RuntimeError(f"{command} exits with {ran.returncode}: {ran.stderr}")
    findings: list[Finding] = json.loads(ran.stdout)["findings"]
    return findings


def watched(tool: Watcher, peers: Path) -> frozenset[str]:
    """Return the names of the variants of which a tool that watches says what counts, run in the peers' environment."""
    return frozenset(name for name, said in _said(tool.watch, peers).items() if tool.means(said))


@functools.cache
def _said(watch: str, peers: Path) -> dict[str, list[str]]:
    command = [str(peers / "bin" / "python"), "-m", "benchmarks.peers.running", watch]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{command} exits with {ran.returncode}: {ran.stderr}")
    said: dict[str, list[str]] = json.loads(ran.stdout)
    return said
