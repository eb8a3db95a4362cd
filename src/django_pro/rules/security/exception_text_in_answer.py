"""DJP575 exception-text-in-answer."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.raising import told_exceptions
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP575", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for at, (function, answer, name) in enumerate(told_exceptions(review)):
        if (name == "Response") is not False:
            continue
        yield check.broken(
            f"{function.name} exception {at}",
            review.span(function.module.path, answer),
            message="The text of whatever went wrong is sent: names of tables, paths, addresses of other servers",
            recipe="Log it with `logger.exception(…)`, and answer with a text of your own",
            confidence=Confidence.LIKELY,
            scope=function.name,
            data={"cwe": "CWE-209"},
        )
