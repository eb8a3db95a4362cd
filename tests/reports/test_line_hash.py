"""The hash of a line is the one that GitHub's own upload action computes; the values are those of its tests."""

from __future__ import annotations

import pytest

from django_pro.reports.line_hash import line_hashes

GREETINGS = [
    "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
    ],
)
def test_blanks_and_line_ends_count_for_nothing(text: str, hashes: list[str]) -> None:
    assert line_hashes(text.encode()) == hashes


def test_lines_that_are_the_same_are_counted() -> None:
    found = line_hashes(b"Lorem ipsum dolor sit amet.\n" * 10)
    assert found[:6] == [f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)]
    assert found[6:] == [
        "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
    ]  # fmt: skip


def test_what_is_no_text_is_hashed_all_the_same() -> None:
    assert len(line_hashes("\ufeff名 = '🐍'\n".encode() + b"\xff\xfe\n")) == 3
