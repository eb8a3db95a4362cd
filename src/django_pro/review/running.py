"""Run rules over one Django root."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django_pro.findings.blind import Blind
from django_pro.findings.site import Site
from django_pro.review.scoring import Judged
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule

Progress = Callable[[str], None]
Found = TypeVar("Found")


def run_rules(reviewed: Reviewed, rules: Iterable[Rule], progress: Progress) -> list[Judged]:
    """Return the sites that rules judged; a rule that crashes leaves a `Blind` that names it."""
    root = reviewed.project.folder
    judged: list[Judged] = []
    waiting = sorted(rules, key=lambda rule: rule.flow)
    if waiting and waiting[-1].flow:
        progress("reading what the code does with rows")
        attempt(reviewed, "beginning the flow", lambda: reviewed.flow.begin())
    for rule in waiting:
        progress(rule.name)
        judged.extend(Judged(root, rule, site) for site in _sites(reviewed, rule))
    return judged


def _sites(reviewed: Reviewed, rule: Rule) -> Iterator[Site]:
    sites = rule.check(reviewed)
    while site := attempt(reviewed, f"{rule.code} {rule.name}", lambda: next(sites, None)):
        yield site


def attempt(reviewed: Reviewed, what: str, question: Callable[[], Found]) -> Found | None:
    """Return the answer to a question; our own fault in it must not take the review with it, and leaves a `Blind`."""
    try:
        return question()
    except Exception as error:
        why = f"{what} stopped by our own fault: {type(error).__name__} in {_place(error)}: {error}"
        reviewed.blinds.append(Blind(reviewed.project.folder or ".", 0, why))
        return None


def _place(error: BaseException) -> str:
    """Return the innermost function and line of an exception."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
