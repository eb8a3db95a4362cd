"""DJP552 value-in-bare-attribute."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.pages import TAME, Pages
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP552", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    pages = Pages(review)
    for at, shown in enumerate(pages.shown()):
        where = shown.printed
        if not where.bare or not where.path:
            continue
        key = f"{shown.template.path} attribute {at}"
        if pages.is_sanitized(shown) or TAME.search(where.path[-1]):
            yield check.kept(key)
            continue
        yield check.broken(
            key,
            Span(shown.template.path, where.node.start, where.node.end),
            message=f"`{shown.name[-40:]}` stands in an attribute without quotes: a blank in it begins the next one",
            recipe=f'Put it in quotes: `"{{{{ {shown.name[-40:]} }}}}"`',
            confidence=Confidence.LIKELY,
            scope=shown.template.path,
            data={"cwe": "CWE-79"},
        )
