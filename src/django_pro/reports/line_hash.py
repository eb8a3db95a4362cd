"""The hash by which GitHub code scanning knows an alert again when lines above it move."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

#: The hash of a line is made of so many UTF-16 units from its beginning on, blanks not counted.
WINDOW = 100
_FACTOR = 37
_MASK = 2**64 - 1
_LINE_FEED = ord("\n")
_END = 0xFFFF


def line_hashes(raw: bytes) -> list[str]:
    """Return each line's `primaryLocationLineHash`: its hash, and how often that hash has come so far."""
    units = _units(raw)
    sums = list(accumulate([*units, *[0] * WINDOW], lambda total, unit: (total * _FACTOR + unit) & _MASK, initial=0))
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == _LINE_FEED)]
    passed = pow(_FACTOR, WINDOW, _MASK + 1)
    return _numbered((sums[at + WINDOW] - sums[at] * passed) & _MASK for at in starts)


def _units(raw: bytes) -> tuple[int, ...]:
    text = re.sub(r"[ \t]", "", re.sub(r"\r\n?", "\n", raw.decode("utf-8", "replace")))
    coded = text.encode("utf-16-le")
    return (*struct.unpack(f"<{len(coded) // 2}H", coded), _END)


def _numbered(hashes: Iterable[int]) -> list[str]:
    counted: Counter[int] = Counter()
    found = []
    for each in hashes:
        counted[each] += 1
        found.append(f"{each:x}:{counted[each]}")
    return found
