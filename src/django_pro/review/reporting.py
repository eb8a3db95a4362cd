"""From a review to the report that every surface is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate

from django_pro import __version__
from django_pro.findings.finding import Finding
from django_pro.findings.principle import principle_of
from django_pro.findings.report import (
    SCHEMA,
    Evidence,
    FindingReport,
    FixReport,
    Report,
    StepReport,
    principle_report,
)
from django_pro.project.project import Repository
from django_pro.review.placing import Files
from django_pro.review.proving import RAN, Proof
from django_pro.review.reviewing import Review
from django_pro.review.understanding import project_report
from django_pro.rules.page import all_pages


def finding_reports(
    findings: Iterable[Finding], files: Files, proofs: Mapping[str, Proof] | None = None, learned: Collection[str] = ()
) -> tuple[FindingReport, ...]:
    """Return findings with their places in lines and columns, and what ran of them: tests, and what is in `learned`."""
    names = {page.code: page.name for page in all_pages()}
    proofs = proofs or {}
    return tuple(
        _finding(each, files, names, _evidence(each, proofs.get(each.fingerprint), learned)) for each in findings
    )


def learned_in(repository: Repository) -> frozenset[str]:
    """Return the settings, models and views that were taken from learned facts."""
    return frozenset(name for project in repository.projects for name in project.learned.taken)


def _finding(finding: Finding, files: Files, names: dict[str, str], evidence: tuple[Evidence, ...]) -> FindingReport:
    line, column, end_line, end_column = files.place(finding.span)
    fix = finding.fix
    return FindingReport(
        id=finding.id,
        rule=finding.rule,
        name=names[finding.rule],
        principle=principle_of(finding.rule).id,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        path=finding.span.path,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        message=finding.message,
        recipe=finding.recipe,
        trace=tuple(
            StepReport(step.span.path, files.line(step.span.path, step.span.start), step.message)
            for step in finding.trace
        ),
        fingerprint=finding.fingerprint,
        fix=FixReport(fix.safe, fix.edits) if fix else None,
        delegate=finding.delegate,
        evidence=evidence,
        data=finding.data,
    )


def _evidence(finding: Finding, proof: Proof | None, learned: Collection[str]) -> tuple[Evidence, ...]:
    first = Evidence("ran" if finding.rule == RAN else "read")
    told = (Evidence("ran", text="learned"),) if _is_of(finding, learned) else ()
    return (first, *told, *((Evidence("ran", proof.verdict.value, proof.text),) if proof is not None else ()))


def _is_of(finding: Finding, learned: Collection[str]) -> bool:
    """Whether a finding is about a setting, a model or a view that was taken from learned facts, or stands in one."""
    around = accumulate(finding.scope.split("."), "{}.{}".format)
    about = (finding.subject, *finding.subject.split(), finding.data.get("model"), *around)
    return any(isinstance(each, str) and each in learned for each in about)


def report_of(review: Review, files: Files) -> Report:
    """Return the report of a whole review."""
    return Report(
        schema=SCHEMA,
        version=__version__,
        project=project_report(review),
        principles=tuple(principle_report(score) for score in review.scores),
        findings=finding_reports(review.findings, files, review.proofs, learned_in(review.repository)),
        blind=review.blinds,
    )
