"""`django-pro rehearse`: run migrations on a throw-away PostgreSQL full of rows; this runs the project's own code."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.output import Output, outputs
from django_pro.cli.parser import Parser
from django_pro.cli.progress import Progress
from django_pro.project.interpreter import interpreter
from django_pro.project.project import Project, open_tree
from django_pro.project.running.choosing import one_of
from django_pro.rehearsal import choosing, running, told
from django_pro.rehearsal.binaries import find_binaries
from django_pro.rehearsal.cluster import cluster
from django_pro.rehearsal.diagnosing import MIGRATE, diagnosed
from django_pro.rehearsal.dumping import restore
from django_pro.rehearsal.limits import parsed
from django_pro.rehearsal.recording import keep
from django_pro.rehearsal.rehearsal import Rehearsal
from django_pro.rehearsal.rows import STATISTICS, cut, is_url, read_statistics, rows_of
from django_pro.rehearsal.scratch import scratch
from django_pro.reports.rehearsal.html import write_html
from django_pro.reports.rehearsal.json import write_json
from django_pro.reports.rehearsal.text import write_text
from django_pro.source.errors import UsageError

FORMATS = ("text", "json", "html")
_EXAMPLES = """\
examples:
  django-pro rehearse                           the migrations that are not released, on 100,000 rows a table
  django-pro rehearse shop 0012                 one of them
  django-pro rehearse shop --rows 1000000       on a million rows in the tables it is about
  django-pro rehearse --rows shop.Book=5000000  as many as production has
  django-pro rehearse -o html:rehearsal.html    with a timeline of locks and of those who waited
  django-pro rehearse --env SECRET_KEY=x        what the settings want from the environment

  psql --csv -c "$(django-pro rehearse --statistics-sql)" > rows.csv    in production: how many rows each table has
  django-pro rehearse --rows-from rows.csv
  django-pro rehearse --rows-from postgresql://me@replica/shop          the same without a file
"""


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    parser.add_argument("app", nargs="?", metavar="APP", help="an app: its migrations (default: those not released)")
    parser.add_argument("migration", nargs="?", metavar="MIGRATION", help="one of them, or how its name begins")
    parser.add_argument("--path", metavar="FOLDER", default=".", help="where the project is (default: this folder)")
    rows = parser.add_argument_group("the rows")
    rows.add_argument(
        "--rows", metavar="N", action="append", default=[], help="rows of the tables concerned; MODEL=N of one"
    )
    rows.add_argument(
        "--rows-from",
        metavar="URL",
        help="as many as this database has by its statistics; or a file of --statistics-sql",
    )
    rows.add_argument(
        "--statistics-sql", action="store_true", help="print the query that makes them, and do nothing else"
    )
    rows.add_argument("--dump", metavar="FILE", help="rows of a (masked) dump by pg_dump instead")
    place = parser.add_argument_group("where it runs")
    place.add_argument("--database", metavar="URL", help="a scratch database to use instead of one of our own")
    place.add_argument("--env", metavar="NAME=VALUE", action="append", default=[], help="what the settings read")
    place.add_argument(
        "--stalls-only", action="store_true", help="leave out hostile rows, ways back and other releases' code"
    )
    place.add_argument(
        "--patience", metavar="TIME", default="10m", help="how long one migration may take (default: 10m)"
    )
    verdict = parser.add_argument_group("what comes of it")
    verdict.add_argument(
        "--max-stall", metavar="TIME", help="the longest that anybody may wait: 500ms, 1s (default: 1s)"
    )
    verdict.add_argument("--output-format", metavar="FORMAT", default="text", help="text, json or html")
    verdict.add_argument(
        "-o", "--output", metavar="FORMAT:FILE", action="append", default=[], help="write to a file too"
    )
    verdict.add_argument("--no-record", action="store_true", help="write no record below .django-pro/rehearsals")
    options.add_project(parser)
    options.add_colour(parser)


def run(arguments: Arguments) -> int:
    """Rehearse and tell; 1 where somebody waited too long or something failed."""
    if arguments.statistics_sql:
        print(STATISTICS)
        return 0
    wanted = outputs(arguments, FORMATS)
    tree = open_tree(options.place_of([arguments.path]).folder, options.project_options(arguments))
    project = one_of(tree)
    most = parsed(arguments.max_stall or project.configuration.rehearsal.max_stall)
    request = _request(project, arguments)
    with Progress() as progress:
        found = _rehearsed(request, arguments.database, progress)
    if found.migrations:
        for output in wanted:
            _write(found, most, output, arguments)
        if not arguments.no_record:
            keep(project, found, most)
    if found.failed and (not found.migrations or found.failed.why != MIGRATE):
        raise UsageError(found.failed.text, _hint(found.failed.why))
    return int(not found.passes(most))


def _request(project: Project, arguments: Arguments) -> running.Request:
    keys, _ = choosing.chosen(project, arguments.app, arguments.migration)
    python, settings = interpreter(project, "a rehearsal runs its code"), choosing.settings_of(project)
    rows = _rows(arguments, python)
    environment = dict(options.variable(each) for each in arguments.env)
    patience = parsed(arguments.patience) / 1000
    print(f"{len(keys)} migrations, with {python} and {settings}", file=sys.stderr)
    return running.Request(
        python, project.root / project.folder, settings, keys, rows, environment, arguments.stalls_only, patience,
        Path(arguments.dump) if arguments.dump else None,
    )  # fmt: skip


def _rows(arguments: Arguments, python: Path) -> dict[str, int]:
    source = arguments.rows_from
    if not source:
        return rows_of(arguments.rows, {})
    counted = running.counted(python, source) if is_url(source) else read_statistics(Path(source))
    if large := cut(counted):
        print(large, file=sys.stderr)
    return rows_of(arguments.rows, counted)


def _rehearsed(request: running.Request, url: str | None, progress: Progress) -> Rehearsal:
    if url and request.dump:
        raise UsageError(
            "--dump goes with a database of our own", f"Restore {request.dump} into the one at --database."
        )
    if url:
        return _listened(running.run(request, scratch(url)), progress)
    with cluster(find_binaries()) as server:
        if request.dump:
            progress(f"restoring {request.dump.name}")
            restore(request.dump, server.database(), server.binaries)
        found = _listened(running.run(request, server.database()), progress)
        diagnosed(found, server)
        return found


def _listened(events: Generator[told.Event, None, None], progress: Progress) -> Rehearsal:
    found = Rehearsal()
    with closing(events):  # also where somebody presses Ctrl-C: the inner half ends before its database does
        for event in events:
            if isinstance(event, told.Progress):
                progress(f"{event.doing} ({event.done + 1} of {event.of})" if event.of > 1 else event.doing)
            found.take(event)
    return found


def _write(found: Rehearsal, most: float, output: Output, arguments: Arguments) -> None:
    paint = output.paint(arguments.color)
    if output.format == "json":
        text = write_json(found, most)
    elif output.format == "html":
        text = write_html(found, most, Path(arguments.path).resolve().name)
    else:
        text = "".join(f"{line}\n" for line in write_text(found, most, paint))
    output.write(text)


def _hint(why: str) -> str:
    hints = {
        "settings": "Give what they want from the environment with --env NAME=VALUE, or other settings with --settings.",
        "import": "Its interpreter is --python; what it wants from the environment is --env NAME=VALUE.",
        "driver": "It needs the driver beside its Django: psycopg, or psycopg2.",
        "disk": "Name a folder with more space in TMPDIR, or ask for fewer rows.",
    }
    return hints.get(why, "")
