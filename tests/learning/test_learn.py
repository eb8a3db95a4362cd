"""The command: what it says, where it writes, and how it fails."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from django_pro.cli.main import main
from django_pro.project.learned import kept_at
from django_pro.project.project import Options, open_tree
from tests.learning.conftest import Told
from tests.learning.toy import write_shop

Captured = pytest.CaptureFixture[str]
PYTHON = ("--python", sys.prefix, "--no-cache")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_check_uses_what_is_kept_and_says_so(tmp_path: Path, capsys: Captured) -> None:
    shop = write_shop(tmp_path / "shop")
    assert main(["learn", str(shop), *PYTHON]) == 0
    said = capsys.readouterr()
    assert "this runs the project's own code: config.settings" in said.err
    assert "3 routes" in said.out and str(kept_at(shop)) in said.out
    main(["check", str(shop), *PYTHON, "--output-format", "json", "--preview", "--select", "DJP5"])
    report = json.loads(capsys.readouterr().out)
    assert (
        report["project"]["evidence"].startswith("learned on 20")
        and "with config.settings" in report["project"]["evidence"]
    )
    main(["check", str(shop), *PYTHON, "--no-facts", "--output-format", "json"])
    assert json.loads(capsys.readouterr().out)["project"]["evidence"] is None
    (shop / "shop/models.py").write_text("", encoding="utf-8")
    main(["check", str(shop), *PYTHON])
    assert "2 of them stale" in capsys.readouterr().out
    assert main(["learn", str(shop), "--forget"]) == 0
    assert not kept_at(shop).exists()


def test_what_rests_on_learned_rows_is_marked_ran(once: Told, capsys: Captured) -> None:
    words = ["check", str(once.shop), *PYTHON, "--facts", str(once.file), "--output-format", "json", "--preview"]
    main([*words, "--select", "DJP401"])
    found = {
        each["scope"] if "scope" in each else each["message"]: each
        for each in json.loads(capsys.readouterr().out)["findings"]
    }
    kinds = {key: [each["kind"] for each in finding["evidence"]] for key, finding in found.items()}
    assert any("ran" in each for each in kinds.values()), kinds


def test_a_file_in_the_tree_is_not_read_unasked(once: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = write_shop(tmp_path / "shop")
    monkeypatch.setenv("XDG_CACHE_HOME", str(shop / "cache"))
    kept = kept_at(shop)
    for place in (shop / "facts.json", shop / "learned.json", kept):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(once.file.read_bytes())
    options = Options(python=sys.prefix, cache=False, top=shop)
    assert open_tree(shop, options).projects[0].learned.facts is None


def test_nothing_is_written_to_the_tree(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    before = {each for each in shop.rglob("*") if "__pycache__" not in each.parts}
    assert main(["learn", str(shop), *PYTHON]) == 0
    assert {each for each in shop.rglob("*") if "__pycache__" not in each.parts} == before


#: What is wrong with the shop, and what is said of it.
BROKEN = {
    "shop/models.py": ("import nothing_like_this", "the project cannot be imported: ModuleNotFoundError"),
    "config/settings.py": ("raise KeyError('SHOP_KEY')", "the settings config.settings cannot be imported: KeyError"),
    "config/urls.py": ("from shop import nobody", "the URLs cannot be imported: ImportError"),
    "shop/apps.py": ("import os; os._exit(3)", "the project's interpreter ended with 3"),
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_project_that_cannot_be_run_is_one_clear_line(tmp_path: Path, capsys: Captured, path: str) -> None:
    text, said = BROKEN[path]
    shop = write_shop(tmp_path / "shop", **{path: text})
    facts = tmp_path / "facts.json"
    code = main(["learn", str(shop), *PYTHON, "--settings", "config.settings", "--output", str(facts)])
    error = capsys.readouterr().err
    assert code == 2 and said in error and "Traceback" not in error
    assert len(error.splitlines()) == 3, "what runs, what is wrong, what to do"
    assert not facts.exists()


def test_settings_that_are_not_there_are_one_clear_line(tmp_path: Path, capsys: Captured) -> None:
    assert main(["learn", str(write_shop(tmp_path / "shop")), *PYTHON, "--settings", "shop.nowhere"]) == 2
    assert "the settings shop.nowhere cannot be imported" in capsys.readouterr().err


def test_no_interpreter_is_one_clear_line(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert main(["learn", str(write_shop(tmp_path / "shop"))]) == 2
    assert "the project's interpreter is not known, and django-pro learn runs its code" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "it is no file of facts"), ('{"schema": 1}', "it is no file of facts"), (None, "No such file")],
)
def test_a_file_that_is_none_of_facts_is_one_clear_line(
    tmp_path: Path, capsys: Captured, text: str | None, said: str
) -> None:
    facts = tmp_path / "facts.json"
    if text is not None:
        facts.write_text(text, encoding="utf-8")
    assert main(["check", str(write_shop(tmp_path / "shop")), *PYTHON, "--facts", str(facts)]) == 2
    assert said in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    output = tmp_path / "file" / "facts.json"
    assert main(["learn", str(write_shop(tmp_path / "shop")), *PYTHON, "--output", str(output)]) == 2
    assert "cannot be written" in capsys.readouterr().err
