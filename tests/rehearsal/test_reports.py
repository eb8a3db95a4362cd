"""What a rehearsal showed, as text, as JSON and as a page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from django_pro.rehearsal.rehearsal import Rehearsal, rehearsal_of
from django_pro.rehearsal.told import (
    BehindReader,
    Event,
    Failed,
    Failure,
    Filled,
    Lock,
    Migrated,
    Moment,
    Operation,
    Prepared,
    Stall,
)  # fmt: skip
from django_pro.reports.paint import Paint
from django_pro.reports.rehearsal.html import write_html
from django_pro.reports.rehearsal.json import write_json
from django_pro.reports.rehearsal.text import write_text

EVIL = "<script>alert('x')</script>"
PREPARED = Prepared("5.2", "15.18", 40, 800.0)


def migrated(name: str, stall: float, failed: tuple[Failure, ...] = ()) -> Migrated:
    lock = Lock("shop_book", "AccessExclusiveLock", stall)
    operation = Operation(
        "AlterField", f"Alter field {EVIL}", 100.0, stall, locks=(lock, Lock("tag", "ShareLock", 3.0))
    )
    return Migrated(
        "shop", name, True, stall, 1024, (operation,),
        (Stall("shop_book", "reader", stall, 100.0), Stall("shop_book", "inserter", 2.0, 50.0)),
        (Moment("shop_book", "reader", 100.0, stall),), failed, started=100.0,
    )  # fmt: skip


def rehearsed(*events: Event) -> Rehearsal:
    return rehearsal_of([PREPARED, Filled("shop_book", "shop.Book", 1_000_000, 5000.0), *events])


SLOW = migrated("0002_slow", 2500.0)
FAST = migrated("0003_fast", 12.0)
BREAKS = migrated("0004_breaks", 12.0, (Failure("shop_book", "inserter", f"null value {EVIL}", 7),))


def test_all_that_is_well_passes() -> None:
    found = rehearsed(FAST)
    assert found.passes(1000.0)
    assert "1 rehearsed: nobody waited longer than 1.0 s, and nothing failed" in text(found)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((SLOW, FAST), "1 of 2 make others wait longer than 1.0 s"),
        ((BREAKS,), "1 of 1 fail, or make statements of the release before fail"),
        ((SLOW, BREAKS), "1 of 2 make others wait longer than 1.0 s; 1 of 2 fail"),
        ((FAST, Failed("disk", "the disk is full")), "The rehearsal ended early: the disk is full"),
    ],
)
def test_what_is_not_does_not_pass(events: tuple[Event, ...], said: str) -> None:
    found = rehearsed(*events)
    assert not found.passes(1000.0)
    assert said in text(found)
    assert json.loads(write_json(found, 1000.0))["passes"] is False


def text(found: Rehearsal) -> str:
    return "\n".join(write_text(found, 1000.0, Paint()))


def test_a_long_reader_is_told_with_its_remedy() -> None:
    found = rehearsed(FAST, BehindReader("shop", "0003_fast", 3000.0, 2700.0, 210.0))
    assert "a reader of 3.0 s, every other waits 2.7 s; with lock_timeout and another try 210 ms" in text(found)


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.ids |= {given["id"] or ""} if "id" in given else set()
        self.links |= {given[name] or "" for name in ("href", "src") if name in given}


def test_the_page_is_whole_and_asks_nobody() -> None:
    page = write_html(rehearsed(SLOW, FAST, BREAKS), 1000.0, EVIL)
    found = Page(page)
    assert found.tags.count("svg") == 4
    assert found.links == {f"#{each}" for each in found.ids} == {f"#shop.{each.name}" for each in (SLOW, FAST, BREAKS)}


def test_what_the_project_calls_things_is_text_in_the_page() -> None:
    page = write_html(rehearsed(BREAKS, Failed("migrate", EVIL)), 1000.0, EVIL)
    assert "script" not in Page(page).tags and "alert" in page


def test_waits_beyond_the_limit_are_marked() -> None:
    page = write_html(rehearsed(SLOW, FAST), 1000.0, "shop")
    overview, slow, fast = (part.partition("</svg>")[0] for part in page.split("<svg")[1:])
    kinds = [re.findall(r'<rect class="(wait|short|calm)"', picture) for picture in (overview, slow, fast)]
    assert kinds == [["wait", "calm"], ["wait"], ["short"]]
    assert page.count("limit 1.0 s") == 1
    assert "1,000,000 rows" in page


def test_locks_say_what_they_hold_up() -> None:
    page = write_html(rehearsed(SLOW), 1000.0, "shop")
    assert "AccessExclusive: holds up everything" in page
    assert "ShareLock, taken by" in page
