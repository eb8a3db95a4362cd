"""What `verify` says to people."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints.tested import State
from django_pro.findings.finding import Finding
from django_pro.reports.paint import Paint
from django_pro.review.placing import Files
from django_pro.review.proving import Proof, Verdict
from django_pro.verifying.critical import Covered, share
from django_pro.verifying.endpoints import counts
from django_pro.verifying.joined import Joined

#: Functions, findings and endpoints that are named; `--all` names every one.
NAMED = 8
_STYLES = {Verdict.CONFIRMED: "red", Verdict.CONTRADICTED: "yellow", Verdict.NOT_EXERCISED: "dim"}


def write_text(found: Joined, files: Files, paint: Paint, *, everything: bool = False) -> Iterator[str]:
    """Yield the lines."""
    most = 10_000 if everything else NAMED
    run = found.run
    said = f"{run.tests:,} tests, {run.failed:,} failed, {run.skipped:,} left out, in {run.seconds:,.1f} s"
    yield f"{paint('ran', 'bold')}        {' '.join(run.command)}"
    yield f"           {said}"
    if run.dropped:
        yield f"           {run.dropped:,} queries were more than a unit keeps, and are only counted"
    yield from _endpoints(found, paint, most)
    yield from _critical(found, paint, most)
    yield from _findings(found, files, paint, most)


def _endpoints(found: Joined, paint: Paint, most: int) -> Iterator[str]:
    if not found.rows:
        yield f"{paint('endpoints', 'bold')}  none of the project's own is known"
        return
    of = len(found.rows)
    yield f"{paint('endpoints', 'bold')}  {of:,} by method"
    for state, count in counts(found.rows).items():
        yield f"           {state.ljust(15)} {count:>6,}  {100 * count / of:5.1f} %"
    untouched = [each for each in found.rows if State.TOUCHED.value not in each.states]
    for each in untouched[:most]:
        yield paint(f"           not asked for: {each.method} {each.name}", "dim")
    if len(untouched) > most:
        yield paint(f"           and {len(untouched) - most:,} more (--all)", "dim")


def _critical(found: Joined, paint: Paint, most: int) -> Iterator[str]:
    if found.uncovered is not None:
        yield f"{paint('coverage', 'bold')}   not measured: {found.uncovered}"
        return
    every = found.critical
    statements = share(sum(each.executed for each in every), sum(each.statements for each in every))
    branches = share(sum(each.taken for each in every), sum(each.branches for each in every))
    ran = f"{_percent(statements)} of statements, {_percent(branches)} of branches"
    yield f"{paint('critical', 'bold')}   {len(every):,} functions: {ran}"
    worst: list[Covered] = sorted((each for each in every if each.missing), key=lambda each: -each.missing)
    for each in worst[:most]:
        lines = f"{each.executed} of {each.statements} statements"
        yield paint(f"           {each.path}:{each.line} {each.name.rpartition('.')[2]}: {lines} ran", "dim")


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value} %"


def _findings(found: Joined, files: Files, paint: Paint, most: int) -> Iterator[str]:
    said = ", ".join(f"{found.verdicts[verdict.value]} {verdict.value}" for verdict in Verdict)
    yield f"{paint('findings', 'bold')}   {said}, {len(found.ran_only)} that only the run shows"
    for verdict in (Verdict.CONFIRMED, Verdict.CONTRADICTED):
        for finding, proof in found.of(verdict)[:most]:
            yield _finding(finding, proof, files, paint)
    for finding in found.ran_only[:most]:
        line = files.line(finding.span.path, finding.span.start)
        yield f"           {paint('ran only', 'red')}  {finding.id} {finding.span.path}:{line} {finding.message}"


def _finding(finding: Finding, proof: Proof, files: Files, paint: Paint) -> str:
    line = files.line(finding.span.path, finding.span.start)
    place = f"{finding.rule} {finding.id} {finding.span.path}:{line}"
    return f"           {paint(proof.verdict.value, _STYLES[proof.verdict])}  {place} {finding.message}: {proof.text}"
