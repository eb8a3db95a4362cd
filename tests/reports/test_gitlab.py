"""GitLab's Code Quality report."""

from __future__ import annotations

import json

from django_pro.reports.gitlab import write_gitlab
from tests.reports.findings import found


def test_a_finding() -> None:
    assert json.loads(write_gitlab([found(end_line=4)])) == [
        {
            "description": (
                "`book.author` is read once per row of `Book.objects.all()`. "
                'add select_related("author") to `Book.objects.all()`'
            ),
            "check_name": "DJP101 n-plus-one",
            "fingerprint": "1234abcd",
            "severity": "critical",
            "location": {"path": "shop/views.py", "lines": {"begin": 3, "end": 4}},
        }
    ]


def test_severities() -> None:
    said = [("error", "proved"), ("error", "likely"), ("warning", "proved"), ("info", "proved")]
    told = json.loads(write_gitlab(found(severity=severity, confidence=sure) for severity, sure in said))
    assert [each["severity"] for each in told] == ["critical", "major", "minor", "info"]


def test_no_two_findings_have_one_fingerprint() -> None:
    told = json.loads(write_gitlab([found(), found(fingerprint="b"), found(line=9), found(line=12)]))
    assert [each["fingerprint"] for each in told] == ["1234abcd", "b", "1234abcd-2", "1234abcd-3"]


def test_nothing_found_is_an_empty_list() -> None:
    assert write_gitlab([]) == "[]\n"
