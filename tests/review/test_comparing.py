"""Findings are compared as multisets."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.findings.finding import Confidence, Severity
from django_pro.review.baseline import read_baseline, write_baseline
from django_pro.review.comparing import beyond
from django_pro.review.failing import Failing, read_failing
from django_pro.source.errors import UsageError
from tests.review.findings import finding


def test_a_second_one_like_a_known_one_is_new() -> None:
    first, second = finding(start=1), finding(start=9)
    assert beyond([first, second], [first.fingerprint]) == ([second], [first])


def test_a_moved_one_is_known() -> None:
    assert beyond([finding(start=99)], [finding(start=1).fingerprint]) == ([], [finding(start=99)])


def test_a_baseline_is_sorted_and_keeps_its_notes(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    write_baseline(path, [finding("b"), finding("a")])
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines).replace('"note":""', '"note":"three rows"', 1) + "\n")
    write_baseline(path, [finding("a"), finding("b"), finding("b")])
    known = read_baseline(path)
    assert list(known) == sorted(known)
    assert [each.note for each in known].count("three rows") == 1
    assert len(known) == 3


def test_a_broken_baseline_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    path.write_text('{"rule":"DJP101","scope":"a","fingerprint":"b"}\n<<<<<<< HEAD\n')
    with pytest.raises(UsageError, match=r"line 2 of the baseline known\.jsonl"):
        read_baseline(path)


@pytest.mark.parametrize(
    ("text", "severity", "confidence", "fails"),
    [
        ("error", Severity.ERROR, Confidence.LIKELY, True),
        ("error", Severity.ERROR, Confidence.POSSIBLE, False),
        ("error", Severity.WARNING, Confidence.PROVED, False),
        ("warning:possible", Severity.WARNING, Confidence.POSSIBLE, True),
        ("error:proved", Severity.ERROR, Confidence.LIKELY, False),
        ("never", Severity.ERROR, Confidence.PROVED, False),
    ],
)
def test_what_fails(text: str, severity: Severity, confidence: Confidence, fails: bool) -> None:
    assert read_failing(text)([finding(severity=severity, confidence=confidence)]) is fails


def test_the_default_is_a_likely_error() -> None:
    assert Failing() == read_failing("error:likely")
