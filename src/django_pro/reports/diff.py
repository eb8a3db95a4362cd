"""The edits of a fix, as the lines they take and give."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterator

from django_pro.reports.paint import Paint
from django_pro.source.edits import Edit, edited


def changes(edits: tuple[Edit, ...], read: Callable[[str], bytes]) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield each file that edits touch: its path, and its bytes before and after."""
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    for path, inside in sorted(by_path.items()):
        before = read(path)
        yield path, before, edited(before, inside)


def unified(path: str, before: bytes, after: bytes, context: int = 3) -> Iterator[str]:
    """Yield a unified diff without line ends, fit for `git apply` where the files end with a line end."""
    old, new = _lines(before), _lines(after)
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=context):
        yield line.rstrip("\r\n")


def painted(lines: Iterator[str], paint: Paint) -> Iterator[str]:
    """Yield a diff's lines in their colours."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in lines:
        yield paint(line, colours[line[0]]) if line[:1] in colours else line


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").splitlines(keepends=True)
