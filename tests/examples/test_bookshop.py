"""The bookshop is healthy: every target is met, and nothing is found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from django_pro.cli.main import main

BOOKSHOP = Path(__file__).parents[2] / "examples" / "bookshop"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy that stands in no repository and has no environment."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    copy = tmp_path / "bookshop"
    shutil.copytree(BOOKSHOP, copy, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3"))
    return copy


def test_nothing_is_found_and_every_target_is_met(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(shop), "--preview", "--no-cache", "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["findings"] == []
    assert report["blind"] == []
    assert [each["id"] for each in report["principles"] if not each["met"] or not each["kept"]] == []
    assert report["project"]["roots"][0]["settings"] == "bookshop.settings.production"


def test_the_same_input_gives_the_same_bytes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        main(["check", str(shop), "--preview", "--no-cache", "--output-format", "json"])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("catalogue/models.py: return self.select_related(\"author\", \"publisher\")", "return self.all()", "DJP101"),
        ("blog/views.py: .prefetch_related(\"books\")", "", "DJP101"),
        ("blog/api.py: .select_related(\"author\")", "", "DJP101"),
        ("bookshop/settings/base.py: \"PAGE_SIZE\": 20,", "", "DJP317 DJP318"),
        ("bookshop/settings/production.py: os.environ[\"SECRET_KEY\"]", "\"2f8a0c7d95be41e6a3\"", "DJP501"),
        ("tests/test_live.py: live-prices", "book-list", "DJP401"),
    ],
)  # fmt: skip
def test_each_loss_is_found(before: str, after: str, rule: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, _, text = before.partition(": ")
    path = shop / name
    assert text in path.read_text()
    path.write_text(path.read_text().replace(text, after))
    main(["check", str(shop), "--preview", "--no-cache", "--output-format", "json"])
    assert {each["rule"] for each in json.loads(capsys.readouterr().out)["findings"]} == set(rule.split())
