"""Variables, literals and filters, as Django's `FilterExpression` and `Variable` take them.

Source: `django.template.base` of Django 5.2.
"""

from __future__ import annotations

import re

from django_pro.source.templates.file import File
from django_pro.source.templates.splitting import Bit
from django_pro.source.templates.syntax import (
    Expression,
    Filter,
    FilterExpression,
    Literal,
    Operand,
    Translated,
    Variable,
)

_STRING = r"""(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')"""
_CONSTANT = rf"(?:_\({_STRING}\)|{_STRING})"
_NAME = r"(?:[\w.]+|[-+.]?\d[\d.e]*)"
_BASE = re.compile(rf"(?P<constant>{_CONSTANT})|(?P<name>{_NAME})")
_FILTER = re.compile(rf"\s*\|\s*(?P<filter>\w+)(?::(?:(?P<constant>{_CONSTANT})|(?P<name>{_NAME})))?")
_PLAIN = re.compile(r"(?!(?:None|True|False)\Z)[a-zA-Z]\w*(?:\.[a-zA-Z]\w*)*\Z")
_NUMBER = re.compile(r"[-+.]?\d")
_NAMED = {"None": None, "True": True, "False": False}
_LARGEST = 2**63 - 1


class Malformed(Exception):
    """Why something is no expression of Django's."""


def expression(file: File, bit: Bit) -> Expression:
    """Read a variable or constant and its filters; `Unread`, noted, where Django would refuse it."""
    try:
        return parsed(file, bit)
    except Malformed as why:
        return file.miss(bit, str(why))


def parsed(file: File, bit: Bit) -> FilterExpression:
    """Read a variable or constant and its filters; raise `Malformed` where Django would refuse it."""
    text = bit.text
    if _PLAIN.match(text):
        start, end = file.byte(bit.start), file.byte(bit.end)
        return FilterExpression(start, end, Variable(start, end, tuple(text.split("."))))
    found = _BASE.match(text)
    if found is None:
        raise Malformed(f"no variable begins `{short(text)}`")
    base = _operand(file, bit, found)
    filters, at = _filters(file, bit, found.end())
    if at != len(text):
        raise Malformed(f"`{short(text[at:])}` of `{short(text)}` could not be read")
    return FilterExpression(file.byte(bit.start), file.byte(bit.end), base, filters)


def filters_of(file: File, bit: Bit) -> tuple[Filter, ...] | None:
    """Read `lower|cut:" "`, filters without what they are applied to; None, noted, where that fails."""
    behind = Bit("|" + bit.text, bit.start - 1, bit.end)
    try:
        filters, at = _filters(file, behind, 0)
    except Malformed as why:
        file.note(bit.start, str(why))
        return None
    if at != len(behind.text):
        file.note(bit.start, f"the filters `{short(bit.text)}` could not be read")
        return None
    return filters


def _filters(file: File, bit: Bit, at: int) -> tuple[tuple[Filter, ...], int]:
    """Return the filters that stand at an index of the word, and the index behind the last."""
    filters: list[Filter] = []
    while found := _FILTER.match(bit.text, at):
        at = found.end()
        argument = _operand(file, bit, found) if found["constant"] or found["name"] else None
        start, end = _place(file, bit, found.start("filter"), at)
        filters.append(Filter(start, end, found["filter"], argument))
    return tuple(filters), at


def _operand(file: File, bit: Bit, found: re.Match[str]) -> Operand:
    if found["constant"]:
        start, end = _place(file, bit, *found.span("constant"))
        text = found["constant"]
        if text.startswith("_("):
            return Translated(start, end, unquoted(text[2:-1]))
        return Literal(start, end, unquoted(text))
    start, end = _place(file, bit, *found.span("name"))
    return named(start, end, found["name"])


def _place(file: File, bit: Bit, start: int, end: int) -> tuple[int, int]:
    """Return where a part of a word stands, never outside of it: joined words may be shorter than their place."""
    return file.byte(min(bit.start + start, bit.end)), file.byte(min(bit.start + end, bit.end))


def named(start: int, end: int, text: str) -> Operand:
    """Return what a word without quotes means: a number, a constant or a variable."""
    if text in _NAMED:
        return Literal(start, end, _NAMED[text])
    if _NUMBER.match(text):
        value = number(text)
        if value is not None:
            return Literal(start, end, value)
    if text[0] == "_" or "._" in text:
        raise Malformed(f"`{short(text)}` begins with an underscore, which Django refuses")
    if text[0] in "-+":
        raise Malformed(f"`{short(text)}` is no number")
    return Variable(start, end, tuple(text.split(".")))


def number(text: str) -> int | float | None:
    """Return a number as Django reads it; an integer beyond 64 bits as a float, None where it is none."""
    try:
        if "." not in text and "e" not in text.lower() and len(text) < 25:
            value = int(text)
            return value if -_LARGEST <= value <= _LARGEST else float(value)
        return float(text) if text[-1] != "." else None
    except ValueError:
        return None


def unquoted(text: str) -> str:
    """Return a string literal's value: only its own quote and the backslash are escaped."""
    inside = text[1:-1]
    return inside.replace("\\" + text[0], text[0]).replace("\\\\", "\\") if "\\" in inside else inside


def short(text: str) -> str:
    """Return a text cut to what a message has room for."""
    return text if len(text) <= 40 else text[:39] + "…"
