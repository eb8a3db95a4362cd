"""DJP202 blocking-index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Act, Work
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, listed, operated, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP202", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    building: list[Operated] = []
    for operation in operated(review):
        if any(_blocks(act) for act in operation.acts()) and not operation.fails_for_any_two:
            building.append(operation)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "lock-index", building, _said)


def _blocks(act: Act) -> bool:
    return act.work in (Work.BUILD, Work.REBUILD) and act.mode.blocks_writers


def _said(building: Sequence[Operated]) -> tuple[str, str]:
    built = [next(act for act in each.acts() if _blocks(act)) for each in building]
    who = "every query of" if any(act.mode.blocks_readers for act in built) else "every write to"
    title = building[0].titled(built[0].table)
    message = f"An index of {listed(act.column for act in built)} is built while {who} `{title}` waits"
    return message, _recipe(building[0], built[0])


def _recipe(operation: Operated, built: Act) -> str:
    if operation.name == "AddIndex":
        return "Use `AddIndexConcurrently` in a migration of its own, with `atomic = False`"
    if operation.name in ("AddConstraint", "AlterUniqueTogether") or built.why:
        return "Make a unique index CONCURRENTLY first, then the constraint `USING INDEX` of it"
    if operation.name == "AddField":
        return f"Add `{built.column}` with `db_index=False`, then its index with `AddIndexConcurrently`"
    if operation.name == "AlterIndexTogether":
        return "Put an `Index` into `indexes` instead and add it with `AddIndexConcurrently`"
    return "Add the index with `AddIndexConcurrently` first; then alter the state alone"
