"""Apply fixes, review again, and keep only those that cure their finding and break nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django_pro.findings.finding import Finding
from django_pro.fixing.choosing import choose, edits_of
from django_pro.review.reviewing import Review
from django_pro.source.edits import apply_edits

#: Rounds of mending; a fix may uncover, or have overlapped, another.
ROUNDS = 16


@dataclass(frozen=True)
class Mended:
    """What was mended, what was tried and taken back since its finding stayed or another came, and the last review."""

    cured: tuple[Finding, ...]
    taken_back: tuple[Finding, ...]
    review: Review


def mend(
    review: Review, again: Callable[[], Review], wanted: Callable[[Finding], bool], *, unsafe: bool = False
) -> Mended:
    """Mend the wanted findings of a review, round by round; `again` reviews the tree as it then stands."""
    root = review.repository.tree.root
    cured: list[Finding] = []
    taken_back: list[Finding] = []
    for _ in range(ROUNDS):
        tried = {each.fingerprint for each in taken_back}
        untried = (each for each in review.findings if wanted(each) and each.fingerprint not in tried)
        chosen = choose(untried, unsafe=unsafe)
        if not chosen:
            break
        kept, refused, review = _round(root, review, chosen, again)
        cured.extend(kept)
        taken_back.extend(refused)
    return Mended(tuple(cured), tuple(taken_back), review)


def _round(
    root: Path, before: Review, chosen: list[Finding], again: Callable[[], Review]
) -> tuple[list[Finding], list[Finding], Review]:
    """Return what was cured, what was taken back, and the review of what is left on disk."""
    files = {edit.path: _held(root / edit.path) for edit in edits_of(chosen)}
    refused: list[Finding] = []
    while chosen:
        apply_edits(root, edits_of(chosen))
        after = again()
        useless = _uncured(chosen, before, after)
        refused.extend(useless)
        spoiling = [each for each in _spoiling(chosen, before, after) if each not in useless]
        if not useless and not spoiling:
            return chosen, refused, after
        _restore(root, files)
        if len(spoiling) == 1:
            refused.extend(spoiling)
        put_off = (
            *useless,
            *spoiling[len(spoiling) // 2 :],
        )  # one of several spoils: half of them wait for a later round
        chosen = [each for each in chosen if each not in put_off]
    return [], refused, before


def _uncured(chosen: Iterable[Finding], before: Review, after: Review) -> list[Finding]:
    """Return the findings that are still there after their fix."""
    then, now = _counts(before), _counts(after)
    expected = Counter(each.fingerprint for each in chosen)
    return [each for each in chosen if now[each.fingerprint] > then[each.fingerprint] - expected[each.fingerprint]]


def _spoiling(chosen: Iterable[Finding], before: Review, after: Review) -> list[Finding]:
    """Return the findings whose fixes changed files in which something new is found."""
    then, now = _counts(before), _counts(after)
    spoiled = {each.span.path for each in after.findings if now[each.fingerprint] > then[each.fingerprint]}
    spoiled |= {blind.path for blind in set(after.blinds) - set(before.blinds)}
    return [each for each in chosen if _touches(each, spoiled)]


def _touches(finding: Finding, paths: set[str]) -> bool:
    return finding.fix is not None and any(edit.path in paths for edit in finding.fix.edits)


def _counts(review: Review) -> Counter[str]:
    return Counter(each.fingerprint for each in (*review.findings, *review.baselined))


def _restore(root: Path, files: dict[str, bytes | None]) -> None:
    """Put files back as they were; None is one that was not there."""
    for path, raw in files.items():
        if raw is None:
            (root / path).unlink(missing_ok=True)
        else:
            (root / path).write_bytes(raw)


def _held(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None
