"""A rule: a code, a page, and a check that yields the sites it judged."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

from django_pro.findings.finding import Confidence, Finding, Severity, Span
from django_pro.findings.principle import Principle, principle_of
from django_pro.findings.site import Site, Verdict
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.saying import Said

Check = Callable[[Reviewed], Iterator[Site]]


@dataclass(frozen=True)
class Rule:
    """A rule.

    `preview` rules are off and unscored unless asked for; `settles` tells when a finding counts while code is being
    written: at each `edit`, at the end of a `turn`, or at the `commit`; `also` names further principles, by id, that
    its sites count for; `flow` tells that it asks what the code does with rows, which takes longest to answer.
    """

    code: str
    name: str
    family: str
    severity: Severity
    preview: bool
    settles: str
    page: Path
    check: Check
    also: tuple[str, ...] = ()
    flow: bool = False

    @property
    def principle(self) -> Principle:
        """Return the principle whose sites the rule judges."""
        return principle_of(self.code)

    def kept(self, key: str) -> Site:
        """Return a site where all is well."""
        return Site(key, Verdict.KEPT)

    def unknown(self, key: str, why: str) -> Site:
        """Return a site that could not be judged, and why."""
        return Site(key, Verdict.UNKNOWN, why=why)

    def broken(self, key: str, span: Span, **said: Unpack[Said]) -> Site:
        """Return a site that breaks the rule, with its finding; one held for `possible` is an unknown site."""
        given: Said = {**said, "severity": said.get("severity", self.severity), "subject": said.get("subject", key)}
        finding = Finding(rule=self.code, span=span, **given)
        possible = finding.confidence is Confidence.POSSIBLE
        return Site(key, Verdict.UNKNOWN if possible else Verdict.BROKEN, finding)


class More(TypedDict, total=False):
    """What few rules say of themselves."""

    also: tuple[str, ...]
    flow: bool


def rule(
    code: str,
    *,
    severity: Severity = Severity.ERROR,
    preview: bool = False,
    settles: str = "turn",
    **more: Unpack[More],
) -> Callable[[Check], Rule]:
    """Turn a check into a rule; its name, family and page are those of the file it stands in."""

    def made(check: Check) -> Rule:
        file = Path(inspect.getfile(check))
        name = file.stem.replace("_", "-")
        return Rule(code, name, file.parent.name, severity, preview, settles, file.with_suffix(".md"), check, **more)

    return made
