"""`django-pro explain`: a rule's page, all of a finding, or what is known of a line; this reads only."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.parser import Parser
from django_pro.reports.paint import Paint, paint_for
from django_pro.rules.page import all_pages, find_page
from django_pro.source.errors import UsageError

_EXAMPLES = """\
examples:
  django-pro explain                         the rules there are
  django-pro explain DJP101                  a rule: why, a bad and a good example
  django-pro explain n-plus-one              the same by name
  django-pro explain f:1234abcd              a finding, with its whole trace and its fix
  django-pro explain shop/views.py:12        the findings of a line, and what is known there
  django-pro explain f:1234abcd --report     the finding as a case for a bug report, its names changed
"""
_LINE = re.compile(r"(?P<path>.+):(?P<line>\d+)")


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    parser.add_argument("what", nargs="?", metavar="WHAT", help="a rule's code or name, a finding's id, or path:line")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="where the project is (default: this folder)"
    )
    parser.add_argument(
        "--report", action="store_true", help="write the finding as a self-contained case with neutral names"
    )
    parser.add_argument("--index", action="store_true", help="print the rules as a Markdown table")
    options.add_rules(parser)
    options.add_project(parser)
    options.add_facts(parser)
    options.add_colour(parser)


def run(arguments: Arguments) -> int:
    """Print what was asked for."""
    paint = paint_for(sys.stdout, arguments.color)
    sys.stdout.writelines(f"{line}\n" for line in _lines(arguments, paint))
    return 0


def _lines(arguments: Arguments, paint: Paint) -> Iterator[str]:
    if arguments.what is None:
        return _index() if arguments.index else _listed(paint)
    if page := find_page(arguments.what):
        return iter(page.text.splitlines())
    place = _LINE.fullmatch(arguments.what)
    if arguments.what.startswith("f:"):
        return _finding(arguments, paint)
    if place:
        return _place(arguments, paint, place["path"], int(place["line"]))
    hint = "WHAT is a rule (DJP101, n-plus-one), a finding (f:1234abcd) or a line (shop/views.py:12)."
    raise UsageError(f"{arguments.what} is no rule, finding or line", hint)


def _listed(paint: Paint) -> Iterator[str]:
    for page in all_pages():
        yield f"{paint(page.code, 'bold')}  {page.name.ljust(28)} {page.sentence}"


def _index() -> Iterator[str]:
    yield from ("# Rules", "", "| code | name | |", "|---|---|---|")
    for page in all_pages():
        where = f"../src/django_pro/rules/{page.family}/{page.path.name}"
        yield f"| {page.code} | [{page.name}]({where}) | {page.sentence} |"


def _finding(arguments: Arguments, paint: Paint) -> Iterator[str]:
    from django_pro.cli.reviewed import reviewed
    from django_pro.reports.case import write_case
    from django_pro.reports.text import Telling, write_finding

    done = reviewed(_quietly(arguments), baseline=False)
    found = next((each for each in done.review.findings if each.id == arguments.what), None)
    if found is None:
        raise UsageError(f"there is no finding {arguments.what}", "django-pro check --all lists them.")
    if arguments.report:
        yield from write_case(found, done.review, done.files)
        return
    report = next(each for each in done.report.findings if each.id == arguments.what)
    yield from write_finding(report, Telling(paint, done.files.read))
    yield ""
    for name, value in report.data.items():
        yield f"  {name}: {value}"
    yield f"Why: django-pro explain {report.rule} · wrong? django-pro explain {report.id} --report"


def _place(arguments: Arguments, paint: Paint, path: str, line: int) -> Iterator[str]:
    from django_pro.cli.reviewed import reviewed
    from django_pro.reports.text import Telling, write_finding
    from django_pro.review.known import known_at

    done = reviewed(_quietly(arguments), baseline=False)
    inner = done.path_in_tree(path)
    yield from known_at(done.review, done.files, inner, line)
    found = [each for each in done.report.findings if each.path == inner and each.line <= line <= each.end_line]
    for finding in found:
        yield ""
        yield from write_finding(finding, Telling(paint, done.files.read))
    if not found:
        yield f"No findings on {inner}:{line}."


def _quietly(arguments: Arguments) -> Arguments:
    arguments.fail_on = None
    return arguments
