"""`django-pro verify`: run the project's tests under the recorder, and join what ran with what was read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.output import Output, outputs
from django_pro.cli.parser import Parser
from django_pro.cli.progress import Progress
from django_pro.cli.reviewed import Reviewing, reviewed
from django_pro.findings.evidence import PLACE
from django_pro.project.interpreter import interpreter
from django_pro.project.project import Repository, open_tree
from django_pro.project.running.choosing import one_of
from django_pro.rehearsal.limits import parsed
from django_pro.source.errors import UsageError
from django_pro.verifying.commands import command_for
from django_pro.verifying.guarding import sweep
from django_pro.verifying.joined import Joined, joined
from django_pro.verifying.json import write_json
from django_pro.verifying.mending import Mending
from django_pro.verifying.text import write_text
from django_pro.verifying.verifying import Request, Verified, verify, write
from django_pro.verifying.writing import write_tests

FORMATS = ("text", "json")
_EXAMPLES = """\
examples:
  django-pro verify                          run the tests as the project is set up: pytest, or manage.py test
  django-pro verify -- pytest -n 2 shop      run these
  django-pro verify --env SECRET_KEY=x       what the settings want from the environment
  django-pro verify --fix                    try the safe edits of what the run confirms; keep those that are proved
  django-pro verify --write-tests            write the query-count tests that lists lack
  django-pro verify -o json:verified.json    the same for programs

  django-pro check                           afterwards it says which findings the run confirmed, and scores the tests by it

This runs the project's own code. The evidence is kept in .django-pro/evidence.json; what changed since is not taken from it.
"""


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="after --: what runs the tests")
    parser.add_argument("--path", metavar="FOLDER", default=".", help="where the project is (default: this folder)")
    run = parser.add_argument_group("the run")
    run.add_argument("--env", metavar="NAME=VALUE", action="append", default=[], help="what the settings read")
    run.add_argument("--patience", metavar="TIME", default="30m", help="how long it may take (default: 30m)")
    run.add_argument("--no-coverage", action="store_true", help="do not measure coverage: faster")
    run.add_argument("--show", action="store_true", help="show what the command says")
    mending = parser.add_argument_group("fixes on trial")
    mending.add_argument(
        "--fix", action="store_true", help="keep the safe edits with which tests pass and queries become fewer"
    )
    mending.add_argument("--unsafe", action="store_true", help="with --fix: try the edits that are not safe too")
    mending.add_argument(
        "--write-tests", action="store_true", help="write the query-count tests that lists lack; keep those that run"
    )
    told = parser.add_argument_group("what comes of it")
    told.add_argument("--all", action="store_true", help="name every endpoint, function and finding")
    told.add_argument("--output-format", metavar="FORMAT", default="text", help="text or json")
    told.add_argument("-o", "--output", metavar="FORMAT:FILE", action="append", default=[], help="write to a file too")
    options.add_rules(parser)
    options.add_project(parser)
    options.add_colour(parser)


def run(arguments: Arguments) -> int:
    """Run, join and tell; 1 where tests failed or a finding was confirmed."""
    wanted = outputs(arguments, FORMATS)
    arguments.paths, arguments.fail_on = [arguments.path], None
    for path in sweep():
        print(f"{path} was on trial when verify was killed, and is changed since: look at it", file=sys.stderr)
    tree = open_tree(options.place_of(arguments.paths).folder, options.project_options(arguments))
    verified = _verified(tree, arguments)
    place = Path(arguments.evidence) if arguments.evidence else tree.tree.root / PLACE
    _complain(verified)
    write(verified.ran, place)
    after = reviewed(arguments)
    found = joined(after.review, verified.ran.run, verified.uncovered)
    for output in wanted:
        _write(found, after, output, arguments)
    print(f"kept in {place}", file=sys.stderr)
    if arguments.fix:
        _mend(after, arguments)
    if arguments.write_tests:
        _write_tests(after, arguments)
    return int(verified.ended.code != 0 or bool(found.verdicts["confirmed"]))


def _verified(repository: Repository, arguments: Arguments) -> Verified:
    request, tree = _asked(repository, arguments), repository.tree
    print(f"running {' '.join(request.command.words)}: this runs the project's own code", file=sys.stderr)
    with Progress() as progress:
        return verify(request, (*tree.python, *tree.templates), _shown if arguments.show else progress)


def _asked(repository: Repository, arguments: Arguments) -> Request:
    project = one_of(repository)
    python = interpreter(project, "verify runs its tests")
    root = repository.tree.root.resolve()
    command = command_for(root / project.folder, python, tuple(arguments.command), project.configuration.command)
    environment = dict(options.variable(each) for each in arguments.env)
    return Request(root, python, command, parsed(arguments.patience) / 1000, environment, not arguments.no_coverage)


def _mend(after: Reviewing, arguments: Arguments) -> None:
    """Try the fixes of what was confirmed, and say what came of each."""
    with Progress() as progress:
        mending = Mending(after.files.root, _asked(after.review.repository, arguments), after.again, progress)
        count = 0
        for tried in mending.tried(after.review, lambda finding: True, unsafe=arguments.unsafe):
            finding, count = tried.finding, count + tried.kept
            said = "kept      " if tried.kept else "taken back"
            text = f"{tried.before} queries before, {tried.after} after" + (f": {tried.why}" if tried.why else "")
            print(f"{said}  {finding.id} {finding.rule} {finding.span.path}: {text}")
    print(f"{count} fixes kept; the evidence of the files that they changed is old: run verify again")


def _write_tests(after: Reviewing, arguments: Arguments) -> None:
    """Write tests for the lists that have no query count, and say what came of each."""
    root = after.review.roots[0].reviewed
    keys = {
        key
        for each in (*after.review.findings, *after.review.baselined)
        if each.rule == "DJP403"
        for key in cast(list[str], each.data["endpoints"])
    }
    lists = [each for each in root.endpoints.sites if each.key in keys]
    with Progress() as progress:
        for written in write_tests(root, _asked(after.review.repository, arguments), lists, progress):
            if written.why:
                print(f"no test     {written.endpoint}: {written.why}")
            elif written.many:
                print(
                    f"shows N+1   {written.endpoint}: {written.few} queries for 2 rows, {written.many} for 12: {written.path}"
                )
            else:
                print(f"passes      {written.endpoint}: {written.path}")


def _shown(line: str) -> None:
    print(line, file=sys.stderr)


def _complain(verified: Verified) -> None:
    """Say what went wrong with the run itself; nothing was learned where no test ran."""
    ended, run = verified.ended, verified.ran.run
    last = "\n".join(f"  {line}" for line in ended.last)
    if ended.overdue:
        raise UsageError(
            f"the tests took longer than they may, and were ended; they said last:\n{last}", "--patience 2h"
        )
    if not run.tests:
        raise UsageError(
            f"no test ran: the command ended with {ended.code} and said last:\n{last}",
            "Say how the tests are run: django-pro verify -- COMMAND; what they want: --env NAME=VALUE; --show shows all",
        )
    if ended.code:
        print(f"the tests ended with {ended.code}; they said last:\n{last}", file=sys.stderr)


def _write(found: Joined, after: Reviewing, output: Output, arguments: Arguments) -> None:
    paint = output.paint(arguments.color)
    if output.format == "json":
        text = write_json(found, after.files)
    else:
        text = "".join(f"{line}\n" for line in write_text(found, after.files, paint, everything=arguments.all))
    output.write(text)
