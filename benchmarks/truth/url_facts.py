"""Compares URL patterns: the joined route as Django holds it, and the view behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.truth.judged import Judged, Row, Verdict, why_unknown

FORMAT_SUFFIXES = ("(?P<format>[a-z0-9]+)", "<drf_format_suffix")


def compare_urls(truth: list[Row], ours: list[Row]) -> Iterator[Judged]:
    """Every pattern of either side; the format-suffix twins that DRF adds are left out of both.

    The patterns of an admin site make a table of their own, compared by their `ModelAdmin`.
    """
    sides = [[row for row in side if not is_twin(row)] for side in (truth, ours)]
    yield from compare_table("urls", *([row for row in side if not is_admin(row)] for side in sides))
    yield from compare_table("admin urls", *([row for row in side if is_admin(row)] for side in sides))


def is_twin(row: Row) -> bool:
    """Whether it is the same endpoint once more, with `.json` behind it."""
    return any(suffix in row["route"] for suffix in FORMAT_SUFFIXES)


def is_admin(row: Row) -> bool:
    """Whether an admin site made the pattern."""
    return bool(row.get("admin"))


def target(row: Row) -> str:
    """What the pattern leads to: the model admin's class, else the view."""
    return str(row.get("admin") or row.get("view"))


def by_route(rows: list[Row]) -> dict[str, list[Row]]:
    """The patterns of each route; a route may stand several times."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["route"]].append(row)
    return found


def compare_table(what: str, truth: list[Row], ours: list[Row]) -> Iterator[Judged]:
    """Route by route: first those that agree on the view are paired, then what is left."""
    live, read = by_route(truth), by_route(ours)
    for route in sorted(live.keys() | read.keys()):
        yield from compare_route(what, live.get(route, []), read.get(route, []))


def compare_route(what: str, live: list[Row], read: list[Row]) -> Iterator[Judged]:
    """All patterns of one route."""
    left = list(read)
    unpaired = []
    for row in live:
        names = {target(row), *row.get("also", ())}
        twin = next((other for other in left if target(other) in names), None)
        if twin is None:
            unpaired.append(row)
            continue
        left.remove(twin)
        yield Judged(what, row["own"], shown(row), Verdict.RIGHT)
        yield from compare_name(row, twin)
    for row, other in zip(unpaired, left, strict=False):
        yield differing(what, row, other)
    for row in unpaired[len(left) :]:
        yield Judged(what, row["own"], shown(row), Verdict.MISSED)
    for row in left[len(unpaired) :]:
        if row.get("conditional"):  # said to be there in some configurations only
            continue
        yield Judged(what, row.get("own", True), shown(row), Verdict.INVENTED)


def compare_name(live: Row, read: Row) -> Iterator[Judged]:
    """The full name that `reverse()` takes, where ours states one."""
    if "name" not in read:
        return
    if live["name"] == read["name"]:
        yield Judged("url names", live["own"], shown(live), Verdict.RIGHT)
    else:
        detail = f"Django {live['name']!r}, we {read['name']!r}"
        yield Judged("url names", live["own"], shown(live), Verdict.WRONG, detail)


def differing(what: str, live: Row, read: Row) -> Judged:
    """One route, two views: wrong, or unknown where ours says why."""
    why = why_unknown(read.get("view"))
    if why:
        return Judged(what, live["own"], shown(live), Verdict.UNKNOWN, why)
    return Judged(what, live["own"], shown(live), Verdict.WRONG, f"we {target(read)}")


def shown(row: Row) -> str:
    """A pattern in a line."""
    return f"{row['route']!r} -> {target(row)}"
