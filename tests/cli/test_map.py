"""`django-pro map` on the bookshop's neglected twin."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from django_pro.cli.main import main

NEGLECTED = "examples/neglected"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what the command prints."""
    assert main(["map", *words, "--color", "never"]) == 0
    return capsys.readouterr().out


def test_endpoints_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "endpoints", NEGLECTED)
    assert "POST   api/^books/$" in out
    assert "BookViewSet.create  AllowAny (default)" in out


def test_endpoints_as_json_say_where_each_policy_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(told(capsys, "endpoints", NEGLECTED, "--output-format", "json"))["rows"]
    row = next(each for each in rows if each["method"] == "POST" and each["kind"] == "viewset")
    assert row["permissions"]["value"] == ["rest_framework.permissions.AllowAny"]
    assert row["permissions"]["origin"] == "default"
    assert row["serializer"]["value"]
    assert row["serializer"]["origin"] == "class"


def test_the_page_holds_every_endpoint_and_fetches_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    assert main(["map", "endpoints", NEGLECTED, "--output-format", "html", "-o", str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    rows = json.loads(told(capsys, "endpoints", NEGLECTED, "--output-format", "json"))["rows"]
    assert page.count("<tr data-method=") == len(rows)
    assert "http://" not in page
    assert "https://" not in page


def test_models_as_mermaid(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "models", NEGLECTED, "--output-format", "mermaid").splitlines()
    assert out[0] == "erDiagram"
    assert "    catalogue_Book }o--|| catalogue_Author : author" in out


def test_models_as_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    picture = ElementTree.fromstring(told(capsys, "models", NEGLECTED, "--output-format", "svg"))
    boxes = picture.findall("{http://www.w3.org/2000/svg}rect")
    lines = picture.findall("{http://www.w3.org/2000/svg}path")
    told_rows = json.loads(told(capsys, "models", NEGLECTED, "--output-format", "json"))["rows"]
    found = [each for each in told_rows if each["own"]]
    related = [column["to"] for each in found for column in each["columns"] if column["to"]]
    own = [each for each in related if each in {row["label"] for row in found}]
    assert (len(boxes), len(lines)) == (len(found), len(own))
    assert len(own) < len(related)  # some lead to a package's models


def test_queries_are_counted_by_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(told(capsys, "queries", NEGLECTED, "--output-format", "json"))["rows"]
    assert rows
    assert any("N" in each["formula"] and any(load["state"] == "missing" for load in each["loads"]) for each in rows)


def test_tests_that_reach_endpoints(capsys: pytest.CaptureFixture[str]) -> None:
    assert "test_the_list_of_books" in told(capsys, "tests", NEGLECTED)


@pytest.mark.parametrize("words", [["rivers"], ["queries", NEGLECTED, "--output-format", "svg"]])
def test_what_there_is_not_is_said(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["map", *words]) == 2
    assert "map" in capsys.readouterr().err


def test_migrations_are_a_deploy_plan(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shop = str(shutil.copytree("examples/bookshop", tmp_path / "shop"))
    out = told(capsys, "migrations", shop)
    assert "before the code  catalogue.0001_initial" in out
    assert "2 before the code" in out
    rows = json.loads(told(capsys, "migrations", shop, "--output-format", "json"))["rows"]
    assert [row["label"] for row in rows] == ["catalogue.0001_initial", "blog.0001_initial"]
    drawn = told(capsys, "migrations", shop, "--output-format", "mermaid")
    assert "catalogue_0001_initial --> blog_0001_initial" in drawn
