"""Which migrations are rehearsed, and with which settings and interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from django_pro.project.interpreter import interpreter
from django_pro.project.project import Options, Project, open_tree
from django_pro.rehearsal.choosing import chosen, settings_of
from django_pro.source.errors import UsageError
from tests.rehearsal.toy import STEPS, write_shop

ALL = [("shop", "0001_initial"), *(("shop", name) for name in STEPS)]


def opened(folder: Path, python: str | None = sys.prefix, settings: str | None = None) -> Project:
    return open_tree(folder, Options(cache=False, parallel=False, python=python, settings=settings)).projects[0]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_shop(tmp_path)


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words], cwd=folder, check=True, capture_output=True
    )


def test_an_app_is_rehearsed_from_its_second_migration_on(shop: Path) -> None:
    assert list(chosen(opened(shop), "shop", None)[0]) == ALL[1:]


def test_one_is_named_by_how_it_begins(shop: Path) -> None:
    assert chosen(opened(shop), "shop", "0003")[0] == (("shop", "0003_wider"),)


@pytest.mark.parametrize(
    ("app", "name", "said"),
    [
        ("shop", "9", "shop has no migration 9"),
        ("shop", "000", "shop has more than one migration 000"),
        ("shoe", None, "there is no app shoe with migrations"),
    ],
)
def test_what_is_not_there_is_one_clear_line(shop: Path, app: str, name: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        chosen(opened(shop), app, name)


def test_those_that_git_does_not_know_as_released(shop: Path) -> None:
    late = [shop / "shop" / "migrations" / f"{name}.py" for name in ("0005_slug", "0006_price")]
    texts = {file: file.read_text(encoding="utf-8") for file in late}
    for file in late:
        file.unlink()
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", ".")
    git(shop, "commit", "-q", "-m", "released")
    with pytest.raises(UsageError, match="every migration is released already"):
        chosen(opened(shop), None, None)
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    assert chosen(opened(shop), None, None)[0] == (("shop", "0005_slug"), ("shop", "0006_price"))


def test_settings_are_those_of_manage_unless_others_are_named(shop: Path) -> None:
    assert settings_of(opened(shop)) == "config.settings"
    assert settings_of(opened(shop, settings="config.production")) == "config.production"


def test_an_interpreter_that_is_not_known_is_one_clear_line(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert interpreter(opened(shop), "it is asked for") == Path(sys.prefix) / "bin" / "python"
    with pytest.raises(UsageError, match="interpreter is not known"):
        interpreter(opened(shop, python=None), "it is asked for")
