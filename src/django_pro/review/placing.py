"""From byte offsets to lines and columns, by the files as they stand on disk."""

from __future__ import annotations

from pathlib import Path

from django_pro.findings.finding import Span
from django_pro.source.text import Lines, column, line_starts


class Files:
    """The bytes of a tree's files, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._raw: dict[str, bytes] = {}
        self._lines: dict[str, Lines] = {}

    def read(self, path: str) -> bytes:
        """Return a file's bytes, none where it cannot be read."""
        if path not in self._raw:
            try:
                self._raw[path] = (self.root / path).read_bytes()
            except OSError:
                self._raw[path] = b""
        return self._raw[path]

    def line(self, path: str, offset: int) -> int:
        """Return the line, from 1, of an offset."""
        return self._table(path).line(offset)

    def place(self, span: Span) -> tuple[int, int, int, int]:
        """Return line, column, end line and end column, from 1 and in characters; the end is the first not covered."""
        raw, lines = self.read(span.path), self._table(span.path)
        ends = (span.start, span.end)
        (line, first), (end_line, last) = ((lines.line(at), column(raw, lines, at)) for at in ends)
        return line, first, end_line, last

    def _table(self, path: str) -> Lines:
        if path not in self._lines:
            self._lines[path] = Lines(line_starts(self.read(path)))
        return self._lines[path]
