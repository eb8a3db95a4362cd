"""The report as text for people."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django_pro.findings.report import FindingReport, Report
from django_pro.reports.diff import changes, painted, unified
from django_pro.reports.frame import code_frame
from django_pro.reports.paint import Paint
from django_pro.reports.screen import table, understood

#: Findings on the first screen.
FIRST = 10
#: Places named of findings that are told with another.
NAMED = 3
_SEVERITIES = {"error": "red", "warning": "yellow", "info": "cyan"}
#: How the lines of a diff begin that say where, which the finding has said.
_HEADS = ("--- ", "+++ ", "@@ ")
_CONFIDENCES = ("proved", "likely", "possible")


@dataclass(frozen=True)
class Telling:
    """How a report is told: `read` gives a file's bytes; `notes` are lines about what was left out."""

    paint: Paint
    read: Callable[[str], bytes]
    everything: bool = False
    statistics: bool = False
    notes: tuple[str, ...] = ()


def write_text(report: Report, telling: Telling) -> Iterator[str]:
    """Yield the report's lines."""
    paint = telling.paint
    yield from understood(report, paint)
    yield ""
    yield from table(report.principles, paint)
    yield ""
    if telling.statistics:
        yield from statistics(report.findings)
        return
    shown = [[each] for each in by_worth(report.findings)] if telling.everything else alike(report.findings)[:FIRST]
    for finding, *others in shown:
        yield from write_finding(finding, telling, others)
        yield ""
    if telling.everything:
        for blind in report.blind:
            yield paint(f"  not read: {blind.path}:{blind.line} {blind.why}", "dim")
    yield from telling.notes
    yield from _ending(report, sum(len(each) for each in shown))


def by_worth(findings: Iterable[FindingReport]) -> list[FindingReport]:
    """Return findings with those first that are worth most: surest, then by endpoints reached, then by severity."""
    severities = tuple(_SEVERITIES)
    return sorted(
        findings,
        key=lambda each: (_CONFIDENCES.index(each.confidence), -_endpoints(each), severities.index(each.severity)),
    )


def alike(findings: Iterable[FindingReport]) -> list[list[FindingReport]]:
    """Return findings by worth, those of one rule at one line together: many querysets may lead to the same read."""
    found: dict[tuple[str, str, int], list[FindingReport]] = defaultdict(list)
    for each in by_worth(findings):
        found[each.rule, each.path, each.line].append(each)
    return list(found.values())


def _endpoints(finding: FindingReport) -> int:
    reached = finding.data.get("endpoints")
    return len(reached) if isinstance(reached, list) else reached if isinstance(reached, int) else 0


def write_finding(finding: FindingReport, telling: Telling, others: Sequence[FindingReport] = ()) -> Iterator[str]:
    """Yield one finding: what, where, why, and what to do; `others` are told with it."""
    paint = telling.paint
    head = paint(f"{finding.rule} {finding.name}", "bold", _SEVERITIES[finding.severity])
    yield f"{head}  {finding.severity}, {finding.confidence}  {paint(finding.id, 'dim')}"
    yield from _wrapped(finding.message, paint, "")
    lines = telling.read(finding.path).decode("utf-8-sig", "replace").splitlines()
    yield from code_frame(finding, lines, paint)
    for step in finding.trace:
        yield from _wrapped(f"{step.path}:{step.line} {step.message}", paint, "  = ")
    if others:
        yield from _wrapped(_told_with_it(others), paint, "  = ")
    yield from _wrapped(finding.recipe, paint, "  help: ")
    if finding.fix:
        yield f"  fix ({'safe' if finding.fix.safe else 'changes what the program does: read it'}):"
        for path, before, after in changes(finding.fix.edits, telling.read):
            if path != finding.path:
                yield f"    {path}"
            lines_changed = (line for line in unified(path, before, after, context=0) if not line.startswith(_HEADS))
            yield from (f"    {line}" for line in painted(lines_changed, paint))


def _told_with_it(others: Sequence[FindingReport]) -> str:
    """Return where findings at the same line come from."""
    places = list(dict.fromkeys(f"{each.trace[0].path}:{each.trace[0].line}" for each in others if each.trace))
    rest = f" and {len(places) - NAMED} more places" if len(places) > NAMED else ""
    came = f" from {', '.join(places[:NAMED])}{rest}" if places else ""
    return f"{len(others)} more finding{'s' if len(others) > 1 else ''} at this line{came}"


def _wrapped(text: str, paint: Paint, prefix: str) -> Iterator[str]:
    indent = " " * len(prefix)
    yield from textwrap.wrap(
        text,
        paint.width,
        initial_indent=prefix,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def statistics(findings: Iterable[FindingReport]) -> Iterator[str]:
    """Yield how many findings each rule has, most first; `*` marks rules with a fix."""
    found = list(findings)
    fixable = {each.rule for each in found if each.fix}
    counted = Counter((each.rule, each.name, each.severity) for each in found)
    for (rule, name, severity), count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>6}  {rule} {'*' if rule in fixable else ' '} {name.ljust(32)} {severity}"
    yield f"{len(found):>6}  in all"


def _ending(report: Report, shown: int) -> Iterator[str]:
    count = len(report.findings)
    if not count:
        yield "No findings."
        return
    errors = sum(each.severity == "error" for each in report.findings)
    rest = f", {shown} shown; the rest: django-pro check --all" if shown < count else ""
    yield f"{count} finding{'s' if count > 1 else ''}, {errors} of them error{'s' if errors != 1 else ''}{rest}"
    safe = sum(1 for each in report.findings if each.fix and each.fix.safe)
    first = by_worth(report.findings)[0].id
    ready = (
        f"{safe} can be mended safely: django-pro fix --diff"
        if safe
        else f"More about the first: django-pro explain {first}"
    )
    yield f"Next: {ready}"
