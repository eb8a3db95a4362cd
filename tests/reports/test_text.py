"""What people see."""

from __future__ import annotations

import re

from django_pro.findings.report import FindingReport, FixReport, StepReport
from django_pro.reports.paint import Paint
from django_pro.reports.text import Telling, alike, by_worth, statistics, write_finding
from django_pro.source.edits import Edit
from tests.reports.findings import found

SOURCE = b"def view():\n    for book in Book.objects.all():\n        print(book.author.name)\n"


def told(finding: FindingReport, source: bytes = SOURCE, paint: Paint | None = None) -> str:
    return "\n".join(write_finding(finding, Telling(paint or Paint(), lambda _: source)))


def test_a_finding() -> None:
    assert (
        told(found())
        == """\
DJP101 n-plus-one  error, proved  f:1234abcd
`book.author` is read once per row of `Book.objects.all()`
  --> shop/views.py:3:15
3 |         print(book.author.name)
  |               ^^^^^^^^^^^
  = shop/views.py:2 the rows are made here
  help: add select_related("author") to `Book.objects.all()`"""
    )


def test_a_fix_is_shown_as_a_diff() -> None:
    at = SOURCE.index(b".all()")
    edit = Edit("shop/views.py", at, at + 6, '.select_related("author")')
    shown = told(found(fix=FixReport(True, (edit,))))
    assert "fix (safe):" in shown
    assert "    -    for book in Book.objects.all():\n" in shown
    assert '    +    for book in Book.objects.select_related("author"):' in shown


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b[" not in told(found())
    coloured = told(found(), paint=Paint(coloured=True))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == told(found())


def test_carets_stand_under_wide_characters() -> None:
    source = "書 = 名.著者\n".encode()
    shown = told(found(line=1, column=5, end_line=1, end_column=9, trace=()), source).splitlines()
    assert shown[4] == "  | " + " " * 5 + "^" * 7


def test_a_long_line_is_cut_around_its_mark() -> None:
    source = ("x" * 300 + "book.author" + "y" * 300).encode()
    shown = told(found(line=1, column=301, end_line=1, end_column=312, trace=()), source, Paint(width=80)).splitlines()
    line, carets = shown[3], shown[4]
    assert len(line) <= 80
    assert line[carets.index("^") :].startswith("book.author")
    assert carets.count("^") == len("book.author")


def test_windows_line_ends_and_a_mark_beyond_the_file() -> None:
    assert "3 |         print(book.author.name)" in told(found(), SOURCE.replace(b"\n", b"\r\n"))
    assert "shop/views.py:3:15" in told(found(), b"")


def test_findings_of_a_rule_at_one_line_are_told_together() -> None:
    others = [found(id=f"f:0000000{n}", trace=(StepReport("shop/views.py", n, "made here"),)) for n in range(4, 9)]
    elsewhere = found(id="f:00000009", line=7)
    assert alike([found(), elsewhere, *others]) == [[found(), *others], [elsewhere]]
    shown = "\n".join(write_finding(found(), Telling(Paint(), lambda _: SOURCE), others))
    assert "  = 5 more findings at this line from shop/views.py:4, shop/views.py:5, shop/views.py:6 and 2" in shown


def test_the_surest_first_then_by_endpoints_reached() -> None:
    likely = found(confidence="likely", severity="error")
    warning = found(severity="warning", data={"endpoints": ["GET /a/", "GET /b/"]})
    error = found(data={"endpoints": ["GET /a/"]})
    assert by_worth([likely, error, warning]) == [warning, error, likely]


def test_statistics() -> None:
    assert list(statistics([found(), found(), found(rule="DJP102", name="count-per-row")])) == [
        "     2  DJP101   n-plus-one                       error",
        "     1  DJP102   count-per-row                    error",
        "     3  in all",
    ]
