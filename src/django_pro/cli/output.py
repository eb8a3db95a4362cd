"""Where a report goes: to the terminal, and to files."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from django_pro.cli.options import Arguments
from django_pro.cli.reviewed import Reviewing
from django_pro.reports.json import write_json
from django_pro.reports.paint import Paint, paint_for
from django_pro.reports.text import Telling, write_text
from django_pro.review.reviewing import Review
from django_pro.source.errors import UsageError

FORMATS = ("text", "json")


@dataclass(frozen=True)
class Output:
    """A format, and the file it goes to; None is standard output."""

    format: str
    file: Path | None = None


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
    paint = paint_for(sys.stdout, arguments.color) if output.file is None else Paint()
    if output.format == "json":
        text = write_json(done.report)
    else:
        telling = Telling(paint, done.files.read, arguments.all, arguments.statistics, tuple(notes(done.review)))
        text = "".join(f"{line}\n" for line in write_text(done.report, telling))
    if output.file is None:
        sys.stdout.write(text)
    else:
        output.file.write_bytes(text.encode())


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
