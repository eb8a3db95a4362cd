"""The neglected bookshop: what is said of it stands beside it, and every rule finds something there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from django_pro.cli.main import main
from django_pro.rules.registry import all_rules

NEGLECTED = Path(__file__).parents[2] / "examples" / "neglected"
REPORT = NEGLECTED / "report.txt"
#: Rules that nothing there can break: one asks what ran, one asks git what was released, one is about a user model that is not Django's.
ELSEWHERE = {"DJP116", "DJP230", "DJP238"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy that stands in no repository and has no environment."""
    copy = tmp_path / "neglected"
    shutil.copytree(NEGLECTED, copy, ignore=shutil.ignore_patterns("__pycache__", "report.txt"))
    (copy / "coverage.json").touch()  # older than what it measured, it would not be believed
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    return copy


def test_the_report(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(shop), "--all", "--no-cache", "--color", "never"]) == 1
    said = capsys.readouterr().out
    if os.environ.get("DJANGO_PRO_UPDATE") == "1":
        REPORT.write_text(said, encoding="utf-8", newline="\n")
    assert said == REPORT.read_text(encoding="utf-8"), "DJANGO_PRO_UPDATE=1 writes it anew: read the difference"


def test_every_rule_finds_something(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(shop), "--statistics", "--preview", "--no-cache"])
    said = capsys.readouterr().out
    assert {rule.code for rule in all_rules() if rule.code not in said} == ELSEWHERE


def test_what_can_be_mended_safely_is(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(shop), "--no-cache"]) in (0, 1)
    capsys.readouterr()
    main(["check", str(shop), "--select", "DJP101,DJP901", "--all", "--no-cache"])
    said = capsys.readouterr().out
    assert "fix (safe)" not in said
    assert "3 findings, 3 of them errors" in said  # the admin's list and two of a serialised user: nobody writes their querysets
