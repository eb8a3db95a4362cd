"""The picture of all migrations: how long the unluckiest session waited for each, beside the limit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from django_pro.rehearsal.rehearsal import Rehearsed
from django_pro.reports.rehearsal.words import milliseconds

_WIDTH, _LEFT, _RIGHT, _LANE, _FOOT = 1040, 330, 90, 24, 22
#: The scale begins here: shorter is noise. It is one of powers, since a millisecond and a minute stand side by side.
_LEAST = 1.0


def overview(migrations: Sequence[Rehearsed], most: float) -> str:
    """Return the picture."""
    largest = max([each.stall for each in migrations], default=0.0)
    end = max(largest, most) * 2
    height = len(migrations) * _LANE + _FOOT
    parts = [
        *_scale(end, most, height),
        *(part for row, one in enumerate(migrations) for part in _row(one, row, most, end)),
    ]
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="longest stalls">{"".join(parts)}</svg>'


def _x(value: float, end: float) -> float:
    share = math.log(max(value, _LEAST) / _LEAST) / math.log(end / _LEAST)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _scale(end: float, most: float, height: int) -> Iterator[str]:
    value = 10.0
    while value < end:
        x = _x(value, end)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - _FOOT}"/>'
        if abs(x - _x(most, end)) > 1:
            yield f'<text class="dim" x="{x:.1f}" y="{height - 7}" text-anchor="middle">{milliseconds(value)}</text>'
        value *= 10
    x = _x(most, end)
    yield f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - _FOOT}"/>'
    yield f'<text class="limit" x="{x:.1f}" y="{height - 7}" text-anchor="middle">limit {milliseconds(most)}</text>'


def _row(each: Rehearsed, row: int, most: float, end: float) -> Iterator[str]:
    y, x = row * _LANE, _x(each.stall, end)
    name = each.label if len(each.label) <= 46 else f"{each.label[:45]}…"
    kind = "wait" if each.stall > most else "calm"
    mark = " ✗" if each.broken else ""
    yield f'<a href="#{escape(each.label)}"><text x="{_LEFT - 10}" y="{y + 16}" text-anchor="end">{escape(name)}</text>'
    yield f'<rect class="{kind}" x="{_LEFT}" y="{y + 4}" width="{max(x - _LEFT, 2):.1f}" height="{_LANE - 8}" rx="3"/>'
    yield f'<text x="{max(x, _LEFT + 2) + 6:.1f}" y="{y + 16}">{milliseconds(each.stall)}{mark}'
    yield f"<title>{escape(f'{each.longest.role} of {each.longest.table}' if each.longest else 'nobody looked on')}</title>"
    yield "</text></a>"
