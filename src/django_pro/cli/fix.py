"""`django-pro fix`: apply the safe edits of findings; this writes to the project's files."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.parser import Parser
from django_pro.cli.reviewed import Reviewing, reviewed
from django_pro.findings.finding import Finding
from django_pro.fixing.choosing import choose, edits_of
from django_pro.fixing.mending import mend
from django_pro.reports.diff import changes, painted, unified
from django_pro.reports.paint import paint_for
from django_pro.source.errors import UsageError

_EXAMPLES = """\
examples:
  django-pro fix --diff              what would be changed, as a patch
  django-pro fix                     change it; an edit that does not cure its finding is taken back
  django-pro fix --unsafe --diff     those too that may change what the program answers
  django-pro fix f:1234abcd          one finding
  django-pro fix shop/ --select DJP1
"""


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "paths", nargs="*", metavar="PATH|ID", help="folders, files, or findings by id (default: this folder)"
    )
    parser.add_argument(
        "--diff", action="store_true", help="print the patch and change nothing; exit 1 where there is one"
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="also make edits that may change what the program answers: read the patch"
    )
    options.add_rules(parser)
    options.add_project(parser)
    options.add_facts(parser)
    options.add_colour(parser)


def run(arguments: Arguments) -> int:
    """Show or make the edits, and return the exit code."""
    ids = {word for word in arguments.paths if word.startswith("f:")}
    arguments.paths = [word for word in arguments.paths if word not in ids] or ["."]
    arguments.fail_on = None
    done = reviewed(arguments)
    missing = ids - {each.id for each in done.review.findings}
    if missing:
        raise UsageError(f"there is no finding {', '.join(sorted(missing))}", "django-pro check --all lists them.")

    def wanted(finding: Finding) -> bool:
        return not ids or finding.id in ids

    if arguments.diff:
        return _show(done, [each for each in done.review.findings if wanted(each)], arguments)
    return _make(done, wanted, unsafe=arguments.unsafe)


def _show(done: Reviewing, findings: list[Finding], arguments: Arguments) -> int:
    paint = paint_for(sys.stdout, arguments.color)
    edits = edits_of(choose(findings, unsafe=arguments.unsafe))
    for path, before, after in changes(edits, done.files.read):
        for line in painted(unified(path, before, after), paint):
            print(line)
    return int(bool(edits))


def _make(done: Reviewing, wanted: Callable[[Finding], bool], *, unsafe: bool) -> int:
    result = mend(done.review, done.again, wanted, unsafe=unsafe)
    for finding in result.cured:
        print(f"mended      {finding.id} {finding.rule} {finding.span.path}: {finding.message}")
    for finding in result.taken_back:
        print(f"taken back  {finding.id} {finding.rule} {finding.span.path}: not cured, or another came")
    left = sum(wanted(each) for each in result.review.findings)
    print(f"{len(result.cured)} mended, {len(result.taken_back)} taken back, {left} left")
    return 0
