"""How many rows each table gets: as written, or as many as production has by its own statistics."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from django_pro.source.errors import UsageError

#: What every table gets that nothing else is said of, and the most that statistics alone give a table.
DEFAULT, MOST = 100_000, 5_000_000
#: What tells, without reading a row, how many each table has; run it in production with `psql --csv`. A table that was
#: never analysed is left out (PostgreSQL: "pg_class", reltuples).
STATISTICS = (
    "SELECT relname AS table, max(reltuples)::bigint AS rows FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ('r', 'p') AND reltuples >= 0 AND nspname NOT IN "
    "('pg_catalog', 'information_schema') GROUP BY relname ORDER BY 1"
)


def is_url(source: str) -> bool:
    """Whether statistics are asked of a running database, and not read from a file."""
    return "://" in source


def rows_of(written: list[str], counted: Mapping[str, int]) -> dict[str, int]:
    """Return rows by model label or table, `*` for every other; `UsageError` for what is no number.

    `counted` are those of production: what is written wins over them.
    """
    found = {"*": DEFAULT, **{table: min(count, MOST) for table, count in counted.items()}}
    for each in written:
        name, _, number = each.rpartition("=")
        digits = number.replace("_", "").replace(",", "")
        if not digits.isdigit():
            raise UsageError(
                f"--rows {each}: {number} is no number", "Write --rows 1000000 or --rows shop.Book=1000000"
            )
        found[name or "*"] = int(digits)
    return found


def cut(counted: Mapping[str, int]) -> str:
    """Return a sentence about the tables that get fewer rows than they have, empty where there are none."""
    large = sorted((table for table, count in counted.items() if count > MOST), key=lambda each: -counted[each])
    if not large:
        return ""
    more = f" and {len(large) - 3} more" if len(large) > 3 else ""
    named = ", ".join(f"{table} ({counted[table]:,})" for table in large[:3])
    return f"{named}{more}: {MOST:,} rows here, unless --rows MODEL=N says otherwise"


def read_statistics(file: Path) -> dict[str, int]:
    """Return what a file of statistics holds."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = [row for row in csv.reader(opened) if row]
        return {table: int(count) for table, count in rows if (table, count) != ("table", "rows")}
    except (OSError, ValueError) as error:
        hint = 'It is what `psql --csv -c "$(django-pro rehearse --statistics-sql)"` prints in production.'
        raise UsageError(f"{file} holds no statistics: {error}", hint) from None
