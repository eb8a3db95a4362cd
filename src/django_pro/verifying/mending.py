"""Fixes on trial: one is kept only where the tests that touch it still pass and the queries that it is about became fewer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django_pro.findings.evidence import RanQuery
from django_pro.findings.finding import Finding
from django_pro.fixing.choosing import edits_of
from django_pro.review.proving import Proof, Verdict
from django_pro.review.reviewing import Review
from django_pro.verifying.commands import Command, only
from django_pro.verifying.guarding import trial
from django_pro.verifying.verifying import Asked, Request, Say, Totals, totals


@dataclass(frozen=True)
class Tried:
    """What came of one fix: how often its queries were made before and after, and why it was taken back, "" where not."""

    finding: Finding
    before: int
    after: int
    why: str

    @property
    def kept(self) -> bool:
        """Whether the edit stayed."""
        return not self.why


@dataclass(frozen=True)
class Mending:
    """How to run tests and to review again."""

    root: Path
    request: Request
    again: Callable[[], Review]
    say: Say

    def tried(self, review: Review, wanted: Callable[[Finding], bool], *, unsafe: bool) -> Iterator[Tried]:
        """Try the fixes of the findings that a run confirmed, one after the other, and yield what came of each."""
        now = review
        for proof, finding in _confirmed(review, wanted, unsafe=unsafe):
            known = {each.fingerprint: each for each in now.findings}
            moved = known.get(finding.fingerprint, finding)  # by edits that were kept since
            tried, after = self._try(moved, proof)
            now = after if tried.kept else now
            yield tried

    def _try(self, finding: Finding, proof: Proof) -> tuple[Tried, Review]:
        """Return what came of one fix, and the review of the tree with its edit."""
        assert proof.query is not None
        command = only(self.request.command, proof.tests)
        self.say(f"{finding.id}: as it is")
        before = self._run(command)
        with trial(self.root, edits_of([finding])) as trying:
            mended = self.again()
            if any(each.fingerprint == finding.fingerprint for each in mended.findings):
                return Tried(finding, 0, 0, "the finding stayed"), mended
            self.say(f"{finding.id}: with the edit")
            after = self._run(command)
            found = _judged(finding, proof.query, before, after)
            if found.kept:
                trying.keep()
            return found, mended

    def _run(self, command: Command) -> Totals:
        return totals(replace(self.request, command=command, coverage=False), self.say)


def _judged(finding: Finding, query: RanQuery, before: Totals, after: Totals) -> Tried:
    """Return the verdict: a test that fails now takes the edit back, and so do as many queries as before.

    Counted are the finding's own query and, afterwards, those that were not made before, in the units that made it: what else
    a unit asks may hang on rows that tests make at random.
    """
    units = [unit for unit, made in before.units.items() if _own(made, query) and unit in after.units]
    then = sum(_own(before.units[unit], query) for unit in units)
    now = sum(_own(after.units[unit], query) + _new(before.units[unit], after.units[unit]) for unit in units)
    broken = sorted(after.failed - before.failed)
    why = ""
    if broken:
        why = f"{len(broken)} tests fail with it, as {broken[0]}"
    elif not units:
        why = "the tests did not make the query again"
    elif now >= then:
        why = "the queries did not become fewer"
    return Tried(finding, then, now, why)


def _own(made: Mapping[Asked, int], query: RanQuery) -> int:
    """Return how often a finding's query was made: the load of a relation goes by its name, another by its text."""
    if query.relation:
        wanted = (query.path, query.relation, query.model)
        return sum(times for asked, times in made.items() if asked[1:] == wanted)
    return sum(times for asked, times in made.items() if asked.sql.startswith(query.sql) and asked.path == query.path)


def _new(before: Mapping[Asked, int], after: Mapping[Asked, int]) -> int:
    """Return how often queries were made whose text was not there before."""
    texts = {asked.sql for asked in before}
    return sum(times for asked, times in after.items() if asked.sql not in texts)


def _confirmed(review: Review, wanted: Callable[[Finding], bool], *, unsafe: bool) -> Iterable[tuple[Proof, Finding]]:
    """Return the confirmed findings with a fix that may be made, those with most queries first."""
    found = []
    for finding in review.findings:
        proof = review.proofs.get(finding.fingerprint)
        fit = finding.fix is not None and (finding.fix.safe or unsafe) and wanted(finding)
        if fit and proof is not None and proof.verdict is Verdict.CONFIRMED and proof.query is not None:
            found.append((proof, finding))
    return sorted(found, key=lambda each: -(each[0].query.most if each[0].query else 0))
