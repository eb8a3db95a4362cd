"""DJP211 unbatched-data."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed, Kind, Loop
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Assign, Attribute, Chain, Constant, Expression, For, Function, Name, Node, body_of

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
            return Fault(deed, "unbatched-data", message, _recipe(code.operation.review, deed))
    return None


def _recipe(review: Reviewed, deed: Deed) -> str:
    """Return how many rows are changed in few statements."""
    if deed.kind is Kind.CREATE or deed.new:
        return "Collect the new rows, and write portions of them with `bulk_create`"
    if deed.kind is Kind.RELATE:
        return "Collect rows of the `through` model, and write portions of them with `bulk_create`"
    if deed.kind in (Kind.REMOVE, Kind.DELETE):
        return "Filter them in one `delete()`, or delete portions of them by their primary keys"
    if deed.kind is Kind.SAVE and _is_computed(review, deed):
        return "Read with `.iterator()`, and write portions of the rows with `bulk_update`"
    return "Say it in one `update()` of expressions, or `bulk_update` portions of rows"


def _is_computed(review: Reviewed, deed: Deed) -> bool:
    """Whether what the innermost loop sets on rows is more than constants and other columns: Python makes it, not SQL."""
    functions = (each for each in review.syntax(deed.path).body if isinstance(each, Function) and _holds(each, deed))
    loops = [each for function in functions for each in walk(body_of(function)) if isinstance(each, For)]
    inner = max((each for each in loops if _holds(each, deed)), key=lambda each: each.start, default=None)
    return inner is not None and any(not _is_plain(each) for each in _set(inner))


def _holds(node: Node, deed: Deed) -> bool:
    return node.start <= deed.node.start and deed.node.end <= node.end


def _set(loop: For) -> Iterator[Expression]:
    """Yield the values that attributes are set to."""
    for each in walk(loop.body):
        if isinstance(each, Assign) and isinstance(each.targets[0], Chain):
            yield each.value


def _is_plain(value: Expression) -> bool:
    """Whether a value is a constant or a column."""
    if isinstance(value, Chain):
        return isinstance(value.base, Name) and all(isinstance(step, Attribute) for step in value.steps)
    return isinstance(value, Constant)


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
