"""How many rows each table gets: as written, from a database's statistics, or from a file of them."""

from __future__ import annotations

import csv
from pathlib import Path

from django_pro.source.errors import UsageError

#: What every table gets that nothing else is said of.
DEFAULT = 100_000
#: What tells, without reading a row, how many each table has; run it in production with `psql --csv`.
STATISTICS = (
    "SELECT relname AS table, greatest(reltuples, 0)::bigint AS rows FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ('r', 'p') AND nspname NOT IN "
    "('pg_catalog', 'information_schema') ORDER BY 1"
)


def rows_of(written: list[str], file: Path | None) -> dict[str, int]:
    """Return rows by model label or table, `*` for every other; `UsageError` for what is no number."""
    found = {"*": DEFAULT}
    if file is not None:
        found |= _of_file(file)
    for each in written:
        name, _, number = each.rpartition("=")
        digits = number.replace("_", "").replace(",", "")
        if not digits.isdigit():
            raise UsageError(
                f"--rows {each}: {number} is no number", "Write --rows 1000000 or --rows shop.Book=1000000"
            )
        found[name or "*"] = int(digits)
    return found


def _of_file(file: Path) -> dict[str, int]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = [row for row in csv.reader(opened) if len(row) == 2]
        return {table: int(count) for table, count in rows if count != "rows"}
    except (OSError, ValueError) as error:
        hint = 'It is what `psql --csv -c "$(django-pro rehearse --statistics-sql)"` prints in production.'
        raise UsageError(f"{file} holds no statistics: {error}", hint) from None
