"""What a change introduces: two reviews compared, finding by finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django_pro.findings.finding import Confidence, Finding
from django_pro.review.comparing import beyond
from django_pro.review.failing import Failing
from django_pro.review.reviewing import Review


@dataclass(frozen=True)
class Change:
    """What lies between two reviews.

    `unproved` are new findings that are guessed, or whose file could not be read before; `older` counts the others.
    """

    introduced: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    unproved: tuple[Finding, ...]
    older: int


def compare(before: Review, now: Review) -> Change:
    """Return what the change from one review to another introduces, and what it mends."""
    old, new = _all(before), _all(now)
    more, known = beyond(new, [each.fingerprint for each in old])
    less, _ = beyond(old, [each.fingerprint for each in new])
    unread = {blind.path for blind in before.blinds}
    unproved = [each for each in more if each.confidence is Confidence.POSSIBLE or each.span.path in unread]
    introduced = [each for each in more if each not in unproved]
    return Change(tuple(introduced), tuple(less), tuple(unproved), len(known))


def _all(review: Review) -> list[Finding]:
    """Return findings with baselined ones, which are no news but count as there."""
    return sorted([*review.findings, *review.baselined], key=lambda each: (each.span.path, each.span.start, each.rule))


def verdict(change: Change, failing: Failing) -> str:
    """Return `pass` or `fail`."""
    return "fail" if failing(change.introduced) else "pass"


def summary(change: Change) -> str:
    """Return in one sentence what the change does."""
    if not change.introduced:
        told = "This change introduces no finding"
    else:
        told = f"This change introduces {_counted(change.introduced)}"
    return f"{told} (fixed: {len(change.fixed)}; older: {change.older}; unproved: {len(change.unproved)})."


def following(change: Change) -> str:
    """Return what to do next."""
    if not change.introduced:
        return "Nothing is to be done."
    if any(each.fix for each in change.introduced):
        return "Make the edits in introduced[].fix, mend the rest by their recipes, run the gate again."
    return "Mend what is introduced by its recipes, run the gate again; leave the older."


def _counted(findings: Iterable[Finding]) -> str:
    found = list(findings)
    counts = {severity: sum(each.severity == severity for each in found) for severity in ("error", "warning", "info")}
    return ", ".join(
        f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items() if count
    )
