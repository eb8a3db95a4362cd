"""Findings as SARIF 2.1.0, which GitHub code scanning and editors read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from urllib.parse import quote

import msgspec

from django_pro import __version__
from django_pro.findings.finding import Span
from django_pro.findings.report import FindingReport, FixReport, StepReport
from django_pro.reports.line_hash import line_hashes
from django_pro.review.placing import Files
from django_pro.review.selection import reviewed_rules
from django_pro.rules.page import Page
from django_pro.rules.rule import Rule
from django_pro.source.edits import Edit

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Json = dict[str, object]
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
#: GitHub's high, medium and low, out of ten; that a rule has one makes its alerts security alerts.
_SECURITY = {"error": "8.0", "warning": "5.0", "info": "2.0"}


def write_sarif(findings: Iterable[FindingReport], files: Files, category: str) -> str:
    """Return the findings as indented JSON; runs of one `category` replace each other on GitHub."""
    run = _run(tuple(findings), files, category)
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=1).decode() + "\n"


def _run(found: tuple[FindingReport, ...], files: Files, category: str) -> Json:
    codes = {each.rule for each in found}
    rules = [rule for rule in reviewed_rules() if rule.code in codes]
    places = {rule.code: at for at, rule in enumerate(rules)}
    hashes = cache(lambda path: line_hashes(files.read(path)))
    driver = {"name": "django-pro", "version": __version__, "rules": [_rule(rule, found) for rule in rules]}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"django-pro/{category}/"},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(each, places[each.rule], hashes(each.path), files) for each in found],
    }


def _rule(rule: Rule, found: tuple[FindingReport, ...]) -> Json:
    page = Page(rule.code, rule.name, rule.page)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": page.sentence},
        "fullDescription": {"text": " ".join(page.parts["Why"].split())},
        "help": {"text": _help(page), "markdown": _help(page)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": _rule_properties(rule, {str(each.data["cwe"]) for each in found if _has_cwe(each, rule)}),
    }


def _has_cwe(finding: FindingReport, rule: Rule) -> bool:
    return finding.rule == rule.code and "cwe" in finding.data


def _help(page: Page) -> str:
    parts = "\n\n".join(f"## {part}\n\n{page.parts[part].strip()}" for part in ("Why", "Bad", "Good"))
    return f"{page.sentence}\n\n{parts}\n"


def _rule_properties(rule: Rule, weaknesses: set[str]) -> Json:
    cwes = (f"external/cwe/cwe-{each.removeprefix('CWE-').zfill(3)}" for each in sorted(weaknesses))
    secure = {"security-severity": _SECURITY[rule.severity]} if rule.principle.id == "security" else {}
    return {
        "tags": ["django", rule.principle.id, *cwes],
        "precision": "medium" if rule.preview else "high",
        "problem.severity": _PROBLEMS[rule.severity],
        **secure,
    }


def _result(finding: FindingReport, rule: int, hashes: list[str], files: Files) -> Json:
    flows = {"codeFlows": [_flow(finding)]} if finding.trace else {}
    fixes = {"fixes": [_fix(finding.fix, finding.recipe, files)]} if finding.fix else {}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. {finding.recipe}."},
        "locations": [{"physicalLocation": _place(finding)}],
        "partialFingerprints": _fingerprints(finding, hashes),
        **flows,
        **fixes,
        "properties": _properties(finding),
    }


def _place(finding: FindingReport) -> Json:
    ends = (finding.line, finding.column, finding.end_line, finding.end_column)
    return {"artifactLocation": _artifact(finding.path), "region": _region(ends)}


def _artifact(path: str) -> Json:
    return {"uri": quote(path)}


def _region(ends: tuple[int, int, int, int]) -> Json:
    return dict(zip(("startLine", "startColumn", "endLine", "endColumn"), ends, strict=True))


def _fingerprints(finding: FindingReport, hashes: list[str]) -> Json:
    line = {"primaryLocationLineHash": hashes[finding.line - 1]} if finding.line <= len(hashes) else {}
    return {**line, "djangoPro/v1": finding.fingerprint}


def _properties(finding: FindingReport) -> Json:
    delegate = {"delegate": finding.delegate} if finding.delegate else {}
    return {"id": finding.id, "principle": finding.principle, "confidence": finding.confidence, **delegate}


def _flow(finding: FindingReport) -> Json:
    return {"threadFlows": [{"locations": [{"location": _step(each)} for each in finding.trace]}]}


def _step(step: StepReport) -> Json:
    place = {"artifactLocation": _artifact(step.path), "region": {"startLine": step.line}}
    return {"physicalLocation": place, "message": {"text": step.message}}


def _fix(fix: FixReport, recipe: str, files: Files) -> Json:
    changes = [_change(path, [each for each in fix.edits if each.path == path], files) for path in _paths(fix)]
    return {"description": {"text": recipe}, "artifactChanges": changes, "properties": {"safe": fix.safe}}


def _paths(fix: FixReport) -> list[str]:
    return sorted({each.path for each in fix.edits})


def _change(path: str, edits: list[Edit], files: Files) -> Json:
    return {"artifactLocation": _artifact(path), "replacements": [_replacement(each, files) for each in edits]}


def _replacement(edit: Edit, files: Files) -> Json:
    region = _region(files.place(Span(edit.path, edit.start, edit.end)))
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}
