"""A file's bytes, its encoding, and the way from byte offsets to lines and columns."""

from __future__ import annotations

import bisect
import codecs
import re
import sys
from array import array
from dataclasses import dataclass
from itertools import accumulate

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableText(Exception):
    """A file that is not Python text: the message says why."""


@dataclass(frozen=True)
class Text:
    """A file of source as UTF-8, with the byte order mark it may have.

    Offsets in `data` are offsets on disk, but for a file in another encoding than UTF-8: that one is not `editable`.
    """

    data: bytes
    editable: bool = True


def read_text(raw: bytes) -> Text:
    """Return the text of a Python file (PEP 263); `UnreadableText` for NUL bytes, UTF-16 and wrong encodings."""
    if raw.startswith(_UTF16):
        raise UnreadableText("the file is UTF-16; Python reads UTF-8")
    if b"\0" in raw:
        raise UnreadableText("the file holds a NUL byte")
    if raw.isascii():
        return Text(raw)
    encoding = declared_encoding(raw.removeprefix(codecs.BOM_UTF8))
    try:
        text = raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableText(f"the file is not valid {encoding}") from None
    if codecs.lookup(encoding).name == "utf-8":
        return Text(raw)
    return Text(text.encode(), editable=False)


def declared_encoding(data: bytes) -> str:
    """Return the encoding that the first two lines declare, else `utf-8`."""
    for line in data.split(b"\n", 2)[:2]:
        if found := _COOKIE.match(line):
            return found[1].decode()
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return "utf-8"


def line_starts(data: bytes) -> bytes:
    """Return where each line begins, as `Module.lines` keeps it."""
    lines = data.splitlines(keepends=True)
    starts = array("I", [0])
    starts.extend(accumulate(map(len, lines)))
    if lines and not lines[-1].endswith((b"\n", b"\r")):
        starts.pop()
    return _little(starts).tobytes()


class Lines:
    """Where the lines of one file begin."""

    __slots__ = ("starts",)

    def __init__(self, packed: bytes) -> None:
        starts = array("I")
        starts.frombytes(packed)
        self.starts = _little(starts)

    def line(self, offset: int) -> int:
        """Return the line, from 1, that holds the byte at `offset`."""
        return bisect.bisect_right(self.starts, offset)

    def start(self, line: int) -> int:
        """Return the offset of a line's first byte."""
        return self.starts[line - 1]

    def __len__(self) -> int:
        return len(self.starts)


def column(raw: bytes, lines: Lines, offset: int) -> int:
    """Return the column, from 1 and in characters, of the byte at `offset` of the file on disk."""
    begin = lines.start(lines.line(offset))
    return len(raw[begin:offset].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")) + 1


def _little(values: array[int]) -> array[int]:
    if sys.byteorder == "big":
        values.byteswap()
    return values
