"""DJP211 unbatched-data."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed, Kind, Loop
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_ROW_BY_ROW = frozenset({Kind.SAVE, Kind.CREATE, Kind.REMOVE, Kind.RELATE, Kind.UPDATE, Kind.DELETE})


@rule("DJP211", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        fault = unbatched(code)
        yield faulty(check, code, fault) if fault else check.kept(code.key)


def unbatched(code: Coded) -> Fault | None:
    """Return the worst way in which many rows are changed at once."""
    return _row_by_row(code) or _in_one_statement(code) or _whole_table(code)


def _row_by_row(code: Coded) -> Fault | None:
    for deed in code.deeds:
        if deed.kind in _ROW_BY_ROW and deed.per_row and code.is_large(deed.over):
            message = f"Each row of `{code.title(deed.over)}` costs a statement, all in one transaction"
            if not code.is_atomic:
                message = f"Each row of `{code.title(deed.over)}` costs a statement of its own"
            recipe = "Say it in one `update()` of expressions, or `bulk_update` portions of rows"
            return Fault(deed, "unbatched-data", message, recipe)
    return None


def _in_one_statement(code: Coded) -> Fault | None:
    goes_through = any(each.kind is Kind.LOAD and code.is_large(each.model) for each in code.deeds)
    for deed in code.deeds:
        if deed.kind is Kind.BULK and not deed.sized and goes_through and not _in_portions(deed):
            message = f"`{deed.name}` writes all rows of `{code.title(deed.model)}` in one statement"
            return Fault(deed, "unbatched-data", message, "Give it a `batch_size`, and read with `.iterator()`")
    return None


def _in_portions(deed: Deed) -> bool:
    return Loop.BATCHES in deed.loops or Loop.ROWS in deed.loops


def _whole_table(code: Coded) -> Fault | None:
    for deed in code.deeds:
        whole = deed.kind is Kind.UPDATE and not deed.filtered and not deed.loops
        if whole and code.is_atomic and code.is_large(deed.model):
            message = f"One UPDATE locks every row of `{code.title(deed.model)}` until the migration commits"
            recipe = "Update ranges of primary keys, each committed: `atomic = False`"
            return Fault(deed, "unbatched-data", message, recipe)
    return None
