"""The lines of code a finding stands on, with carets under it."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.report import FindingReport
from django_pro.reports.paint import Paint, columns

#: A finding of more lines than this shows its first line alone.
LINES = 3


def code_frame(finding: FindingReport, lines: list[str], paint: Paint) -> Iterator[str]:
    """Yield the frame; `lines` are those of the finding's file."""
    last = finding.end_line if finding.end_line < finding.line + LINES else finding.line
    gutter = len(str(last))
    bar = paint("|", "blue")
    yield f"{' ' * gutter} {paint('-->', 'blue')} {finding.path}:{finding.line}:{finding.column}"
    for number in range(finding.line, min(last, len(lines)) + 1):
        text = lines[number - 1]
        begin = finding.column - 1 if number == finding.line else len(text) - len(text.lstrip())
        end = finding.end_column - 1 if number == finding.end_line else len(text.rstrip())
        shown, before, marked = _cropped(text, begin, end, paint.width - gutter - 4)
        yield f"{paint(str(number).rjust(gutter), 'blue')} {bar} {shown}".rstrip()
        yield f"{' ' * gutter} {bar} {' ' * before}{paint('^' * marked, 'red', 'bold')}"


def _cropped(text: str, begin: int, end: int, width: int) -> tuple[str, int, int]:
    """Return a line cut to the width around its marked part, and the columns before and under that part."""
    text = text.replace("\t", " ")
    if columns(text) > width and begin > width // 2:
        cut = begin - width // 4
        text, begin, end = "…" + text[cut:], begin - cut + 1, end - cut + 1
    if columns(text) > width:
        text = text[: width - 1] + "…"
    before = columns(text[:begin])
    return text, before, max(1, min(columns(text[begin:end]), width - before))
