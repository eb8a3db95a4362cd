"""Comments that silence: what they name, why, and which lines they speak of."""

from __future__ import annotations

import pytest

from django_pro.review.suppressions import Suppression, in_python, in_template
from django_pro.source.lowering import read_python
from django_pro.source.text import Text


def python(source: str) -> list[Suppression]:
    raw = source.encode()
    return list(in_python("shop/views.py", raw, read_python(Text(raw)).comments))


def lines(found: list[Suppression]) -> list[tuple[int, int]]:
    return [(each.first, each.last) for each in found]


def test_speaks_of_its_own_line() -> None:
    (found,) = python("a = 1\nb = 2  # djp: ignore[DJP101, n-plus-one] three rows\n")
    assert found.codes == ("DJP101", "n-plus-one")
    assert found.reason == "three rows"
    assert (found.first, found.last) == (2, 2)


def test_alone_on_a_line_it_speaks_of_the_next_code() -> None:
    assert lines(python("# djp: ignore[DJP101] few\n\n# about b\nb = 2\n")) == [(4, 4)]


def test_above_a_decorator_it_speaks_of_the_definition_too() -> None:
    assert lines(python("# djp: ignore[DJP301] public\n@login\n@other(\n    1\n)\ndef view(request): ...\n")) == [
        (2, 6)
    ]


def test_a_whole_file() -> None:
    assert lines(python("# djp: ignore-file[DJP101] generated\na = 1\n")) == [(1, 3)]


def test_stands_behind_another_comment() -> None:
    (found,) = python("a = 1  # noqa: E501  # djp: ignore[DJP101] few  # pragma: no cover\n")
    assert found.reason == "few"


def test_a_string_is_no_comment() -> None:
    assert python('a = "# djp: ignore[DJP101]"\n') == []


def test_without_a_reason() -> None:
    assert [each.reason for each in python("a = 1  # djp: ignore[DJP101]\n")] == [""]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(ending: str) -> None:
    assert lines(python(ending.join(["a = 1", "# djp: ignore[DJP101] few", "b = 2", ""]))) == [(3, 3)]


def test_template() -> None:
    raw = b"<ul>\n{# djp: ignore[DJP101] five rows #}\n{{ book.author }} {# djp: ignore[DJP102] x #}</ul>"
    first, second = in_template("templates/a.html", raw)
    assert (first.codes, first.reason, first.first) == (("DJP101",), "five rows", 3)
    assert (second.first, raw[second.start : second.end]) == (3, b"{# djp: ignore[DJP102] x #}")
