"""DJP550 unsafe-in-template."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.rules.pages import Pages, Shown
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_SAFE = frozenset({"safe", "safeseq"})


@rule("DJP550", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    pages = Pages(review)
    seen: dict[str, int] = {}
    for shown in pages.shown():
        if not _SAFE.intersection(shown.printed.filters):
            continue
        label = f"{shown.template.path} {shown.name}"
        seen[label] = seen.get(label, 0) + 1
        key = label if seen[label] == 1 else f"{label} {seen[label]}"
        sent = pages.sent(shown)
        if not shown.printed.path or pages.is_sanitized(shown):
            yield check.kept(key)
        elif pages.is_seen(shown) and (sent or pages.is_users(shown)):
            yield _broken(pages, shown, key)
        else:
            yield check.unknown(key, f"who writes `{shown.name}` is not known")


def _broken(pages: Pages, shown: Shown, key: str) -> Site:
    path, node = shown.template.path, shown.printed.node
    sources = sorted(pages.sent(shown), key=lambda each: each.source.place)
    steps = tuple(Step(Span(*each.source.place), f"{each.source.origin} is read here") for each in sources[:1])
    return check.broken(
        key,
        Span(path, node.start, node.end),
        message=f"`{shown.name[-40:]}` is printed unescaped, whatever a user has written in it",
        recipe=f"Take `|safe` away, or clean the value first: `{{{{ {shown.name[-30:]}|sanitize }}}}`",
        confidence=Confidence.PROVED if sources else Confidence.LIKELY,
        severity=Severity.ERROR if sources else Severity.WARNING,
        scope=path,
        trace=(*steps, Step(Span(path, node.start, node.end), "it is printed as it is")),
        data={"cwe": "CWE-79"},
    )
