"""Workflow commands, read as GitHub's runner reads them."""

from __future__ import annotations

import re

from django_pro.reports.github import SHOWN, write_github
from tests.reports.findings import found

COMMAND = re.compile(r"::(\w+) (.*?)::(.*)")
ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return a command's level, properties and message."""
    command = COMMAND.fullmatch(line)
    assert command is not None, line
    level, properties, message = command.groups()
    pairs = (each.split("=", 1) for each in properties.split(","))
    return level, {name: plain(value) for name, value in pairs}, plain(message)


def plain(text: str) -> str:
    for escape, meant in ESCAPES.items():
        text = text.replace(escape, meant)
    return text


def test_a_finding() -> None:
    assert write_github([found()]) == (
        "::error file=shop/views.py,line=3,endLine=3,col=15,endColumn=26,title=DJP101 n-plus-one (proved)::"
        "`book.author` is read once per row of `Book.objects.all()`%0Ashop/views.py:2 the rows are made here%0A"
        'add select_related("author") to `Book.objects.all()`\n'
    )


def test_levels() -> None:
    severities = {"error": "error", "warning": "warning", "info": "notice"}
    assert {each: read(write_github([found(severity=each)]).strip())[0] for each in severities} == severities


def test_what_has_a_meaning_is_escaped() -> None:
    path, message = "shop/50%25,a=b::c: d.py", "100 %0A of `a::b`,\r\n::error ::c"
    (line,) = write_github([found(path=path, message=message, trace=(), recipe="r")]).splitlines()
    level, properties, told = read(line)
    assert (level, properties["file"], told) == ("error", path, f"{message}\nr")


def test_several_lines_have_no_columns() -> None:
    _, properties, _ = read(write_github([found(end_line=5)]).strip())
    assert list(properties) == ["file", "line", "endLine", "title"]


def test_those_that_github_would_drop_are_lines_of_the_log() -> None:
    many = [found(line=number, end_line=number, message="a\n::error::b ##[error]c") for number in range(1, SHOWN + 3)]
    lines = write_github([*many, found(severity="info")]).splitlines()
    assert [read(line)[0] for line in lines[: SHOWN + 1]] == ["error"] * SHOWN + ["notice"]
    told, *rest = lines[SHOWN + 1 :]
    assert told == "2 more findings, of which GitHub would show none: it shows 10 of each level"
    assert rest[0] == "  error DJP101 n-plus-one shop/views.py:11:15 a%0A::error::b ## [error]c"
    assert len(rest) == 2


def test_nothing_found_is_nothing_said() -> None:
    assert write_github([]) == ""
