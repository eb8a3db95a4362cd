"""The way from characters to bytes."""

from __future__ import annotations

import re
from bisect import bisect_left

_WIDE = re.compile(r"[^\x00-\x7f]")


class Places:
    """Where each character of a text stands in its UTF-8 encoding.

    The text is the file's bytes decoded as `utf-8` with line ends and byte order mark kept; bytes that are no UTF-8 may
    have been kept by `surrogateescape`.
    """

    __slots__ = ("_before", "_wide")

    def __init__(self, text: str) -> None:
        self._wide: list[int] = []
        self._before = [0]
        if not text.isascii():
            self._measure(text)

    def byte(self, character: int) -> int:
        """Return the byte offset of the character at an index."""
        wide = self._wide
        return character + self._before[bisect_left(wide, character)] if wide else character

    def _measure(self, text: str) -> None:
        more = 0
        for found in _WIDE.finditer(text):
            self._wide.append(found.start())
            more += _width(ord(found[0])) - 1
            self._before.append(more)


def _width(code: int) -> int:
    if code <= 0x7F or 0xDC80 <= code <= 0xDCFF:
        return 1
    return 2 if code <= 0x7FF else 3 if code <= 0xFFFF else 4
