"""Projects that hold what cannot be read: the review goes on, and says what and where."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from django_pro.cli.main import main
from tests.rules.bookshop import FILES
from tests.rules.projects import write_project

NEGLECTED = Path(__file__).parents[2] / "examples" / "neglected"
CIRCLE_OF_BASES = """\
from django.db import models


class Chapter(Part, models.Model):
    title = models.TextField()


class Part(Chapter):
    pass
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_project(tmp_path / "shop", FILES)


def reviewed(shop: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the report of a shop; the review must end well."""
    assert main(["check", str(shop), "--no-cache", "--output-format", "json"]) in (0, 1)
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    report: dict[str, Any] = json.loads(said.out)
    return report


def blinds(shop: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what the report says it could not read."""
    return [f"{each['path']}:{each['line']} {each['why']}" for each in reviewed(shop, capsys)["blind"]]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"x = 1\0\n", "0 the file holds a NUL byte"),
        ("x = 1\n".encode("utf-16"), "0 the file is UTF-16; Python reads UTF-8"),
        (b"x = '\xff'\n", "0 the file is not valid utf-8"),
        (b"# -*- coding: klingon -*-\nx = '\xff'\n", "0 the file is not valid klingon"),
        (b"def a():\n    return 1\n\nx = = 3 (\n", "4 syntax error; the rest of the file was read"),
    ],
    ids=["NUL", "UTF-16", "wrong bytes", "unknown encoding", "syntax error"],
)
def test_a_file_that_is_no_python(raw: bytes, said: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = reviewed(shop, capsys)
    (shop / "shop" / "odd.py").write_bytes(raw)
    after = reviewed(shop, capsys)
    assert [f"{each['path']}:{each['line']} {each['why']}" for each in after["blind"]] == [f"shop/odd.py:{said}"]
    assert after["findings"] == before["findings"]


def test_a_file_nested_five_thousand_deep(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = "".join(f"{' ' * depth}if x:\n" for depth in range(5_000))
    (shop / "shop" / "odd.py").write_text(f"{steps}{' ' * 5_000}pass\n")
    (said,) = blinds(shop, capsys)
    assert said.endswith("nested too deep to read; the rest of the file was read")


def test_parentheses_five_thousand_deep(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop" / "odd.py").write_text(f"x = {'[' * 5_000}1{']' * 5_000}\n")
    (said,) = blinds(shop, capsys)
    assert said == "shop/odd.py:1 nested too deep to read; the rest of the file was read"


@pytest.mark.slow
def test_a_file_of_200_000_lines(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop" / "odd.py").write_text("x = 1\n" * 200_000)
    report = reviewed(shop, capsys)
    assert report["blind"] == []
    assert report["project"]["lines"] > 200_000


def test_imports_in_a_circle(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = reviewed(shop, capsys)
    (shop / "shop" / "one.py").write_text("from shop.two import Thing\nfrom shop.two import *\n")
    (shop / "shop" / "two.py").write_text(
        "from shop.one import Thing\nfrom shop.one import *\n\n\nclass Odd(Thing):\n    pass\n"
    )
    after = reviewed(shop, capsys)
    assert (after["blind"], after["findings"]) == ([], before["findings"])


def test_bases_in_a_circle(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop" / "parts.py").write_text(CIRCLE_OF_BASES)
    assert blinds(shop, capsys) == [
        "shop/parts.py:4 shop.parts.Chapter: the classes inherit in a circle",
        "shop/parts.py:8 shop.parts.Chapter: the classes inherit in a circle",
    ]


def test_links_in_a_circle(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        (shop / "shop" / "loop.py").symlink_to("loop.py")
        (shop / "shop" / "again").symlink_to(shop, target_is_directory=True)
    except OSError:
        pytest.skip("waits for a system that lets anybody make symbolic links")
    assert blinds(shop, capsys) == ["shop/loop.py:0 the symbolic link leads nowhere, or in a circle"]


def test_a_file_that_may_not_be_read(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "shop" / "odd.py").write_text("x = 1\n")
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "odd.py":  # whoever runs the tests may be allowed to read everything
            raise PermissionError(13, os.strerror(13))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert blinds(shop, capsys) == ["shop/odd.py:0 the file cannot be read: Permission denied"]


def test_settings_that_would_end_the_program(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = reviewed(shop, capsys)
    settings = next(shop.rglob("settings.py"))
    settings.write_text(f"{settings.read_text()}\nimport os\nimport sys\n\nos._exit(9)\nsys.exit('never')\nexit(3)\n")
    after = reviewed(shop, capsys)
    assert after["project"]["roots"][0]["settings"] == before["project"]["roots"][0]["settings"]
    assert after["findings"] == before["findings"]


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = tmp_path / "neglected"
    shutil.copytree(NEGLECTED, shop, ignore=shutil.ignore_patterns("__pycache__"))

    def places() -> list[tuple[object, ...]]:
        found = reviewed(shop, capsys)["findings"]
        return [(each["rule"], each["path"], each["line"], each["column"], each["end_column"]) for each in found]

    before = places()
    assert before
    for path in shop.rglob("*.py"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (shop / "coverage.json").touch()  # older than what it measured, it would not be believed
    assert places() == before
