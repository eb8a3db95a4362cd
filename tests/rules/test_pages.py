"""Every rule's page is its test: Bad is found, Good and Not this are silent, and the edits lead from Bad to Good."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.findings.finding import Finding
from django_pro.reports.diff import changes
from django_pro.rules.page import Page, all_pages
from tests.rules.cases import Case, bad, others, quiet
from tests.rules.projects import release, review_project, write_project

PAGES = all_pages()


def cases(kind: str) -> list[object]:
    """Return the cases of all pages as parameters that carry their names."""
    made = {"bad": lambda page: [bad(page)], "quiet": quiet, "others": others}[kind]
    return [pytest.param(case, id=f"{case.rule} {case.title}") for page in PAGES for case in made(page)]


def found(case: Case, folder: Path) -> list[Finding]:
    """Return what the case's rule finds in the case's project."""
    if case.released:
        release(write_project(folder, case.released))
    review = review_project(write_project(folder, case.files), case.rule)
    crashes = [blind.why for blind in review.blinds if blind.why.startswith(f"{case.rule} ")]
    assert not crashes, crashes
    return [finding for finding in review.findings if finding.rule == case.rule]


def places(findings: list[Finding], case: Case) -> list[tuple[str, int]]:
    """Return where findings stand, by path and line."""
    return sorted(
        (each.span.path, case.files[each.span.path].encode()[: each.span.start].count(b"\n") + 1) for each in findings
    )


@pytest.mark.parametrize("case", [*cases("bad"), *cases("others")])
def test_found_on_exactly_the_marked_lines(case: Case, tmp_path: Path) -> None:
    findings = found(case, tmp_path)
    assert places(findings, case) == list(case.marked), [f"{each.span.path}: {each.message}" for each in findings]


@pytest.mark.parametrize("case", cases("quiet"))
def test_silent(case: Case, tmp_path: Path) -> None:
    assert not case.marked, "what is to be silent has no markers"
    findings = found(case, tmp_path)
    assert not findings, [(place, each.message) for place, each in zip(places(findings, case), findings, strict=True)]


@pytest.mark.parametrize("case", cases("bad"))
def test_bad_is_marked(case: Case) -> None:
    assert case.marked, f"the page of {case.rule} marks no line of its Bad with # {case.rule}"


@pytest.mark.parametrize("page", PAGES, ids=[page.code for page in PAGES])
def test_edits_lead_from_bad_to_good(page: Page, tmp_path: Path) -> None:
    case, good = bad(page), next(quiet(page))
    edits = tuple(edit for finding in found(case, tmp_path) if finding.fix for edit in finding.fix.edits)
    mended = {path: after.decode() for path, _, after in changes(edits, lambda path: _held(tmp_path / path))}
    assert not edits or case.own | mended == good.own


def _held(file: Path) -> bytes:
    """Return what a file holds: nothing where an edit makes it."""
    return file.read_bytes() if file.exists() else b""


@pytest.mark.parametrize("page", PAGES, ids=[page.code for page in PAGES])
def test_messages_are_short(page: Page, tmp_path: Path) -> None:
    for finding in found(bad(page), tmp_path):
        assert len(finding.message) < 100, finding.message
        assert "should" not in finding.message, finding.message
