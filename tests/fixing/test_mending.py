"""Fixes are made together where they can be, and taken back where they do not help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from django_pro.findings.finding import Confidence, Fix, Severity, Span
from django_pro.findings.site import Site
from django_pro.fixing.choosing import choose
from django_pro.fixing.mending import Mended, mend
from django_pro.project.project import Options, open_tree
from django_pro.review import selection
from django_pro.review.reviewing import Request, Review, review_repository
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule
from django_pro.source.edits import Edit
from tests.review.findings import finding
from tests.rules.bookshop import FILES
from tests.rules.projects import write_project

PATH = "shop/views.py"
Edits = Callable[[int, str], tuple[Edit, ...]]


def rule(edits: Edits) -> Rule:
    """Return a rule that finds each top-level name beginning with `bad`; `edits` are its cure."""

    def check(review: Reviewed) -> Iterator[Site]:
        text = (review.project.root / PATH).read_bytes().decode()
        for word in sorted({word for word in text.split() if word.startswith("bad")}):
            at = text.index(word)
            yield made.broken(
                word,
                Span(PATH, at, at + len(word)),
                message=word,
                recipe="rename",
                confidence=Confidence.PROVED,
                scope="shop.views",
                fix=Fix(True, edits(at, word)),
            )

    made = Rule("DJP101", "bad-name", "queries", Severity.ERROR, False, "turn", Path(), check)
    return made


def mended(folder: Path, text: str, edits: Edits, monkeypatch: pytest.MonkeyPatch) -> tuple[Mended, str]:
    monkeypatch.setattr(selection, "all_rules", lambda: (rule(edits),))
    write_project(folder, FILES | {PATH: text})

    def again() -> Review:
        return review_repository(open_tree(folder, Options(cache=False)), Request())

    result = mend(again(), again, lambda _: True)
    return result, (folder / PATH).read_text()


def test_all_are_cured_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, text = mended(
        tmp_path, "bad1 = 1\nbad2 = 2\n", lambda at, _: (Edit(PATH, at, at + 3, "good"),), monkeypatch
    )
    assert text == "good1 = 1\ngood2 = 2\n"
    assert [each.subject for each in result.cured] == ["bad1", "bad2"]
    assert result.review.findings == ()


def test_one_that_does_not_help_is_taken_back_and_the_other_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edits(at: int, word: str) -> tuple[Edit, ...]:
        return (Edit(PATH, at, at + 3, "good") if word == "bad1" else Edit(PATH, at + 4, at + 4, "  "),)

    result, text = mended(tmp_path, "bad1 = 1\nbad2 = 2\n", edits, monkeypatch)
    assert text == "good1 = 1\nbad2 = 2\n"
    assert [each.subject for each in result.taken_back] == ["bad2"]


def test_one_that_brings_another_finding_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, text = mended(tmp_path, "bad1 = 1\n", lambda at, _: (Edit(PATH, at, at + 4, "bad9"),), monkeypatch)
    assert text == "bad1 = 1\n"
    assert [each.subject for each in result.taken_back] == ["bad1"]
    assert result.cured == ()


def test_unsafe_and_overlapping_ones_wait() -> None:
    first = finding("a", fix=Fix(True, (Edit(PATH, 0, 4, "x"),)))
    overlapping = finding("b", fix=Fix(True, (Edit(PATH, 2, 6, "y"),)))
    unsafe = finding("c", fix=Fix(False, (Edit(PATH, 10, 12, "z"),)))
    assert choose([first, overlapping, unsafe, finding("d")]) == [first]
    assert choose([first, overlapping, unsafe, finding("d")], unsafe=True) == [first, unsafe]
