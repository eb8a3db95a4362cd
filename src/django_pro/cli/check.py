"""`django-pro check`: review a project; this reads, and writes nothing but the baseline where it is asked to."""

from __future__ import annotations

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.output import add_output, outputs, tell
from django_pro.cli.parser import Parser
from django_pro.cli.reviewed import reviewed

_EXAMPLES = """\
examples:
  django-pro check                                  this folder's project
  django-pro check --all                            every finding, not the ten that are worth most
  django-pro check shop/views.py --select DJP101    one rule, one file (scores stay the whole project's)
  django-pro check -o json:report.json              text here, JSON in a file
  django-pro check -o sarif:django-pro.sarif        for code scanning; also github, gitlab and junit
  django-pro check --fail-on warning:proved         for CI: exit 1 for proved warnings too
  django-pro check --update-baseline                take all that is found now as known
"""


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    options.add_paths(parser)
    options.add_rules(parser)
    options.add_project(parser)
    options.add_facts(parser)
    group = parser.add_argument_group("the report")
    group.add_argument("--all", action="store_true", help="print every finding")
    group.add_argument("--statistics", action="store_true", help="print how many findings each rule has")
    add_output(group)
    group.add_argument("--update-baseline", action="store_true", help="write the findings of now to the baseline")
    options.add_failing(group)
    options.add_colour(group)


def run(arguments: Arguments) -> int:
    """Review, print, and return the exit code."""
    wanted = outputs(arguments)
    done = reviewed(arguments, baseline=not arguments.update_baseline)
    if arguments.update_baseline:
        return done.update_baseline()
    for output in wanted:
        tell(output, done, arguments)
    return int(done.failing(done.review.findings))
