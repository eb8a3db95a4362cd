"""`django-pro map`: what a project is, as tables and pictures; this reads only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.parser import Parser
from django_pro.cli.progress import Progress
from django_pro.project.project import Project, open_tree
from django_pro.reports.paint import Paint, paint_for
from django_pro.source.errors import UsageError

_EXAMPLES = """\
examples:
  django-pro map endpoints                                   who can reach what: a line for each route and method
  django-pro map endpoints --output-format html -o map.html  the whole table as a page, with search
  django-pro map models --output-format mermaid              an entity diagram for a README
  django-pro map models --output-format svg -o models.svg    the same as a picture
  django-pro map queries                                     the queries of each endpoint, as they are read
  django-pro map migrations                                  which migrations go before, with and after the code
  django-pro map tests                                       which tests reach which endpoints
"""
FORMATS = {
    "endpoints": ("text", "json", "html"), "models": ("text", "json", "mermaid", "svg", "html"),
    "queries": ("text", "json"), "migrations": ("text", "json", "mermaid"), "tests": ("text", "json"),
}  # fmt: skip
Writer = Callable[[Project, str, Paint], Iterable[str]]


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    parser.add_argument("what", metavar="WHAT", help=f"one of {', '.join(FORMATS)}")
    options.add_paths(parser)
    parser.add_argument("--output-format", metavar="FORMAT", default="text", help="text, json, html, mermaid or svg")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to a file")
    options.add_project(parser)
    options.add_facts(parser)
    options.add_colour(parser)


def run(arguments: Arguments) -> int:
    """Write the map of each Django root."""
    formats = FORMATS.get(arguments.what)
    if formats is None:
        raise UsageError(f"there is no map of {arguments.what}", f"Maps: {', '.join(FORMATS)}")
    if arguments.output_format not in formats:
        raise UsageError(
            f"the map of {arguments.what} has no format {arguments.output_format}", f"Formats: {', '.join(formats)}"
        )
    file = Path(arguments.output) if arguments.output else None
    if file is not None and not file.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {file.parent} to write {file.name} to", "Make it first.")
    paint = paint_for(sys.stdout, arguments.color) if file is None else Paint()
    with Progress() as progress:
        progress("reading")
        repository = open_tree(options.place_of(arguments.paths).folder, options.project_options(arguments))
        pieces = [
            piece
            for each in repository.projects
            for piece in _WRITERS[arguments.what](each, arguments.output_format, paint)
        ]
    text = "".join(pieces)
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_bytes(text.encode())
    return 0


def _lines(pieces: Iterable[str]) -> Iterable[str]:
    return (f"{each}\n" for each in pieces)


def _json(rows: Iterable[object]) -> Iterable[str]:
    return [msgspec.json.format(msgspec.json.encode({"schema": 1, "rows": list(rows)}), indent=1).decode(), "\n"]


def _endpoints(project: Project, form: str, paint: Paint) -> Iterable[str]:
    from django_pro.endpoints import endpoints_of
    from django_pro.endpoints.rows import Rows
    from django_pro.reports.maps.endpoints import write_endpoints, write_endpoints_page

    rows = list(Rows(endpoints_of(project)).all())
    if form == "json":
        return _json(rows)
    return write_endpoints_page(rows, project.root.name) if form == "html" else _lines(write_endpoints(rows, paint))


def _models(project: Project, form: str, paint: Paint) -> Iterable[str]:
    from django_pro.facts.models import Models
    from django_pro.reports.maps.diagram import write_svg
    from django_pro.reports.maps.models import model_rows, write_mermaid, write_models, write_models_page

    rows = list(model_rows(project, Models(project)))
    if form == "json":
        return _json(rows)
    if form == "html":
        return write_models_page(rows, project.root.name, "".join(write_svg(rows)))
    return _lines(
        {"mermaid": write_mermaid, "svg": write_svg}[form](rows) if form != "text" else write_models(rows, paint)
    )


def _queries(project: Project, form: str, paint: Paint) -> Iterable[str]:
    from django_pro.reports.maps.queries import query_rows, write_queries

    rows = list(query_rows(project))
    return _json(rows) if form == "json" else _lines(write_queries(rows, paint))


def _migrations(project: Project, form: str, paint: Paint) -> Iterable[str]:
    from django_pro.reports.maps.migrations import migration_rows, write_graph, write_migrations
    from django_pro.rules.reviewed import Reviewed

    reviewed = Reviewed(project)
    released = [each.label for each in reviewed.migrations.all if reviewed.is_released(each)]
    rows = list(migration_rows(reviewed.history, released))
    if form == "json":
        return _json(rows)
    return _lines(write_graph(rows) if form == "mermaid" else write_migrations(rows, paint))


def _tests(project: Project, form: str, paint: Paint) -> Iterable[str]:
    from django_pro.reports.maps.tests import test_rows, write_tests

    rows = test_rows(project)
    return _json(rows.endpoints) if form == "json" else _lines(write_tests(rows, paint))


_WRITERS: dict[str, Writer] = {
    "endpoints": _endpoints, "models": _models, "queries": _queries, "migrations": _migrations, "tests": _tests,
}  # fmt: skip
