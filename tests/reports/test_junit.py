"""JUnit XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from django_pro.findings.report import FindingReport
from django_pro.reports.junit import write_junit
from tests.reports.findings import found

PRINCIPLES = ["Query efficiency", "Migration safety", "API (DRF) consistency", "Security", "Test coverage"]


def read(*findings: FindingReport) -> Element:
    """Return the root, after a look at what its counts say."""
    root = fromstring(write_junit(findings).encode())
    suites = root.findall("testsuite")
    for each in (root, *suites):
        assert int(each.get("tests", "")) == len(list(each.iter("testcase")))
        assert int(each.get("failures", "")) == len(list(each.iter("failure")))
    return root


def test_a_failure_carries_message_place_and_recipe() -> None:
    root = read(found())
    (case,) = (each for each in root.iter("testcase") if each.find("failure") is not None)
    assert case.attrib == {
        "classname": "shop/views.py", "name": "DJP101 n-plus-one f:1234abcd", "file": "shop/views.py", "line": "3",
        "column": "15",
    }  # fmt: skip
    (failure,) = case
    assert failure.attrib == {"type": "error", "message": found().message}
    assert failure.text == (
        "shop/views.py:3:15 error, proved\n`book.author` is read once per row of `Book.objects.all()`\n"
        'shop/views.py:2 the rows are made here\nhelp: add select_related("author") to `Book.objects.all()`'
    )


def test_a_suite_for_each_principle() -> None:
    root = read(found(rule="DJP901", principle="review"), found(), found(line=9))
    assert [each.get("name") for each in root] == [*PRINCIPLES, "The review itself"]
    names = [each.get("name") for each in root[0]]
    assert names == ["DJP101 n-plus-one f:1234abcd", "DJP101 n-plus-one f:1234abcd-2"]


def test_nothing_found_passes() -> None:
    root = read()
    assert [each.get("name") for each in root] == PRINCIPLES
    assert {each.get("name") for each in root.iter("testcase")} == {"no findings"}


def test_what_xml_cannot_say_is_replaced() -> None:
    root = read(found(message='a < b & "c" ]]> \x00\x1b\ufffe', path="shop/<名>&.py"))
    (failure,) = root.iter("failure")
    assert failure.get("message") == 'a < b & "c" ]]> \ufffd\ufffd\ufffd'
    assert [each.get("file") for each in root.iter("testcase") if each.get("file")] == ["shop/<名>&.py"]
