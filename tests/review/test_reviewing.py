"""A review with rules of the test's own: what is silenced, left out, baselined, and what a crash leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from django_pro.findings.finding import Confidence, Finding, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.project import Options, open_tree
from django_pro.review import selection
from django_pro.review.baseline import Known
from django_pro.review.gate import compare
from django_pro.review.reviewing import Request, Review, review_repository
from django_pro.review.selection import Wanted
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Check, Rule
from django_pro.source.syntax import Class, Function
from tests.rules.bookshop import FILES
from tests.rules.projects import write_project

Run = Callable[..., Review]


def bad_names(review: Reviewed) -> Iterator[Site]:
    """Break at every class or function called `bad`, keep at every other."""
    for path in review.project.files:
        for node in review.syntax(path).body:
            name = getattr(node, "name", None)
            if name == "bad" and isinstance(node, Class | Function):
                yield BAD.broken(
                    f"{path}:bad",
                    review.headline(path, node),
                    message="bad",
                    recipe="rename",
                    confidence=Confidence.PROVED,
                    scope=review.scope(path, node.start),
                )
            elif name:
                yield BAD.kept(f"{path}:{name}")


def crash(_: Reviewed) -> Iterator[Site]:
    """Fail after one site."""
    yield BAD.kept("before the crash")
    raise ZeroDivisionError("by our own fault")


def rule(code: str, check: Check) -> Rule:
    return Rule(code, "bad-name", "queries", Severity.ERROR, False, "turn", Path(), check)


BAD = rule("DJP101", bad_names)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a review of the bookshop with some files more, by rules of the test's own."""

    def ran(files: dict[str, str], *rules: Rule, **request: object) -> Review:
        monkeypatch.setattr(selection, "all_rules", lambda: rules or (BAD,))
        write_project(tmp_path, FILES | files)
        return review_repository(open_tree(tmp_path, Options(cache=False)), Request(**request))  # type: ignore[arg-type]

    return ran


def subjects(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{each.rule} {each.subject}" for each in findings]


def queries(review: Review) -> tuple[int, int, int]:
    score = review.scores[0]
    return score.kept, score.broken, score.accepted


def test_found_and_scored(run: Run) -> None:
    review = run({"shop/views.py": "def bad(): ...\ndef good(): ...\n"})
    assert subjects(review.findings) == ["DJP101 shop/views.py:bad"]
    assert queries(review)[1] == 1
    assert queries(review)[0] > 1


def test_a_crash_is_a_blind_and_the_review_goes_on(run: Run) -> None:
    review = run({"shop/views.py": "def bad(): ...\n"}, rule("DJP102", crash), BAD)
    assert subjects(review.findings) == ["DJP101 shop/views.py:bad"]
    (blind,) = [each for each in review.blinds if "DJP102" in each.why]
    assert "stopped by our own fault: ZeroDivisionError in crash" in blind.why


def test_silenced_with_a_reason_is_accepted(run: Run) -> None:
    review = run({"shop/views.py": "def bad(): ...  # djp: ignore[DJP101] an old name\n"})
    assert review.findings == ()
    assert queries(review)[1:] == (0, 1)
    assert [each.by.reason for each in review.silenced] == ["an old name"]


def test_silenced_without_a_reason_stays_broken(run: Run) -> None:
    review = run({"shop/views.py": "def bad(): ...  # djp: ignore[DJP101]\n"})
    assert review.findings == ()
    assert queries(review)[1:] == (1, 0)


def test_an_unused_suppression_is_found_and_its_edit_takes_it_away(run: Run) -> None:
    review = run({"shop/views.py": "def good(): ...  # djp: ignore[DJP101] an old name\n"})
    assert [each.rule for each in review.findings] == ["DJP901"]


@pytest.mark.parametrize(
    "path", ["shop/tests/test_a.py", "shop/tests.py", "conftest.py", "shop/migrations/0001_a.py", "vendor/a.py"]
)
def test_tests_migrations_and_vendored_code_are_left_out(run: Run, path: str) -> None:
    assert run({path: "def bad(): ...\n"}).findings == ()


def test_per_path_ignores(run: Run) -> None:
    wanted = Wanted({"scripts/": ["DJP1"]})
    files = {"scripts/a.py": "def bad(): ...\n", "shop/views.py": "def bad(): ...\n"}
    assert subjects(run(files, wanted=wanted).findings) == ["DJP101 shop/views.py:bad"]


def test_paths_narrow_findings_and_not_scores(run: Run, tmp_path: Path) -> None:
    files = {"shop/a.py": "def bad(): ...\n", "shop/b.py": "def bad(): ...\n"}
    review = run(files, paths=(tmp_path / "shop" / "b.py",))
    assert subjects(review.findings) == ["DJP101 shop/b.py:bad"]
    assert queries(review)[1] == 2


def test_baselined_is_not_shown_and_counts_as_broken(run: Run) -> None:
    files = {"shop/views.py": "def bad(): ...\n"}
    known = tuple(Known(each.rule, each.scope, each.fingerprint) for each in run(files).findings)
    review = run({"shop/views.py": "\n\n\ndef bad(): ...\n"}, known=known)
    assert review.findings == ()
    assert len(review.baselined) == 1
    assert queries(review)[1] == 1


def test_a_change_introduces_what_was_not_there(run: Run) -> None:
    before = run({"shop/a.py": "def bad(): ...\n", "shop/b.py": "def bad(): ...\n"})
    now = run({"shop/a.py": "\n\ndef bad(): ...\n", "shop/b.py": "", "shop/c.py": "def bad(): ...\n"})
    change = compare(before, now)
    assert subjects(change.introduced) == ["DJP101 shop/c.py:bad"]
    assert subjects(change.fixed) == ["DJP101 shop/b.py:bad"]
    assert change.older == 1


def test_a_file_that_was_unreadable_proves_nothing(run: Run) -> None:
    before = run({"shop/a.py": "a = '\0'\n"})
    now = run({"shop/a.py": "def bad(): ...\n"})
    assert "shop/a.py" in {blind.path for blind in before.blinds}
    change = compare(before, now)
    assert (change.introduced, subjects(change.unproved)) == ((), ["DJP101 shop/a.py:bad"])


def test_a_place_is_the_definitions_own_line(run: Run) -> None:
    review = run({"shop/views.py": "@login\ndef bad():\n    return 1\n"})
    assert review.findings[0].span == Span("shop/views.py", 7, 17)
