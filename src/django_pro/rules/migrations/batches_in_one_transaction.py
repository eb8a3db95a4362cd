"""DJP212 batches-in-one-transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed, Kind, Loop
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.project.classes import describe
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.migrations.unbatched_data import unbatched
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Call, Chain, For, Function, While, With, body_of


@rule("DJP212", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        deed = next((each for each in code.writes() if _is_portion(code, each)), None)
        if deed is None or not code.is_atomic or unbatched(code):
            yield check.kept(code.key)
        else:
            message = f"Portions of `{code.title(deed.model)}` are written, and none is committed before the last"
            yield faulty(check, code, Fault(deed, "batches-in-one-txn", message, _recipe(review, code)))


def _recipe(review: Reviewed, code: Coded) -> str:
    """Return what to do: a transaction around the loop stays one, whatever the migration says of itself."""
    closure = review.code.function(code.operation.step)
    if closure is not None and _is_one_transaction(closure.function):
        return "Give the migration `atomic = False`; move `transaction.atomic()` into the loop, to each portion"
    return "Give the migration `atomic = False`, and each portion a `transaction.atomic()` of its own"


def _is_one_transaction(function: Function) -> bool:
    """Whether a function, or a block that holds a loop, is a transaction of its own."""
    blocks = (each for each in walk(body_of(function)) if isinstance(each, With))
    around = (each for each in blocks if any(isinstance(inner, For | While) for inner in walk(each.body)))
    opened = [*function.decorators, *(item.context for each in around for item in each.items)]
    return any(describe(each).removesuffix("(…)").rpartition(".")[2] == "atomic" for each in opened)


def _is_portion(code: Coded, deed: Deed) -> bool:
    """Whether rows are written portion by portion: in a loop over portions, or now and then while rows go by."""
    if not code.is_large(deed.model):
        return False
    if deed.kind is Kind.BULK:
        return bool({Loop.BATCHES, Loop.ROWS} & set(deed.loops)) and not _only_inserts(deed)
    return deed.kind in (Kind.UPDATE, Kind.DELETE) and Loop.BATCHES in deed.loops


def _only_inserts(deed: Deed) -> bool:
    """Whether nothing but new rows is written, which nobody waits for."""
    last = deed.node.steps[-1] if isinstance(deed.node, Chain) else None
    given = {each.name for each in last.arguments} if isinstance(last, Call) else set()
    return deed.name == "bulk_create" and "update_conflicts" not in given
