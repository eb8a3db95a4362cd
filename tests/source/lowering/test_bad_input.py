"""Files that are no good Python: each is said, none is a traceback, and what can be read is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_pro.source.lowering import read_python
from django_pro.source.syntax import Function, pack, unpack
from django_pro.source.text import UnreadableText, read_text


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"x = 1\0", "the file holds a NUL byte"),
        ("x = 1".encode("utf-16"), "the file is UTF-16; Python reads UTF-8"),
        (b"x = '\xe9'\n", "the file is not valid utf-8"),
        (b"# coding: nonsense\nx = '\xe9'\n", "the file is not valid nonsense"),
    ],
)
def test_what_is_no_text_is_said(raw: bytes, message: str) -> None:
    with pytest.raises(UnreadableText, match=message):
        read_text(raw)


def test_a_declared_encoding_is_read_and_not_edited() -> None:
    text = read_text(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n")
    assert not text.editable
    assert "é" in text.data.decode()


def test_a_syntax_error_half_way_leaves_what_stands_around_it() -> None:
    module = read_python(read_text(b"def before(): pass\n\ndef broken(:\n    x = (\n\ndef after(): pass\n"))
    names = [each.name for each in module.body if isinstance(each, Function)]
    assert "before" in names
    assert [each.why for each in module.unread]


@pytest.mark.parametrize("nesting", ["(", "[", "{1: ", "f(", "not ", "-", "lambda: ", "x if y else "])
def test_5_000_levels_of_an_expression_are_said_or_read(nesting: str) -> None:
    module = read_python(read_text(b"before = 1\nx = " + nesting.encode() * 5_000 + b"1\nafter = 2\n"))
    assert module.body
    assert unpack(pack(module)) == module or module.unread


def test_5_000_levels_of_blocks_are_said() -> None:
    raw = b"".join(b" " * level + b"if x:\n" for level in range(5_000)) + b" " * 5_000 + b"pass\nafter = 2\n"
    module = read_python(read_text(raw))
    assert any("too deep" in each.why for each in module.unread)
    assert pack(module)


def test_balanced_brackets_5_000_deep_are_said() -> None:
    module = read_python(read_text(b"x = " + b"[" * 5_000 + b"]" * 5_000 + b"\nafter = 2\n"))
    assert any("too deep" in each.why for each in module.unread)


@pytest.mark.slow
def test_200_000_lines_are_read() -> None:
    started = time.monotonic()
    module = read_python(read_text(b"x = f(1, 'a')\n" * 200_000))
    assert len(module.body) == 200_000
    assert time.monotonic() - started < 60


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abx01 \n\t()[]{}:=,.\"'#\\@*%fdefclassifrnlamb", max_size=200))
def test_no_text_stops_the_reader(text: str) -> None:
    module = read_python(read_text(text.encode()))
    assert unpack(pack(module)) == module


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader(raw: bytes) -> None:
    try:
        text = read_text(raw)
    except UnreadableText as error:
        assert str(error)
        return
    read_python(text)
