"""The models as a picture: a box each, a column of boxes for each app, and a line for each relation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from django_pro.reports.maps.models import Column, ModelRow

#: Sizes in pixels.
WIDTH, ROW, HEAD, GAP, BETWEEN = 230, 16, 24, 22, 110
#: Plain columns that a box shows before it says how many more there are.
SHOWN = 8
#: The height that a column of boxes is filled to before another one is begun.
TALL = 1400


_STYLE = """<style>
.box { fill: #f6f8fa; stroke: #8c959f } .name { font-weight: 600; fill: #1f2328 } .field { fill: #424a53 }
.key { fill: #0969da }
.line { fill: none; stroke: #8c959f; stroke-opacity: .7 } .line:hover { stroke: #0969da; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  .box { fill: #161b22 } .name { fill: #e6edf3 } .field { fill: #9198a1 } .key { fill: #58a6ff } }
</style>"""


class Box(NamedTuple):
    """A model's box: its upper left corner, its lines of columns, and how many are left out."""

    row: ModelRow
    x: int
    y: int
    columns: tuple[Column, ...]
    more: int

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return HEAD + ROW * (len(self.columns) + bool(self.more)) + 6

    def anchor(self, name: str) -> int:
        """Return how far down the line of a column stands."""
        at = next((i for i, each in enumerate(self.columns) if each.name == name), -1)
        return self.y + (HEAD + ROW * at + ROW // 2 + 2 if at >= 0 else HEAD // 2)


def write_svg(rows: Sequence[ModelRow]) -> Iterator[str]:
    """Yield an SVG picture of the project's own models."""
    boxes = {box.row.label: box for box in _placed([row for row in rows if row.own])}
    width = max((box.x + WIDTH for box in boxes.values()), default=WIDTH) + GAP
    height = max((box.y + box.height for box in boxes.values()), default=HEAD) + GAP
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    yield ' role="img" font-family="system-ui, sans-serif" font-size="11">'
    yield f"<title>{len(boxes)} models</title>"
    yield _STYLE
    for box in boxes.values():
        for column in box.row.columns:
            if column.to in boxes:
                yield _line(box, column, boxes[column.to])
    for box in boxes.values():
        yield from _drawn(box)
    yield "</svg>"


def _placed(rows: Sequence[ModelRow]) -> Iterator[Box]:
    """Give each model a place, app by app; a long app takes several columns."""
    x, y, app = GAP, GAP, rows[0].app if rows else ""
    for row in rows:
        columns, more = _shown(row)
        box = Box(row, x, y, columns, more)
        if y > GAP and (row.app != app or y + box.height > TALL):
            x, y = x + WIDTH + BETWEEN, GAP
            box = box._replace(x=x, y=y)
        app = row.app
        y += box.height + GAP
        yield box


def _shown(row: ModelRow) -> tuple[tuple[Column, ...], int]:
    """Return every relation and the first plain columns, and how many others there are."""
    relations = [each for each in row.columns if each.to]
    plain = [each for each in row.columns if not each.to]
    return (*plain[:SHOWN], *relations), max(0, len(plain) - SHOWN)


def _drawn(box: Box) -> Iterator[str]:
    yield f'<rect class="box" x="{box.x}" y="{box.y}" width="{WIDTH}" height="{box.height}" rx="5"/>'
    yield f'<text class="name" x="{box.x + 8}" y="{box.y + 16}">{escape(box.row.label)}</text>'
    for at, column in enumerate(box.columns):
        marks = " *" if column.indexed or column.unique else ""
        kind = column.to or column.type
        text = f"{column.name}{'?' if column.null else ''}: {kind}{marks}"
        style = "key" if column.to else "field"
        yield f'<text class="{style}" x="{box.x + 8}" y="{box.y + HEAD + ROW * at + 12}">{escape(text[:40])}</text>'
    if box.more:
        yield f'<text class="field" x="{box.x + 8}" y="{box.y + HEAD + ROW * len(box.columns) + 12}">{box.more} more</text>'


def _line(box: Box, column: Column, other: Box) -> str:
    """Draw from the line of a relation to the head of the box it leads to."""
    right = other.x > box.x
    x1, y1 = (box.x + WIDTH if right else box.x), box.anchor(column.name)
    x2, y2 = (other.x if right else other.x + WIDTH), other.anchor("")
    bend = max(40, abs(x2 - x1) // 2) * (1 if right else -1)
    path = f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return f'<path class="line" d="{path}"><title>{escape(box.row.label)}.{escape(column.name)}</title></path>'
