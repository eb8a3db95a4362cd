"""DJP116 query-repeated."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.evidence import CASCADE, RanQuery
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: So often within one request is no accident.
_LEAST = 5


@rule("DJP116", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    running = review.running
    for (path, line), queries in sorted(running.queries.items()) if running else ():
        if review.is_aside(path) or not (review.project.root / path).is_file():
            continue
        queries = [each for each in queries if each.model != CASCADE]
        if not queries:
            continue
        worst = max(queries, key=lambda each: (each.kind == "request", each.most))
        key = f"{path}:{line}"
        if worst.kind == "request" and worst.most >= _LEAST:
            yield _broken(review, worst, key)
        elif worst.rows > 1 or worst.most > 1:
            yield check.kept(key)


def _broken(review: Reviewed, query: RanQuery, key: str) -> Site:
    what = f"`{query.relation}` is loaded" if query.relation else "This query is made"
    span = _span(review, query.path, query.line)
    return check.broken(
        key,
        span,
        message=first_that_fits(
            f"{what} {query.most} times in {query.where}",
            f"{what} {query.most} times in one request",
        ),
        recipe=_recipe(query),
        confidence=Confidence.PROVED,
        scope=review.scope(query.path, span.start),
        subject=f"{query.relation} {query.sql[:80]}",
        data={
            "model": query.model, "relation": query.relation, "sql": query.sql, "queries": query.most,
            "tests": list(query.tests[:5]),
        },
    )  # fmt: skip


def _recipe(query: RanQuery) -> str:
    if query.relation:
        return f"Load `{query.relation}` with the rows: `select_related` or `prefetch_related` where they are asked for"
    return "Ask once before the loop, for all rows together"


def _span(review: Reviewed, path: str, line: int) -> Span:
    """Return the text of a line."""
    raw = (review.project.root / path).read_bytes().splitlines(keepends=True)
    start = sum(map(len, raw[: line - 1]))
    text = raw[line - 1] if line <= len(raw) else b""
    return Span(path, start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
