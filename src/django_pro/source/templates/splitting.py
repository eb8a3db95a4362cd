"""The words of a tag, cut as Django's `Token.split_contents` cuts them, with their places."""

from __future__ import annotations

import re

import msgspec

from django_pro.source.templates.lexing import Token

_WORD = re.compile(r"\S+")
_QUOTED_WORD = re.compile(r"""(?:[^\s'"]*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^\s'"]*)+)|\S+""")

#: Words that one translated string may have.
LONGEST = 1000


class Bit(msgspec.Struct, gc=False):
    """A word of a tag, by characters."""

    text: str
    start: int
    end: int


def split(token: Token) -> list[Bit]:
    """Return the words of a tag, its name first; quoted strings and `_("…")` stay whole."""
    content, at = token.content, token.at
    quoted = '"' in content or "'" in content
    found = (_QUOTED_WORD if quoted else _WORD).finditer(content)
    bits = [Bit(word[0], at + word.start(), at + word.end()) for word in found]
    return _with_translations(bits) if quoted and "_(" in content else bits


def joined(bits: list[Bit]) -> Bit:
    """Return words as one, a space between each two."""
    return Bit(" ".join([bit.text for bit in bits]), bits[0].start, bits[-1].end)


def _with_translations(bits: list[Bit]) -> list[Bit]:
    whole: list[Bit] = []
    index = 0
    while index < len(bits):
        last = _translation_end(bits, index)
        whole.append(joined(bits[index : last + 1]))
        index = last + 1
    return whole


def _translation_end(bits: list[Bit], index: int) -> int:
    """Return the index of the word that ends the one begun at an index; the same where nothing ends it."""
    text = bits[index].text
    if not text.startswith(('_("', "_('")):
        return index
    for last in range(index, min(len(bits), index + LONGEST)):
        if bits[last].text.endswith(text[2] + ")"):
            return last
    return index
