"""DJP409 critical-path-uncovered."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.coverage import Coverage
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.critical import Critical, critical, lines_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP409", severity=Severity.WARNING, preview=True, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each function of the critical path, where the coverage of a run is known."""
    coverage = Coverage(review.project)
    if coverage.run is None and (review.running is None or not review.running.ran.run.covered):
        return
    for each in critical(review):
        path = each.function.module.path
        lines = lines_of(review, each.function)
        executed = _executed(review, coverage, path)
        if isinstance(executed, Unknown):
            yield check.unknown(each.function.name, executed.why)
        elif lines & executed or not lines:
            yield check.kept(each.function.name)
        else:
            yield _broken(review, each)


def _executed(review: Reviewed, coverage: Coverage, path: str) -> frozenset[int] | Unknown:
    """Return the lines of a file that ran: by the evidence of `verify`, else by what coverage.py left beside the code."""
    ran = review.running.file(path) if review.running is not None else None
    return frozenset(ran.executed) if ran is not None else coverage.executed(path)


def _broken(review: Reviewed, one: Critical) -> Site:
    function = one.function
    name = function.qualname
    return check.broken(
        function.name,
        review.headline(function.module.path, function.node),
        message=first_that_fits(
            f"The {one.kind} `{name}` was not executed by the tests",
            f"This {one.kind} was not executed by the tests",
        ),
        recipe="Add a test that comes here, and measure again: `coverage run`, then `django-pro check`",
        confidence=Confidence.PROVED,
        scope=function.name,
        subject=name.rpartition(".")[2],
        data={"kind": one.kind},
    )
