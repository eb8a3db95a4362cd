"""What stands behind a tag's name: `name=value`, `value as name`, and plain arguments.

Source: `django.template.base.token_kwargs` and `django.template.library.parse_bits` of Django 5.2.
"""

from __future__ import annotations

import re

import msgspec

from django_pro.source.templates.expressions import Malformed, expression, parsed
from django_pro.source.templates.file import File
from django_pro.source.templates.splitting import Bit
from django_pro.source.templates.syntax import Binding, Expression

_KEYWORD = re.compile(r"(\w+)=(.+)", re.DOTALL)
#: Words of Django's own tags that are no arguments.
_WORDS = {
    "get_language_info": {"for"},
    "get_language_info_list": {"for"},
    "localize": {"on", "off"},
    "localtime": {"on", "off"},
    "lorem": {"w", "p", "b", "random"},
    "trans": {"noop", "context"},
    "translate": {"noop", "context"},
}


class Arguments(msgspec.Struct, gc=False):
    """The arguments of a tag, and the name behind its `as`."""

    positional: tuple[Expression, ...]
    keywords: tuple[Binding, ...]
    asvar: str | None


def binding(file: File, bit: Bit) -> Binding | None:
    """Read `name=value`; None where the word is not that."""
    found = _KEYWORD.fullmatch(bit.text)
    if found is None:
        return None
    value = Bit(found[2], bit.start + found.start(2), bit.end)
    return Binding(file.byte(bit.start), file.byte(bit.end), found[1], expression(file, value))


def bindings(file: File, bits: list[Bit], *, legacy: bool) -> tuple[tuple[Binding, ...], int]:
    """Read `a=b c=d`, or where `legacy` also `b as a and d as c`; return how many words that took."""
    if not bits:
        return (), 0
    if _KEYWORD.fullmatch(bits[0].text):
        return _equations(file, bits)
    return _legacy(file, bits) if legacy else ((), 0)


def _equations(file: File, bits: list[Bit]) -> tuple[tuple[Binding, ...], int]:
    found: list[Binding] = []
    for bit in bits:
        one = binding(file, bit)
        if one is None:
            break
        found.append(one)
    return tuple(found), len(found)


def _legacy(file: File, bits: list[Bit]) -> tuple[tuple[Binding, ...], int]:
    found: list[Binding] = []
    at = 0
    while len(bits) >= at + 3 and bits[at + 1].text == "as":
        value, name = bits[at], bits[at + 2]
        found.append(Binding(file.byte(value.start), file.byte(name.end), name.text, expression(file, value)))
        at += 3
        if len(bits) == at or bits[at].text != "and":
            break
        at += 1
    return tuple(found), at


def arguments(file: File, name: str, bits: list[Bit]) -> Arguments:
    """Read the words behind the name of any tag; a word in a syntax of the tag's own is left out."""
    bits, asvar = without_asvar(bits)
    positional: list[Expression] = []
    keywords: list[Binding] = []
    for bit in bits:
        if bit.text in _WORDS.get(name, ()):
            continue
        found = _KEYWORD.fullmatch(bit.text)
        start = bit.start + found.start(2) if found else bit.start
        try:
            value = parsed(file, Bit(found[2] if found else bit.text, start, bit.end))
        except Malformed:
            continue
        if found:
            keywords.append(Binding(file.byte(bit.start), file.byte(bit.end), found[1], value))
        else:
            positional.append(value)
    return Arguments(tuple(positional), tuple(keywords), asvar)


def without_asvar(bits: list[Bit]) -> tuple[list[Bit], str | None]:
    """Split `… as name` off the end of a tag's words."""
    if len(bits) >= 2 and bits[-2].text == "as":
        return bits[:-2], bits[-1].text
    return bits, None
