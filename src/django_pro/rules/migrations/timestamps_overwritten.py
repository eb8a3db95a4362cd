"""DJP236 timestamps-overwritten."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Kind
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.coding import Fault, faulty, first
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP236", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        deed = first(code.deeds, Kind.OVERWRITE)
        if deed is None:
            yield check.kept(code.key)
        else:
            message = f"`{deed.text}` is set and then lost: saving a `{code.title(deed.model)}` sets it to now"
            recipe = f"Write `{deed.text}` with `update()` after the row is saved"
            yield faulty(check, code, Fault(deed, "auto-now-side-effect", message, recipe))
