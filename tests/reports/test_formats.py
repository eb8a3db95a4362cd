"""The formats of other programs, asked for at the command line."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from django_pro.cli.main import main
from django_pro.cli.output import EXCHANGED
from tests.rules.bookshop import FILES
from tests.rules.projects import release, write_project

VIEW = """\
from shop.models import Book


def titles():
    for book in Book.objects.all():
        print("書", book.author.name)
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the bookshop with one N+1, below a folder whose name is no URI, with the cache in a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_project(tmp_path / "the shop", {**FILES, "shop/views.py": VIEW})


def told(command: str, shop: Path, *words: str) -> dict[str, str]:
    """Return what a command writes in each format, all of them in one run."""
    files = {form: shop.parent / f"report.{form}" for form in EXCHANGED}
    wanted = [word for form, file in files.items() for word in ("-o", f"{form}:{file}")]
    assert main([command, str(shop), "--select", "DJP1", *words, *wanted]) == 1
    return {form: file.read_text(encoding="utf-8") for form, file in files.items()}


def test_check_writes_each_in_one_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = told("check", shop)
    assert "DJP101" in capsys.readouterr().out
    (run,) = json.loads(reports["sarif"])["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "shop/views.py"}
    assert place["region"] == {"startLine": 6, "startColumn": 20, "endLine": 6, "endColumn": 31}
    assert result["fixes"][0]["artifactChanges"][0]["artifactLocation"] == {"uri": "shop/views.py"}
    assert reports["github"].startswith("::error file=shop/views.py,line=6,endLine=6,col=20,endColumn=31,title=DJP101 ")
    assert [each["location"]["path"] for each in json.loads(reports["gitlab"])] == ["shop/views.py"]
    assert fromstring(reports["junit"]).get("failures") == "1"


@pytest.mark.parametrize("form", EXCHANGED)
def test_a_format_is_all_that_is_printed(form: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", str(shop), "--select", "DJP1", "--output-format", form]
    assert main(words) == 1
    first = capsys.readouterr().out
    assert first.startswith({"sarif": "{", "github": "::error ", "gitlab": "[", "junit": "<?xml "}[form])
    assert main(words) == 1
    assert capsys.readouterr().out == first


def test_gate_writes_what_is_introduced(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release(shop)
    (shop / "shop" / "more.py").write_text(VIEW, encoding="utf-8")
    reports = told("gate", shop)
    assert capsys.readouterr().out.splitlines()[-2].startswith("fail: ")
    (run,) = json.loads(reports["sarif"])["runs"]
    assert run["automationDetails"]["id"] == "django-pro/gate/"
    paths = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]]
    assert paths == [each["location"]["path"] for each in json.loads(reports["gitlab"])] == ["shop/more.py"]
    assert reports["github"].count("::error ") == 1
    assert fromstring(reports["junit"]).get("failures") == "1"


def test_gate_refuses_a_format_before_it_reads(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", str(shop), "--output-format", "yaml"]) == 2
    assert "there is no format yaml" in capsys.readouterr().err
