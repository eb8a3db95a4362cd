"""Findings as JUnit XML: a suite for each principle, and a failed case for each finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django_pro.findings.principle import DESIGN, PRINCIPLES, REVIEW, Principle
from django_pro.findings.report import FindingReport
from django_pro.reports.occurrences import told_apart

#: What XML 1.0 has no way to say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(findings: Iterable[FindingReport]) -> str:
    """Return the findings as an XML document."""
    found = tuple(findings)
    root = Element("testsuites", name="django-pro", tests="0", failures=str(len(found)), errors="0")
    for principle in _principles(found):
        root.append(_suite(principle, [each for each in found if each.principle == principle.id]))
    root.set("tests", str(sum(1 for _ in root.iter("testcase"))))
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _principles(found: tuple[FindingReport, ...]) -> Iterator[Principle]:
    """Yield the five principles, and what else there are findings of."""
    others = {each.principle for each in found}
    yield from PRINCIPLES
    yield from (each for each in (DESIGN, REVIEW) if each.id in others)


def _suite(principle: Principle, found: list[FindingReport]) -> Element:
    cases = [_case(each, number) for each, number in told_apart(found)] or [_passed(principle)]
    counts = {"tests": str(len(cases)), "failures": str(len(found)), "errors": "0", "skipped": "0"}
    suite = Element("testsuite", {"name": principle.name, "package": f"django-pro.{principle.id}", **counts})
    suite.extend(cases)
    return suite


def _passed(principle: Principle) -> Element:
    """Return a case that passes: a suite without cases is taken for one that did not run."""
    return Element("testcase", classname=f"django-pro.{principle.id}", name="no findings")


def _case(finding: FindingReport, number: str) -> Element:
    """Return a case whose name holds no line, so that it stays the same where lines above it move."""
    name = f"{finding.rule} {finding.name} {finding.id}{number}"
    place = {"file": finding.path, "line": str(finding.line), "column": str(finding.column)}
    case = Element("testcase", _sayable({"classname": finding.path, "name": name, **place}))
    failure = SubElement(case, "failure", _sayable({"type": finding.severity, "message": finding.message}))
    failure.text = _UNSAYABLE.sub("\ufffd", "\n".join(_text(finding)))
    return case


def _text(finding: FindingReport) -> Iterator[str]:
    yield f"{finding.path}:{finding.line}:{finding.column} {finding.severity}, {finding.confidence}"
    yield finding.message
    yield from (f"{step.path}:{step.line} {step.message}" for step in finding.trace)
    yield f"help: {finding.recipe}"


def _sayable(attributes: dict[str, str]) -> dict[str, str]:
    return {name: _UNSAYABLE.sub("\ufffd", value) for name, value in attributes.items()}
