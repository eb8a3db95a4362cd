"""DJP551 value-in-script."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.pages import Pages
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP551", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    pages = Pages(review)
    for at, shown in enumerate(pages.shown()):
        where = shown.printed
        if not (where.script or where.handler) or not where.path:
            continue
        key = f"{shown.template.path} script {at}"
        sent = pages.sent(shown)
        if pages.is_sanitized(shown) or not (sent or pages.is_users(shown)):
            yield check.kept(key)
            continue
        if where.script and where.quoted and "safe" not in where.filters:
            yield check.kept(key)  # autoescaping keeps quotes and `</script>` out of the text
            continue
        yield check.broken(
            key,
            Span(shown.template.path, where.node.start, where.node.end),
            message=f"`{shown.name[-40:]}` becomes a part of a script, where HTML's escapes do not hold",
            recipe=f'Hand it over by `{{{{ {shown.name[-30:]}|json_script:"id" }}}}`, or escape it by `|escapejs`',
            confidence=Confidence.PROVED if sent else Confidence.LIKELY,
            scope=shown.template.path,
            data={"cwe": "CWE-79"},
        )
