"""DJP215 historical-model-api."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Kind
from django_pro.findings.site import Site
from django_pro.rules.coding import Fault, faulty, first
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP215", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        deed = first(code.deeds, Kind.MISSING)
        if deed is None:
            yield check.kept(code.key)
        else:
            message = f"The historical `{code.title(deed.model)}` has no `{deed.name}`: this fails when it runs"
            recipe = f"Write out what `{deed.name}` does, or set `use_in_migrations` on its manager"
            yield faulty(check, code, Fault(deed, "historical-api", message, recipe))
