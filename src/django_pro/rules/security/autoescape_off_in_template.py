"""DJP553 autoescape-off-in-template."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.pages import Pages, Shown
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_MAIL = ("email", "mail", "subject", "notification")


@rule("DJP553", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    pages = Pages(review)
    blocks: dict[tuple[str, int], list[Shown]] = {}
    for shown in pages.shown():
        off = shown.printed.unescaped
        if off is not None and not any(word in shown.template.path.lower() for word in _MAIL):
            blocks.setdefault((shown.template.path, off.start), []).append(shown)
    for (path, start), inside in blocks.items():
        names = [each.name for each in inside if each.printed.path and not pages.is_sanitized(each)]
        key = f"{path} autoescape {start}"
        if not names:
            yield check.kept(key)
            continue
        yield check.broken(
            key,
            Span(path, start, start + 1),
            message=f"`{names[0][:50]}` is printed unescaped: autoescaping is off around it",
            recipe="Take `{% autoescape off %}` away, and mark what is HTML by `format_html` where it is made",
            confidence=Confidence.LIKELY,
            scope=path,
            data={"cwe": "CWE-79"},
        )
