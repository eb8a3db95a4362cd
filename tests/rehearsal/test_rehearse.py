"""Migrations of a small shop, rehearsed: what waits, what fails, what is lost, and what is harmless."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from django_pro.cli.main import main
from django_pro.rehearsal.binaries import Binaries
from tests.rehearsal.toy import STEPS, write_shop

pytestmark = pytest.mark.slow
ROWS = "20000"


@pytest.fixture(scope="module")
def told(binaries: Binaries, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a rehearsal of the shop says."""
    shop = write_shop(tmp_path_factory.mktemp("shop"))
    report, page = shop / "report.json", shop / "page.html"
    words = ["rehearse", "shop", "--path", str(shop), "--python", sys.prefix, "--rows", ROWS]
    assert main([*words, "-o", f"json:{report}", "-o", f"html:{page}"]) == 1
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return {**found, "page": page.read_text(encoding="utf-8"), "shop": shop}


def of(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in told["migrations"] if each["migration"] == f"shop.{name}")
    return found


def modes(each: dict[str, Any], table: str) -> set[str]:
    return {lock["mode"] for one in each["migrated"]["operations"] for lock in one["locks"] if lock["table"] == table}


def test_every_table_has_rows(told: dict[str, Any]) -> None:
    rows = {each["model"]: each["rows"] for each in told["filled"]}
    assert rows["shop.Book"] == int(ROWS)
    assert rows["shop.Author"] == int(ROWS) // 10
    assert rows["shop.Book_fans"] > 0
    assert told["unfilled"] == []


def test_all_ran(told: dict[str, Any]) -> None:
    assert [each["migration"] for each in told["migrations"]] == [f"shop.{name}" for name in STEPS]
    assert told["failed"] is None


def test_the_release_before_cannot_insert(told: dict[str, Any]) -> None:
    each = of(told, "0002_stock")
    assert {one["role"] for one in each["migrated"]["failed"]} == {"inserter"}
    assert [one["does"] for one in each["rolled"]["old_on_new"]] == ["insert"]
    assert not each["migrated"]["operations"][0]["rewritten"]


def test_a_table_is_rewritten_while_all_wait(told: dict[str, Any]) -> None:
    each = of(told, "0003_wider")
    assert each["migrated"]["operations"][0]["rewritten"] == ["shop_book"]
    assert "AccessExclusiveLock" in modes(each, "shop_book")
    assert each["behind_reader"]["stall"] > 1_500 > each["behind_reader"]["with_lock_timeout"]
    assert each["reversed"]["schema"] == "equal" and each["reversed"]["lost"] == []


def test_a_concurrent_index_holds_up_nobody(told: dict[str, Any]) -> None:
    each = of(told, "0004_index")
    assert modes(each, "shop_book") <= {"ShareUpdateExclusiveLock"}
    assert each["migrated"]["failed"] == []
    assert each["behind_reader"] is None


def test_rows_that_nobody_tamed_stop_it(told: dict[str, Any]) -> None:
    assert "null values" in of(told, "0005_slug")["met"]["error"]
    assert of(told, "0005_slug")["migrated"]["error"] is None


def test_undone_the_values_are_lost(told: dict[str, Any]) -> None:
    each = of(told, "0006_price")
    assert "violates not-null" in each["reversed"]["error"] or "null values" in each["reversed"]["error"]
    assert {one["role"] for one in each["migrated"]["failed"]} == {"reader", "updater", "inserter"}


def test_the_page_shows_a_timeline_of_each(told: dict[str, Any]) -> None:
    assert told["page"].count("<svg") == 1 + len(STEPS), "one of all, and one of each"
    assert "http" not in told["page"].partition("</style>")[2], "it asks nobody for anything"


def test_it_is_on_record(told: dict[str, Any]) -> None:
    record = json.loads((told["shop"] / ".django-pro/rehearsals/shop.0003_wider.json").read_text(encoding="utf-8"))
    assert record["migration"] == "shop.0003_wider" and record["rows"] >= int(ROWS)


def test_a_project_that_cannot_be_imported_is_one_clear_line(
    binaries: Binaries, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = write_shop(tmp_path)
    settings = shop / "config" / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + "raise KeyError('SHOP_KEY')\n", encoding="utf-8")
    assert main(["rehearse", "shop", "--path", str(shop), "--python", sys.prefix, "--rows", "10"]) == 2
    said = capsys.readouterr().err
    assert "the settings config.settings cannot be imported: KeyError: 'SHOP_KEY'" in said
    assert "--env NAME=VALUE" in said and "Traceback" not in said
