"""The picture of one migration: time goes to the right, a lane for each operation, lock and session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django_pro.rehearsal.rehearsal import Rehearsed
from django_pro.rehearsal.told import Moment
from django_pro.reports.rehearsal.words import milliseconds

_WIDTH, _LEFT, _LANE, _GAP = 960, 250, 20, 4
#: The modes behind which readers wait as well.
_STRONG = "AccessExclusiveLock"
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000)


@dataclass(frozen=True)
class Bar:
    """Something that lasts: where it begins and how long it is, in milliseconds, its class and what it says."""

    at: float
    length: float
    kind: str
    says: str


@dataclass(frozen=True)
class Lane:
    """A row of the picture."""

    name: str
    bars: tuple[Bar, ...]


def timeline(each: Rehearsed) -> str:
    """Return the picture as SVG."""
    lanes = [*_operations(each), *_locks(each), *_sessions(each)]
    end = max([bar.at + bar.length for lane in lanes for bar in lane.bars], default=1.0) * 1.03
    scale = (_WIDTH - _LEFT) / end
    height = len(lanes) * (_LANE + _GAP) + 24
    parts = [*_grid(end, scale, height), *(part for row, lane in enumerate(lanes) for part in _lane(lane, row, scale))]
    label = escape(f"timeline of {each.label}")
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _operations(each: Rehearsed) -> Iterator[Lane]:
    for one in each.migrated.operations:
        says = f"{one.describe}: {milliseconds(one.milliseconds)}"
        yield Lane(one.describe, (Bar(one.started, one.milliseconds, "operation", says),))


def _locks(each: Rehearsed) -> Iterator[Lane]:
    for one in each.migrated.operations:
        for lock in one.locks:
            if lock.mode in ("AccessShareLock", "RowShareLock"):
                continue
            kind = "strong" if lock.mode == _STRONG else "lock"
            says = f"{lock.mode} on {lock.table}: {milliseconds(lock.milliseconds)}"
            yield Lane(
                f"{lock.mode.removesuffix('Lock')} {lock.table}", (Bar(one.started, lock.milliseconds, kind, says),)
            )


def _sessions(each: Rehearsed) -> Iterator[Lane]:
    """Yield a lane for each session, with what it waited for."""
    for stall in each.migrated.stalls:
        seen: list[Moment] = [
            one for one in each.migrated.timeline if (one.table, one.role) == (stall.table, stall.role)
        ]
        bars = tuple(Bar(one.at, one.milliseconds, "wait", f"waits {milliseconds(one.milliseconds)}") for one in seen)
        yield Lane(f"{stall.role} of {stall.table}", bars)


def _grid(end: float, scale: float, height: int) -> Iterator[str]:
    step = next((each for each in _STEPS if end / each <= 8), _STEPS[-1])
    at = 0.0
    while at <= end:
        x = _LEFT + at * scale
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 20}"/>'
        yield f'<text class="dim" x="{x + 3:.1f}" y="{height - 6}">{milliseconds(at)}</text>'
        at += step


def _lane(lane: Lane, row: int, scale: float) -> Iterator[str]:
    y = row * (_LANE + _GAP)
    name = lane.name if len(lane.name) <= 38 else f"{lane.name[:37]}…"
    yield f'<rect class="lane" x="{_LEFT}" y="{y}" width="{_WIDTH - _LEFT}" height="{_LANE}" rx="3"/>'
    yield f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
    for bar in lane.bars:
        x, width = _LEFT + max(bar.at, 0.0) * scale, max(bar.length * scale, 2.0)
        yield (
            f'<rect class="{bar.kind}" x="{x:.1f}" y="{y + 2}" width="{width:.1f}" height="{_LANE - 4}" rx="2">'
            f"<title>{escape(bar.says)}</title></rect>"
        )
