"""Effects parity: what our facts say of migrations, beside what was measured on PostgreSQL.

    python -m benchmarks.effects_parity [MEASURED.json] [--postgresql 15] [--only WORDS]

`MEASURED.json`, by itself `benchmarks/locks/postgresql-15.json`, is a list of rows as `benchmarks/measure_locks.py` writes
them, each named after a case of `benchmarks/locks/cases.toml`. Each case is written out as a small project and read; compared
are the locks on tables that were there before, the tables rewritten and scanned, what the release before can no longer do,
whether the operation is undone with its rows, whether it fails, and, where a row tells of it, which tables Django makes anew
on SQLite. A disagreement that `benchmarks/locks/settled.toml` explains is counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.locks.cases import HERE, cases
from benchmarks.locks.comparing import COLUMNS, Compared, Outcome, Row, compared, on_sqlite
from benchmarks.locks.said import said
from django_pro.cli.main import DEPTH
from django_pro.facts.migrations.effects import Server

DJANGO = (5, 2)


def compare(rows: list[Row], server: Server) -> Iterator[Compared]:
    """Compare each measured row with what is said of its case."""
    known = {case.name: case for case in cases()}
    with TemporaryDirectory() as folder:
        for number, row in enumerate(rows):
            project = known[row["case"]].write(Path(folder) / str(number))
            yield from compared(row, said(project, server))
            yield on_sqlite(row, said(project, Server("sqlite", (), DJANGO)))


def lines(found: list[Compared]) -> Iterator[str]:
    """The table: for each column how many cases agree, are settled, differ, or have nothing measured; then the differences."""
    yield "".join([f"{'':12}", *(f"{each:>14}" for each in Outcome)])
    for column in COLUMNS:
        counts = Counter(each.outcome for each in found if each.column == column)
        yield "".join([f"{column:12}", *(f"{counts[each]:14}" for each in Outcome)])
    for each in found:
        if each.outcome in (Outcome.SETTLED, Outcome.DIFFER):
            said_so = f": {each.why}" if each.why else ""
            yield f"{each.outcome}: {each.case}: {each.column}: measured {each.measured}, ours {each.ours}{said_so}"


def main() -> int:
    """Print the table and the differences; exit 1 where there are any that nothing settles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measured", type=Path, nargs="?", default=HERE / "postgresql-15.json")
    parser.add_argument("--postgresql", type=int, default=15, help="the version on which it was measured")
    parser.add_argument("--only", default="", metavar="WORDS", help="the cases whose name has these words")
    options = parser.parse_args()
    sys.setrecursionlimit(DEPTH)
    rows: list[Row] = msgspec.json.decode(options.measured.read_bytes())
    server = Server("postgresql", (options.postgresql,), DJANGO)
    found = list(compare([row for row in rows if options.only in row["case"]], server))
    print("\n".join(lines(found)))
    return int(any(each.outcome is Outcome.DIFFER for each in found))


if __name__ == "__main__":
    sys.exit(main())
