"""Where a report goes: to the terminal, and to files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django_pro.cli.options import Arguments
from django_pro.cli.reviewed import Reviewing
from django_pro.findings.report import FindingReport
from django_pro.reports.json import write_json
from django_pro.reports.paint import Paint, paint_for
from django_pro.reports.text import Telling, write_text
from django_pro.review.placing import Files
from django_pro.review.reviewing import Review
from django_pro.source.errors import UsageError

#: Those that say nothing but findings, for programs of others.
EXCHANGED = ("sarif", "github", "gitlab", "junit")
FORMATS = ("text", "json", *EXCHANGED)


@dataclass(frozen=True)
class Output:
    """A format, and the file it goes to; None is standard output."""

    format: str
    file: Path | None = None

    def write(self, text: str) -> None:
        """Write a whole report."""
        if self.file is None:
            sys.stdout.write(text)
        else:
            self.file.write_bytes(text.encode())

    def paint(self, when: str) -> Paint:
        """Return the paint of a report for people: files have no colours."""
        return paint_for(sys.stdout, when) if self.file is None else Paint()


def add_output(parser: argparse._ActionsContainer) -> None:
    """Add the options that say in which formats findings are told, and where."""
    told = ", ".join(FORMATS[:-1])
    parser.add_argument(
        "--output-format", metavar="FORMAT", default="text", help=f"{told} or {FORMATS[-1]} (default: text)"
    )
    parser.add_argument(
        "-o", "--output", metavar="FORMAT:FILE", action="append", default=[], help="write a report to a file too"
    )


def outputs(arguments: Arguments, formats: tuple[str, ...] = FORMATS) -> tuple[Output, ...]:
    """Return what `--output-format` and `-o` ask for; `UsageError` for a format there is not."""
    extra = (given.partition(":") for given in arguments.output)
    made = (Output(form, Path(file) if file not in ("", "-") else None) for form, _, file in extra)
    found = (Output(arguments.output_format), *made)
    for output in found:
        if output.format not in formats:
            raise UsageError(f"there is no format {output.format}", f"Formats: {', '.join(formats)}")
        if output.file is not None and not output.file.absolute().parent.is_dir():
            raise UsageError(
                f"there is no folder {output.file.parent} to write {output.file.name} to", "Make it first."
            )
    return found


def tell(output: Output, done: Reviewing, arguments: Arguments) -> None:
    """Write the report to one output."""
    if output.format in EXCHANGED:
        text = exchanged(output.format, done.report.findings, done.files, "check")
    elif output.format == "json":
        text = write_json(done.report)
    else:
        paint = output.paint(arguments.color)
        telling = Telling(paint, done.files.read, arguments.all, arguments.statistics, tuple(notes(done.review)))
        text = "".join(f"{line}\n" for line in write_text(done.report, telling))
    output.write(text)


def exchanged(form: str, findings: Sequence[FindingReport], files: Files, command: str) -> str:
    """Return findings in one of the `EXCHANGED` formats."""
    # Imported here: most reviews need none of them, and each brings libraries of its own.
    if form == "sarif":
        from django_pro.reports.sarif import write_sarif

        return write_sarif(findings, files, command)
    if form == "github":
        from django_pro.reports.github import write_github

        return write_github(findings)
    if form == "gitlab":
        from django_pro.reports.gitlab import write_gitlab

        return write_gitlab(findings)
    from django_pro.reports.junit import write_junit

    return write_junit(findings)


def notes(review: Review) -> list[str]:
    """Return lines about what is not shown."""
    found: list[str] = []
    if review.baselined:
        found.append(f"{len(review.baselined)} known findings of the baseline are not shown, and count as broken")
    if review.silenced:
        bare = [each for each in review.silenced if not each.by.reason]
        found.append(f"{len(review.silenced)} findings are silenced by comments")
        found.extend(f"  no reason given: {each.finding.span.path} [{', '.join(each.by.codes)}]" for each in bare)
    return found
