"""DJP212 batches-in-one-transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed, Kind, Loop
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.migrations.unbatched_data import unbatched
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP212", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        deed = next((each for each in code.writes() if _is_portion(code, each)), None)
        if deed is None or not code.is_atomic or unbatched(code):
            yield check.kept(code.key)
        else:
            message = f"Portions of `{code.title(deed.model)}` are written, and none is committed before the last"
            recipe = "Give the migration `atomic = False`, and each portion a `transaction.atomic()` of its own"
            yield faulty(check, code, Fault(deed, "batches-in-one-txn", message, recipe))


def _is_portion(code: Coded, deed: Deed) -> bool:
    """Whether rows are written portion by portion: in a loop over portions, or now and then while rows go by."""
    if not code.is_large(deed.model):
        return False
    if deed.kind is Kind.BULK:
        return bool({Loop.BATCHES, Loop.ROWS} & set(deed.loops))
    return deed.kind in (Kind.UPDATE, Kind.DELETE) and Loop.BATCHES in deed.loops
