"""Measure what the operations of `benchmarks/locks/cases.toml` do to PostgreSQL, with rows in the tables.

    python -m benchmarks.measure_locks OUTPUT.json --bin /usr/lib/postgresql/15/bin [--rows 1000000] [--only WORDS]
    python -m benchmarks.measure_locks OUTPUT.json --url postgresql://user@host/scratch

It runs in an environment with Django and psycopg. `--bin` starts a server of its own and removes it; `--url` names a
database that is dropped and made again, with "scratch" in its name. Each case runs on a fresh copy of the tables: noted are
the locks on the tables that were there before, which of them were rewritten and read from end to end, what the release
before can no longer do, what the way back loses, and whether the case fails; `error_on_hostile` is how it fails where rows
were added that break what can be broken. Cases that OUTPUT.json has already are left as they are.
`benchmarks/effects_parity.py` compares our facts with that.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import django
from django.conf import settings

from benchmarks.locks.cases import AUTO_FIELD, Case, cases
from benchmarks.locks.databases import Databases
from benchmarks.locks.filling import hostile, plain
from benchmarks.locks.measuring import Row, failed, measured
from benchmarks.locks.server import Place, named, started

#: How many plain rows are among the hostile ones.
FEW = 2000


def measure(place: Place, rows: int, wanted: list[Case]) -> Iterator[Row]:
    """Yield what each case did."""
    database = {"ENGINE": "django.db.backends.postgresql", **place}
    apps = ["django.contrib.postgres"]
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=apps, USE_TZ=True, DEFAULT_AUTO_FIELD=AUTO_FIELD)
    django.setup()
    databases = Databases(place)
    many, few = (f"{place['NAME']}_{each}" for each in ("plain", "hostile"))
    databases.fill(many, plain(rows))
    databases.fill(few, (*plain(FEW), *hostile()))
    for case in wanted:
        row = measured(case, databases.fresh(many), databases.beside)
        yield row | {"error_on_hostile": failed(case, databases.fresh(few))}
    databases.drop()
    databases.run(f"DROP DATABASE {many}", f"DROP DATABASE {few}")


def main() -> int:
    """Write the rows to a file, and a line about each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--bin", type=Path, help="a folder with initdb and pg_ctl")
    where.add_argument("--url", help="a database that may be dropped, with `scratch` in its name")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", default="", metavar="WORDS", help="the cases whose name has these words")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    found: list[Row] = json.loads(options.output.read_text("utf-8")) if options.output.exists() else []
    done = {row["case"] for row in found}
    wanted = [case for case in cases() if options.only in case.name and case.name not in done]
    with started(options.bin) if options.bin else nullcontext(named(options.url)) as place:
        for row in measure(place, options.rows, wanted):
            found.append(row)
            print(row["case"], row["ms"], row["locks"], row["error"] or "", flush=True)
            lines = ",\n".join(json.dumps(each, default=str) for each in found)
            options.output.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
