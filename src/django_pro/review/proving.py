"""What a run of the tests says of findings: confirmed with a count, contradicted, or not exercised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec

from django_pro.facts.models import Models
from django_pro.facts.ran import Running
from django_pro.findings.evidence import CASCADE, RanQuery
from django_pro.findings.finding import Confidence, Finding
from django_pro.findings.principle import principle_of
from django_pro.review.placing import Files
from django_pro.review.scoring import Judged

#: A query of one line so often within a request is no accident; in a test that asks by itself it may be asked twice.
IN_REQUEST, ELSEWHERE = 2, 3
#: Rules about a query that is made for each row.
PER_ROW = frozenset({"DJP101", "DJP102", "DJP103", "DJP104", "DJP105", "DJP108"})
#: The rule whose findings are what ran itself.
RAN = "DJP116"
Place = tuple[str, int]


class Verdict(StrEnum):
    """What came of a finding when the code ran."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_EXERCISED = "not exercised"


_MEASURED = {Verdict.CONFIRMED: Confidence.PROVED, Verdict.CONTRADICTED: Confidence.POSSIBLE}


@dataclass(frozen=True)
class Proof:
    """A verdict and its reason in words; `query` is the one that confirms it, `tests` those that came there."""

    verdict: Verdict
    text: str
    query: RanQuery | None = None
    tests: tuple[str, ...] = ()


class Proving:
    """Joins findings with what ran."""

    def __init__(self, running: Running, models: Models, files: Files) -> None:
        self.running = running
        self.models = models
        self.files = files

    def proof(self, finding: Finding) -> Proof | None:
        """Return what the run says of a finding, None for one that queries cannot tell of."""
        if finding.rule not in PER_ROW:
            return None
        places = self.places(finding)
        made = self._made(finding, dict.fromkeys((*places, *spoken_of(finding, self))))
        most = max(made, key=lambda each: (is_repeated(each), each.most), default=None)
        if most is not None and is_repeated(most):
            return Proof(Verdict.CONFIRMED, f"{most.most} queries in {most.where}", most, tests_of(made))
        rows = self._rows(finding)
        if rows is not None and not made and all(self.running.executed(*each) for each in places):
            where = rows.tests[0] if rows.tests else rows.where
            text = f"{rows.rows} rows were read in {where}, and no query was made for each"
            return Proof(Verdict.CONTRADICTED, text, rows, rows.tests)
        why = "once at most in a request" if made else "no test comes there with rows"
        return Proof(Verdict.NOT_EXERCISED, why, tests=tests_of(made))

    def places(self, finding: Finding) -> tuple[Place, ...]:
        """Return where its rows are read: all uses, else the finding's own place."""
        uses = _listed(finding.data.get("uses"))
        return uses or ((finding.span.path, self.files.line(finding.span.path, finding.span.start)),)

    def _made(self, finding: Finding, places: Iterable[Place]) -> list[RanQuery]:
        relation, model = str(finding.data.get("relation") or ""), str(finding.data.get("model") or "")
        statements = dict.fromkeys((path, self.running.statement(path, line)) for path, line in places)
        made = [each for place in statements for each in self.running.queries.get(place, ())]
        return [each for each in made if (not relation or fits(each, model, relation)) and self._is_beside(each, model)]

    def _is_beside(self, query: RanQuery, label: str) -> bool:
        """Whether the rows that a query is made for are a model's: some were read where it was repeated."""
        model = self.models.get(label)
        if model is None or "db_table" in model.meta or ((query.model or not query.beside) and _is_loop(query)):
            return True
        return f"{model.app}_{label.rpartition('.')[2]}".lower() in query.beside

    def _rows(self, finding: Finding) -> RanQuery | None:
        """Return the query that gave the finding's rows, two at least at once."""
        source = finding.data.get("source")
        at = _listed([source])
        found = [each for place in at for each in self.running.queries_at(*place) if each.rows >= IN_REQUEST]
        return max(found, key=lambda each: each.rows, default=None)


def with_run(found: list[Judged], proving: Proving | None) -> tuple[list[Judged], dict[str, Proof]]:
    """Return what was judged as a run of the tests shows it, with the proofs by fingerprint.

    What was measured is `proved`, what was contradicted `possible`; a repeated query that a finding explains is told there.
    """
    if proving is None:
        return found, {}
    findings = [each.site.finding for each in found if each.site.finding is not None]
    proofs = {each.fingerprint: proof for each in findings if (proof := proving.proof(each)) is not None}
    spoken_of = explained(findings, proving)
    kept = [each for each in found if each.rule.code != RAN or not _is_explained(each, spoken_of, proving)]
    return [_as_it_ran(each, proofs) for each in kept], proofs


def _is_explained(judged: Judged, spoken_of: frozenset[Place], proving: Proving) -> bool:
    finding = judged.site.finding
    if finding is None:
        return False
    path = finding.span.path
    line = proving.files.line(path, finding.span.start)
    return (path, proving.running.statement(path, line)) in spoken_of


def _as_it_ran(judged: Judged, proofs: dict[str, Proof]) -> Judged:
    finding = judged.site.finding
    proof = proofs.get(finding.fingerprint) if finding is not None else None
    confidence = _MEASURED.get(proof.verdict) if proof is not None else None
    if finding is None or confidence is None:
        return judged
    measured = msgspec.structs.replace(finding, confidence=confidence)
    return replace(judged, site=msgspec.structs.replace(judged.site, finding=measured))


def fits(query: RanQuery, model: str, relation: str) -> bool:
    """Whether a query may be the load of a model's relation: by name where it was a lazy one, else it is a query of its own."""
    if not query.relation:
        return query.model != CASCADE
    steps = relation.split("__")
    return query.relation in steps and (len(steps) > 1 or not model or query.model.lower() == model.lower())


def _is_loop(query: RanQuery) -> bool:
    """Whether a query was made too often to be a second one by chance."""
    return query.kind == "request" and query.most > IN_REQUEST


def is_repeated(query: RanQuery) -> bool:
    """Whether a query was made for each of several rows."""
    return query.most >= (IN_REQUEST if query.kind == "request" else ELSEWHERE)


def tests_of(queries: Iterable[RanQuery]) -> tuple[str, ...]:
    """Return the tests in which queries were made."""
    return tuple(dict.fromkeys(test for each in queries for test in each.tests))


def explained(findings: Iterable[Finding], proving: Proving) -> frozenset[Place]:
    """Return the statements that findings about queries speak of: what ran there needs no finding of its own."""
    return frozenset(
        (path, proving.running.statement(path, line))
        for each in findings
        if principle_of(each.rule).id == "queries" and each.rule != RAN
        for path, line in spoken_of(each, proving)
    )


def spoken_of(finding: Finding, proving: Proving) -> Iterator[Place]:
    """Yield every place that a finding names."""
    yield from proving.places(finding)
    for span in (finding.span, *(step.span for step in finding.trace)):
        yield span.path, proving.files.line(span.path, span.start)


def _listed(value: object) -> tuple[Place, ...]:
    given = value if isinstance(value, list | tuple) else ()
    return tuple((str(each["path"]), int(each["line"])) for each in given if isinstance(each, dict) and "line" in each)
