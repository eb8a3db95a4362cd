"""`django-pro gate`: what a change introduces, and nothing else; this reads only."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.output import EXCHANGED, Output, add_output, exchanged, outputs
from django_pro.cli.parser import Parser
from django_pro.cli.reviewed import Reviewing, reviewed
from django_pro.findings.report import GateReport
from django_pro.project.git import merge_base, top_of
from django_pro.project.project import Written, open_tree
from django_pro.reports.gate import write_gate
from django_pro.reports.json import write_json
from django_pro.reports.text import Telling
from django_pro.review.gate import Change, compare, following, summary, verdict
from django_pro.review.history import write_commit
from django_pro.review.placing import Files
from django_pro.review.reporting import finding_reports, learned_in
from django_pro.review.reviewing import Review, review_repository

_EXAMPLES = """\
examples:
  django-pro gate                             what this branch introduces since it left main
  django-pro gate --base origin/develop       the same for another branch
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
    commit = merge_base(top, arguments.base)
    now = reviewed(arguments, baseline=False, since=commit)
    with tempfile.TemporaryDirectory(prefix="django-pro-") as folder:
        then = Path(folder).resolve()
        write_commit(top, commit, then)
        before = _review_then(now, arguments, Written(top, commit), then)
        change = compare(before, now.review)
        report = _report(change, now, Files(before.repository.tree.root))
    for output in wanted:
        output.write(_told(output, report, now, arguments))
    return int(report.verdict == "fail")


def _told(output: Output, report: GateReport, now: Reviewing, arguments: Arguments) -> str:
    """Return the answer in one format; those of other programs are given what is introduced, and nothing else."""
    if output.format in EXCHANGED:
        return exchanged(output.format, report.introduced, now.files, "gate")
    if output.format == "json":
        return write_json(report)
    telling = Telling(output.paint(arguments.color), now.files.read)
    return "".join(f"{line}\n" for line in write_gate(report, telling))


def _review_then(now: Reviewing, arguments: Arguments, written: Written, then: Path) -> Review:
    """Review the tree as it was, with today's configuration."""
    place = options.place_of(arguments.paths)
    folder = then / place.folder.relative_to(written.top.resolve())
    folder.mkdir(parents=True, exist_ok=True)
    inner = (then / path.resolve().relative_to(written.top.resolve()) for path in place.paths)
    return review_repository(
        open_tree(folder, replace(options.project_options(arguments), top=then, written=written)),
        replace(now.request, paths=tuple(inner)),
    )


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
