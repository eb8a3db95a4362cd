"""Pictures of things that last: lanes from the top down, time to the right, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django_pro.reports.rehearsal.words import milliseconds

WIDTH, LEFT = 1040, 200
_LANE, _GAP, _FOOT = 20, 4, 22
#: So wide is a character of a label, about, in pixels; a bar's own label needs room beside it.
_CHARACTER, _MARGIN = 6.6, 60
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000)


@dataclass(frozen=True)
class Bar:
    """Something that lasts: where it begins and how long, in milliseconds, its class, what it says, what stands on it."""

    at: float
    length: float
    kind: str
    says: str
    label: str = ""


@dataclass(frozen=True)
class Lane:
    """A row of the picture; one without bars that `is_title` is a heading, with `note` beside it."""

    name: str
    bars: tuple[Bar, ...] = ()
    is_title: bool = False
    note: str = ""


def draw(lanes: Sequence[Lane], about: str) -> str:
    """Return the picture."""
    end = max([bar.at + bar.length for lane in lanes for bar in lane.bars], default=1.0) * 1.05
    scale = (WIDTH - LEFT) / end
    height = len(lanes) * (_LANE + _GAP) + _FOOT
    parts = [*_grid(end, scale, height), *(part for row, lane in enumerate(lanes) for part in _lane(lane, row, scale))]
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(about)}">{"".join(parts)}</svg>'


def _grid(end: float, scale: float, height: int) -> Iterator[str]:
    step = next((each for each in _STEPS if end / each <= 8), _STEPS[-1])
    for number in range(int(end // step) + 1):
        x = LEFT + number * step * scale
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - _FOOT}"/>'
        if x < WIDTH - _MARGIN:
            yield f'<text class="dim" x="{x + 3:.1f}" y="{height - 7}">{milliseconds(number * step)}</text>'


def _lane(lane: Lane, row: int, scale: float) -> Iterator[str]:
    y = row * (_LANE + _GAP)
    if lane.is_title:
        note = f' <tspan class="dim">{escape(lane.note)}</tspan>' if lane.note else ""
        yield f'<text class="title" x="0" y="{y + 16}">{escape(lane.name)}{note}</text>'
        return
    yield f'<rect class="lane" x="{LEFT}" y="{y}" width="{WIDTH - LEFT}" height="{_LANE}" rx="3"/>'
    yield f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(lane.name)}</text>'
    for bar in lane.bars:
        yield from _bar(bar, y, scale)


def _bar(bar: Bar, y: int, scale: float) -> Iterator[str]:
    x, width = LEFT + max(bar.at, 0.0) * scale, max(bar.length * scale, 2.0)
    yield (
        f'<rect class="{bar.kind}" x="{x:.1f}" y="{y + 2}" width="{width:.1f}" height="{_LANE - 4}" rx="2">'
        f"<title>{escape(bar.says)}</title></rect>"
    )
    needed = len(bar.label) * _CHARACTER + 10
    if bar.label and needed < width:
        yield f'<text class="on on-{bar.kind}" x="{x + 5:.1f}" y="{y + 14}">{escape(bar.label)}</text>'
