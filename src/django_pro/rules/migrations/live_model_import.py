"""DJP214 live-model-import."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Kind
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.coding import Fault, faulty, first
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP214", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        deed = first(code.deeds, Kind.LIVE)
        if deed is None:
            yield check.kept(code.key)
        else:
            message = f"`{deed.name}` is the model of today: this migration fails once it has another column"
            recipe = f'Get it as it is at this point: `apps.get_model("…", "{deed.name}")`'
            yield faulty(check, code, Fault(deed, "live-model-import", message, recipe, Confidence.PROVED))
