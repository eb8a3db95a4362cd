"""`verify` on a small shop: what ran is told, and what was read is confirmed by it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from django_pro.cli.main import main
from tests.verifying.toy import FILES, write_shop

pytestmark = pytest.mark.slow


def verified(shop: Path, *words: str) -> tuple[int, dict[str, Any]]:
    told = shop.parent / "told.json"
    code = main(["verify", "--path", str(shop), "--python", sys.prefix, "--no-cache", "-o", f"json:{told}", *words])
    return code, json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_shop(tmp_path_factory.mktemp("verify"))
    code, told = verified(folder)
    assert code == 1, "a finding was confirmed"
    (folder.parent / "told").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.fixture
def told(shop: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shop.parent / "told").read_text(encoding="utf-8"))
    return found


def test_the_finding_is_confirmed_with_its_count(told: dict[str, Any]) -> None:
    [finding] = [each for each in told["findings"] if each["rule"] == "DJP101"]
    assert finding["verdict"] == "confirmed"
    assert finding["text"] == "6 queries in GET books in shop.tests.Shop.test_books"
    assert told["run"]["tests"] == 6
    assert told["run"]["failed"] == 0


def test_what_was_tried_of_each_endpoint(told: dict[str, Any]) -> None:
    tried = {f"{row['method']} {row['name']}": set(row["states"]) for row in told["endpoints"]["rows"]}
    assert tried["GET books"] == {"touched", "happy"}
    assert tried["GET loaded"] == {"touched", "happy", "count-verified"}
    assert tried["GET mine"] == {"touched", "happy", "authorization"}
    assert tried["POST new"] == {"touched", "input"}
    assert tried["GET later"] == {"touched", "happy"}
    assert tried["GET never"] == set()


def test_the_critical_path_is_measured(told: dict[str, Any]) -> None:
    functions = {each["name"]: each for each in told["critical_path"]["functions"]}
    never = functions["shop.views.never"]
    assert (never["statements"], never["executed"]) == (3, 0)
    assert (never["branches"], never["taken"]) == (2, 0)
    new = functions["shop.views.new"]
    assert (new["statements"], new["executed"]) == (5, 3)


def test_a_check_says_what_ran_until_the_file_changes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", str(shop), "--no-cache", "--select", "DJP101,DJP401", "--output-format", "json"]
    main(words)
    report = json.loads(capsys.readouterr().out)
    found = {each["rule"]: each for each in report["findings"]}
    assert found["DJP101"]["evidence"][1]["verdict"] == "confirmed"
    assert found["DJP401"]["confidence"] == "proved"
    assert report["project"]["evidence"].startswith("6 tests on ")
    views = shop / "shop" / "views.py"
    views.write_text(FILES["shop/views.py"] + "# changed\n", encoding="utf-8")
    main(words)
    report = json.loads(capsys.readouterr().out)
    views.write_text(FILES["shop/views.py"], encoding="utf-8")
    assert "1 files changed since" in report["project"]["evidence"]
    [finding] = [each for each in report["findings"] if each["rule"] == "DJP101"]
    assert finding["evidence"][1]["verdict"] == "not exercised"


def test_async_queries_have_the_line_that_awaits_them(shop: Path) -> None:
    ran = json.loads((shop / ".django-pro" / "evidence.json").read_text(encoding="utf-8"))
    line = (
        FILES["shop/views.py"].splitlines().index("    titles = [book.title async for book in Book.objects.all()]") + 1
    )
    assert ("shop/views.py", line) in {(each["path"], each["line"]) for each in ran["queries"]}


@pytest.mark.parametrize(
    ("changed", "words", "said"),
    [
        ({"shop__tests": ""}, (), "no test ran"),
        ({}, ("--", "no-such-command"), "no-such-command cannot be run"),
        ({"config__settings": 'raise RuntimeError("secret wanted")'}, (), "secret wanted"),
        ({}, ("--patience", "1s", "--", "python", "-c", "import time; time.sleep(60)"), "took longer than they may"),
    ],
)
def test_what_does_not_run_is_one_clear_line(
    changed: dict[str, str], words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_shop(tmp_path, **changed)
    code, _ = verified(folder, *words)
    assert code == 2
    error = capsys.readouterr().err
    assert said in error
    assert "stopped by its own fault" not in error
    assert not (folder / ".django-pro").exists()


def test_a_failing_suite_is_told_and_its_evidence_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = FILES["shop/tests.py"].replace('["books"]), 6)', '["books"]), 7)')
    code, told = verified(write_shop(tmp_path, shop__tests=tests))
    assert code == 1
    assert told["run"]["failed"] == 1
    assert "AssertionError: 6 != 7" in capsys.readouterr().err


def test_the_command_of_the_configuration_is_run(tmp_path: Path) -> None:
    folder = write_shop(tmp_path)
    (folder / "pyproject.toml").write_text(
        '[tool.django-pro]\ncommand = "python manage.py test shop.tests.Shop.test_mine"\n', encoding="utf-8"
    )
    code, told = verified(folder, "--no-coverage")
    assert code == 0
    assert told["run"]["tests"] == 1
    assert told["critical_path"]["why_not"] == "it was not asked for"
    assert not [name for name in os.listdir(folder) if name.startswith(".coverage")]
