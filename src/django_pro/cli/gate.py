"""`django-pro gate`: what a change introduces, and nothing else; this reads only."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.output import EXCHANGED, Output, add_output, exchanged, outputs
from django_pro.cli.parser import Parser
from django_pro.cli.reviewed import Elsewhere, Reviewing, reviewed
from django_pro.findings.report import GateReport
from django_pro.project.git import merge_base, top_of
from django_pro.project.project import Written, open_tree
from django_pro.reports.gate import write_gate
from django_pro.reports.json import write_json
from django_pro.reports.text import Telling
from django_pro.review.gate import Change, compare, following, summary, verdict
from django_pro.review.history import write_commit, write_index, write_patched
from django_pro.review.placing import Files
from django_pro.review.reporting import finding_reports, learned_in
from django_pro.review.reviewing import Review, review_repository
from django_pro.source.errors import UsageError

_EXAMPLES = """\
examples:
  django-pro gate                             what this branch introduces since it left main
  django-pro gate --base origin/develop       the same for another branch
  django-pro gate --staged                    what is staged: for a hook before a commit
  git diff a..b | django-pro gate --patch -   a patch, before it is applied
  django-pro gate --output-format json        {verdict, summary, next, introduced, fixed, unproved}
  django-pro gate --output-format github      annotations on the lines of a pull request
"""


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    options.add_paths(parser)
    parser.add_argument(
        "--base", metavar="REF", default="main", help="compare with where this branch left REF (default: main)"
    )
    parser.add_argument("--staged", action="store_true", help="judge what is staged, against HEAD")
    parser.add_argument("--patch", metavar="FILE", help="judge a patch of the work tree; - reads it")
    options.add_rules(parser)
    options.add_project(parser)
    options.add_facts(parser)
    add_output(parser)
    options.add_failing(parser)
    options.add_colour(parser)


def run(arguments: Arguments) -> int:
    """Review then and now, print what is new, and return the exit code."""
    wanted = outputs(arguments)
    top = top_of(options.place_of(arguments.paths).folder)
    commit = _base(arguments, top)
    with tempfile.TemporaryDirectory(prefix="django-pro-") as folder:
        then, after = Path(folder).resolve() / "then", Path(folder).resolve() / "now"
        now = reviewed(arguments, baseline=False, since=commit, elsewhere=_after(arguments, top, commit, after))
        _write_before(arguments, top, commit, then)
        before = _review_then(now, arguments, Elsewhere(Written(top, commit), then))
        report = _report(compare(before, now.review), now, Files(before.repository.tree.root))
        for output in wanted:
            output.write(_told(output, report, now, arguments))
    return int(report.verdict == "fail")


def _base(arguments: Arguments, top: Path) -> str:
    """Return the commit to compare with: HEAD for what is staged or patched, else where this branch left its base."""
    if arguments.staged and arguments.patch:
        raise UsageError("--staged and --patch are two changes", "Judge one of them.")
    return merge_base(top, "HEAD" if arguments.staged or arguments.patch else arguments.base)


def _after(arguments: Arguments, top: Path, commit: str, folder: Path) -> Elsewhere | None:
    """Write what is staged, or the work tree with the patch, and return where; None where the work tree itself is judged."""
    if not arguments.staged and not arguments.patch:
        return None
    folder.mkdir()
    if arguments.staged:
        write_index(top, folder)
    else:
        write_patched(top, _patch(arguments.patch), folder)
    return Elsewhere(Written(top, commit), folder)


def _write_before(arguments: Arguments, top: Path, commit: str, folder: Path) -> None:
    """Write what a change is compared with: the commit, or the work tree as it is without the patch."""
    folder.mkdir()
    if arguments.patch:
        write_patched(top, b"", folder)
    else:
        write_commit(top, commit, folder)


def _patch(name: str) -> bytes:
    """Return a patch from a file, or from standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{name} cannot be read: {error.strerror}", "Give a file of `git diff`, or - to read it"
        ) from None


def _told(output: Output, report: GateReport, now: Reviewing, arguments: Arguments) -> str:
    """Return the answer in one format; those of other programs are given what is introduced, and nothing else."""
    if output.format in EXCHANGED:
        return exchanged(output.format, report.introduced, now.files, "gate")
    if output.format == "json":
        return write_json(report)
    telling = Telling(output.paint(arguments.color), now.files.read)
    return "".join(f"{line}\n" for line in write_gate(report, telling))


def _review_then(now: Reviewing, arguments: Arguments, then: Elsewhere) -> Review:
    """Review the tree as it was, with today's configuration."""
    place = then.moved(options.place_of(arguments.paths))
    asked = replace(options.project_options(arguments), top=then.folder, written=then.written)
    return review_repository(open_tree(place.folder, asked), replace(now.request, paths=place.paths))


def _report(change: Change, now: Reviewing, then: Files) -> GateReport:
    learned = learned_in(now.review.repository)
    return GateReport(
        verdict(change, now.failing),
        summary(change),
        following(change),
        finding_reports(change.introduced, now.files, now.review.proofs, learned),
        finding_reports(change.fixed, then),
        finding_reports(change.unproved, now.files, learned=learned),
    )
