"""Sites become scores."""

from __future__ import annotations

from pathlib import Path

from django_pro.findings.finding import Severity
from django_pro.findings.principle import Score
from django_pro.findings.report import principle_report
from django_pro.findings.site import Site, Verdict
from django_pro.review.scoring import Judged, scores
from django_pro.rules.rule import Rule


def rule(code: str, *also: str) -> Rule:
    return Rule(code, "a-rule", "queries", Severity.ERROR, False, "turn", Path(), lambda _: iter(()), also)


def judged(code: str, key: str, verdict: Verdict, *also: str, accepted: bool = False) -> Judged:
    return Judged("", rule(code, *also), Site(key, verdict), accepted)


def score(principle: str, *found: Judged) -> Score:
    return next(each for each in scores(found) if each.principle.id == principle)


def counts(found: Score) -> tuple[int, int, int, int]:
    return found.kept, found.broken, found.unknown, found.accepted


def test_a_site_counts_once_and_the_worst_verdict_wins() -> None:
    found = score(
        "queries",
        judged("DJP101", "a", Verdict.KEPT),
        judged("DJP102", "a", Verdict.BROKEN),
        judged("DJP103", "a", Verdict.UNKNOWN),
        judged("DJP101", "b", Verdict.KEPT),
    )
    assert counts(found) == (1, 1, 0, 0)
    assert found.value == 50


def test_a_site_silenced_with_a_reason_counts_apart() -> None:
    found = score("queries", judged("DJP101", "a", Verdict.BROKEN, accepted=True), judged("DJP101", "b", Verdict.KEPT))
    assert counts(found) == (1, 0, 0, 1)
    assert found.value == 100


def test_a_rule_may_count_for_two_principles() -> None:
    site = judged("DJP301", "GET /books/", Verdict.BROKEN, "security")
    assert counts(score("api", site)) == counts(score("security", site)) == (0, 1, 0, 0)


def test_advice_has_no_score() -> None:
    assert all(counts(each) == (0, 0, 0, 0) for each in scores([judged("DJP601", "a", Verdict.BROKEN)]))


def test_roots_with_the_same_key_are_two_sites() -> None:
    one, two = (Judged(root, rule("DJP101"), Site("a", Verdict.KEPT)) for root in ("a/", "b/"))
    assert counts(score("queries", one, two)) == (2, 0, 0, 0)


def test_a_score_is_rounded_down() -> None:
    found = score(
        "queries", *(judged("DJP101", str(at), Verdict.BROKEN if at < 3 else Verdict.KEPT) for at in range(149))
    )
    assert principle_report(found).score == 97.98
    assert principle_report(found).met is False


def test_much_unknown_is_not_proven() -> None:
    found = score("queries", judged("DJP101", "a", Verdict.KEPT), judged("DJP101", "b", Verdict.UNKNOWN))
    assert found.met is None


def test_no_sites_no_score() -> None:
    assert principle_report(score("queries")).score is None
    assert score("queries").met is True
