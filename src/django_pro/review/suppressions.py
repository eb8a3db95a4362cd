"""Comments that silence findings: `# djp: ignore[DJP101] reason`, `{# djp: ignore[DJP101] reason #}` in templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django_pro.source.syntax import Comment
from django_pro.source.text import Lines, line_starts

_WORDS = rb"[ \t]*djp:[ \t]*(?P<kind>ignore(?:-file)?)[ \t]*\[(?P<codes>[^\]\r\n]*)\]"
_PYTHON = re.compile(rb"#" + _WORDS + rb"(?P<reason>[^\r\n#]*)")
_TEMPLATE = re.compile(rb"\{#" + _WORDS + rb"(?P<reason>.*?)#\}")
_DEFINITION = re.compile(rb"[ \t]*(async[ \t]+def|def|class)\b")


@dataclass(frozen=True)
class Suppression:
    """A comment that silences rules, by code or name, on the lines from `first` to `last`, from 1 and both inclusive.

    `start` and `end` are the comment's place in bytes.
    """

    path: str
    start: int
    end: int
    codes: tuple[str, ...]
    reason: str
    first: int
    last: int


def in_python(path: str, raw: bytes, comments: Sequence[Comment]) -> Iterator[Suppression]:
    """Yield the suppressions of a Python file, in order; only what stands in a comment is one."""
    lines = Lines(line_starts(raw))
    for comment in comments:
        for found in _PYTHON.finditer(raw, comment.start, comment.end):
            yield _suppression(path, raw, lines, found)


def in_template(path: str, raw: bytes) -> Iterator[Suppression]:
    """Yield the suppressions of a template, in order."""
    if b"djp:" not in raw:
        return
    lines = Lines(line_starts(raw))
    for found in _TEMPLATE.finditer(raw):
        yield _suppression(path, raw, lines, found)


def _suppression(path: str, raw: bytes, lines: Lines, found: re.Match[bytes]) -> Suppression:
    codes = tuple(code.strip() for code in found["codes"].decode("utf-8", "replace").split(",") if code.strip())
    reason = found["reason"].decode("utf-8", "replace").strip(" \t-:—")
    if found["kind"] == b"ignore-file":
        first, last = 1, len(lines)
    else:
        first, last = _covered(raw, lines, found.start())
    return Suppression(path, found.start(), found.end(), codes, reason, first, last)


def _covered(raw: bytes, lines: Lines, offset: int) -> tuple[int, int]:
    """Return the lines a comment speaks of: its own, or the next that holds code where it stands alone."""
    line = lines.line(offset)
    if raw[lines.start(line) : offset].strip():
        return line, line
    texts = raw.splitlines()
    first = line + 1
    while first <= len(texts) and _is_quiet(texts[first - 1]):
        first += 1
    last = first
    if first <= len(texts) and texts[first - 1].lstrip().startswith(b"@"):  # a decorated definition: its `def` is meant
        while last < len(texts) and not _DEFINITION.match(texts[last - 1]):
            last += 1
    return first, last


def _is_quiet(text: bytes) -> bool:
    """Whether a line is empty or a comment."""
    stripped = text.strip()
    return not stripped or stripped.startswith((b"#", b"{#"))
