"""Colour and width on a terminal, neither elsewhere."""

from __future__ import annotations

import os
import shutil
import unicodedata
from dataclasses import dataclass
from typing import TextIO

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


@dataclass(frozen=True)
class Paint:
    """How text is shown: with colour or without, and how many columns there are."""

    coloured: bool = False
    width: int = 100

    def __call__(self, text: str, *styles: str) -> str:
        """Return the text in the given styles: `bold`, `dim`, or a colour."""
        if not self.coloured or not styles or not text:
            return text
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"


def paint_for(stream: TextIO, wanted: str = "auto") -> Paint:
    """Return how to write to a stream: `wanted` is `auto`, `always` or `never`; `NO_COLOR` stands (no-color.org)."""
    width = shutil.get_terminal_size((100, 24)).columns if stream.isatty() else 100
    if wanted == "auto":
        coloured = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    else:
        coloured = wanted == "always"
    return Paint(coloured, max(60, width))


def columns(text: str) -> int:
    """Return how many columns a text takes; East Asian wide characters take two."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
