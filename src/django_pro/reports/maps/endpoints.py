"""The table of endpoints, for people: as text and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from django_pro.endpoints.rows import Cell, EndpointRow
from django_pro.reports.maps.page import Table, code, write_page
from django_pro.reports.paint import Paint

_COLUMNS = (
    "method", "route", "view", "permissions", "authentication", "throttles", "scope", "serializer", "pagination", "filters",
    "templates", "tests",
)  # fmt: skip


def write_endpoints(rows: Sequence[EndpointRow], paint: Paint) -> Iterator[str]:
    """Yield a line for each endpoint of the project's own, then how many others there are."""
    own = [row for row in rows if row.site]
    width = min(max([len(shown(row.route)) for row in own], default=0), max(24, paint.width // 3))
    for row in own:
        tests = "tests ?" if row.tests is None else f"{len(row.tests)} tests"
        who = short(row.permissions) or "anybody"
        told = f"{who} ({row.permissions.origin})"
        pages = f"  pages: {short(row.pagination)}" if row.pagination.value else ""
        line = f"{paint(row.method.ljust(6), 'bold')} {shown(row.route).ljust(width)}  {paint(tail(row.view), 'cyan')}"
        yield f"{line}  {paint(told, 'yellow') if row.permissions.value is None else told}{pages}  {paint(tests, 'dim')}"
    others = len(rows) - len(own)
    yield f"{len(own)} endpoints" + (f", and {others} of packages and of the admin" if others else "")


def write_endpoints_page(rows: Sequence[EndpointRow], project: str) -> Iterator[str]:
    """Yield the table as a page."""
    cells = [(_facets(row), _cells(row)) for row in rows]
    about = f"{len(rows)} endpoints, as django-pro reads them: a route and a method, and what answers."
    yield from write_page(Table(f"Endpoints of {project}", about, _COLUMNS, ("method", "kind", "let-in"), cells))


def _facets(row: EndpointRow) -> dict[str, str]:
    return {"method": row.method, "kind": row.kind, "let-in": short(row.permissions) or "anybody"}


def _cells(row: EndpointRow) -> list[str]:
    policies = (row.permissions, row.authentication, row.throttles)
    name = f"<br><small>{escape(row.name)}</small>" if row.name != row.route else ""
    place = f"<br><small>{escape(row.path)}:{row.line}</small>" if row.path else ""
    tests = '<span class="unknown">unknown</span>' if row.tests is None else escape(", ".join(map(tail, row.tests)))
    return [
        code(row.method),
        code(shown(row.route)) + name,
        code(tail(row.view, 2)) + place,
        *map(_policy, policies),
        escape(", ".join(row.scope)),
        *map(_policy, (row.serializer, row.pagination, row.filters)),
        escape(", ".join(row.templates)),
        tests,
    ]


def _policy(cell: Cell) -> str:
    if cell.value is None:
        return f'<span class="unknown">unknown</span><br><small>{escape(cell.why)}</small>'
    if not cell.value:
        return ""
    place = f" {cell.path}:{cell.line}" if cell.line else ""
    return f"{escape(short(cell))}<br><small>{escape(cell.origin + place)}</small>"


def shown(route: str) -> str:
    """Return a route as it is shown: the root is `/`."""
    return route or "/"


def short(cell: Cell) -> str:
    """Return the last parts of the names; `?` where they are not known."""
    if cell.value is None:
        return "?"
    return ", ".join(" ".join(tail(word) if "." in word else word for word in name.split()) for name in cell.value)


def tail(name: str, parts: int = 2) -> str:
    """Return the last parts of a dotted name: a class, or a class and its method."""
    words = name.split(".")
    return ".".join(words[-parts:]) if len(words) > 1 and words[-2][:1].isupper() else words[-1]
