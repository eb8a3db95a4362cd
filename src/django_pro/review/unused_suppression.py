"""DJP901: a suppression that silences nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from django_pro.findings.finding import Confidence, Finding, Fix, Severity, Span
from django_pro.findings.site import Site
from django_pro.review.suppressions import Suppression
from django_pro.rules import review as pages
from django_pro.rules.page import all_pages
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule
from django_pro.source.edits import Edit


def _nothing(_: Reviewed) -> Iterator[Site]:
    """Yield nothing: what is unused is known only when every other rule has run."""
    yield from ()


_PAGE = Path(pages.__path__[0]) / "unused_suppression.md"
RULE = Rule("DJP901", "unused-suppression", "review", Severity.WARNING, False, "turn", _PAGE, _nothing)


def unused(found: Suppression, used: Collection[str], ran: Collection[str], raw: bytes) -> Iterator[Finding]:
    """Yield a finding where some of a comment's codes silenced nothing; `used` and `ran` hold codes and names.

    A code whose rule did not run is left alone, since nobody knows.
    """
    known = {word for page in all_pages() for word in (page.code, page.name)}
    needless = [code for code in found.codes if code not in used and (code in ran or code not in known)]
    if not needless and found.codes:
        return
    kept = [code for code in found.codes if code not in needless]
    yield Finding(
        rule=RULE.code,
        span=Span(found.path, found.start, found.end),
        message=_message(needless, known),
        recipe=f"Keep only {', '.join(kept)} in the comment" if kept else "Remove the comment",
        severity=RULE.severity,
        confidence=Confidence.PROVED,
        scope=found.path,
        subject=",".join(needless),
        fix=Fix(safe=True, edits=(_edit(found, kept, raw),)),
    )


def _message(needless: list[str], known: set[str]) -> str:
    if not needless:
        return "the suppression names no rule"
    strange = [code for code in needless if code not in known]
    if strange:
        return f"there is no rule {', '.join(strange)} to silence"
    return f"No finding of {', '.join(needless)} is silenced here"


def _edit(found: Suppression, kept: list[str], raw: bytes) -> Edit:
    if kept:
        opening = raw.index(b"[", found.start) + 1
        return Edit(found.path, opening, raw.index(b"]", opening), ", ".join(kept))
    start, end = found.start, found.end
    while start > 0 and raw[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    if start > 0 and raw[start - 1 : start] not in (b"\n", b"\r"):  # code stands before it
        return Edit(found.path, start, end, "")
    following = raw[end : end + 2]
    end += 2 if following == b"\r\n" else 1 if following[:1] in (b"\n", b"\r") else 0
    return Edit(found.path, start, end, "")
