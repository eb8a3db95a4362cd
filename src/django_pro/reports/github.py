"""Findings as workflow commands: GitHub shows them on the lines of a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django_pro.findings.report import FindingReport
from django_pro.reports.text import by_worth

#: GitHub shows so many annotations of each level in a step, and drops the rest without a word.
SHOWN = 10
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def write_github(findings: Iterable[FindingReport]) -> str:
    """Return the findings worth most as commands, and the rest as lines of the log."""
    return "".join(f"{line}\n" for line in _lines(findings))


def _lines(findings: Iterable[FindingReport]) -> Iterator[str]:
    counted: Counter[str] = Counter()
    rest = []
    for each in by_worth(findings):
        counted[each.severity] += 1
        if counted[each.severity] <= SHOWN:
            yield command(each)
        else:
            rest.append(each)
    if rest:
        yield f"{len(rest)} more findings, of which GitHub would show none: it shows {SHOWN} of each level"
    yield from map(_logged, rest)


def command(finding: FindingReport) -> str:
    """Return one finding as a workflow command."""
    title = f"{finding.rule} {finding.name} ({finding.confidence})"
    places = {"file": finding.path, "line": str(finding.line), "endLine": str(finding.end_line), **_columns(finding)}
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**places, "title": title}.items())
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(_message(finding))}"


def _columns(finding: FindingReport) -> dict[str, str]:
    """Return the columns; GitHub refuses them for more than one line."""
    if finding.line != finding.end_line:
        return {}
    return {"col": str(finding.column), "endColumn": str(finding.end_column)}


def _message(finding: FindingReport) -> str:
    trace = (f"{step.path}:{step.line} {step.message}" for step in finding.trace)
    return "\n".join((finding.message, *trace, finding.recipe))


def _logged(finding: FindingReport) -> str:
    """Return a line that is no command, whatever the project's own words are."""
    place = f"{finding.path}:{finding.line}:{finding.column}"
    told = _data(f"  {finding.severity} {finding.rule} {finding.name} {place} {finding.message}")
    return told.replace("##[", "## [")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
