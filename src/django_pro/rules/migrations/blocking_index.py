"""DJP202 blocking-index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Act, Work
from django_pro.facts.migrations.effects.indexing import stays_index
from django_pro.facts.migrations.states import Step
from django_pro.findings.finding import Fix, Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, listed, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rewriting import NAMED, POSTGRES, Following, Rewriting
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit

_CONCURRENTLY = "AddIndexConcurrently"
_RENAMED = re.compile(r"^[\w.]*AddIndex")
#: Operations that may come before an index as well as after it.
_ADDING = frozenset({"AddField", "AddIndex", "AlterModelOptions", "AlterModelManagers"})


@rule("DJP202", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    building: list[Operated] = []
    for operation in review.operated:
        if any(_blocks(act) for act in operation.acts()) and _is_known(operation):
            building.append(operation)
        else:
            yield check.kept(operation.step.key)
    yield from together(check, "lock-index", building, _said, _mend)


def _is_known(operation: Operated) -> bool:
    """Whether PostgreSQL has another way: MySQL builds beside the writers, and SQLite knows one writer alone."""
    return operation.review.history.server.is_postgresql and not operation.fails_for_any_two


def _blocks(act: Act) -> bool:
    return act.work in (Work.BUILD, Work.REBUILD) and act.mode.blocks_writers


def _said(building: Sequence[Operated]) -> tuple[str, str]:
    built = [next(act for act in each.acts() if _blocks(act)) for each in building]
    who = "every query of" if any(act.mode.blocks_readers for act in built) else "every write to"
    title = building[0].titled(built[0].table)
    message = f"An index of {listed(act.column for act in built)} is built while {who} `{title}` waits"
    return message, _recipe(building, built[0])


def _mend(building: Sequence[Operated]) -> Fix | None:
    """Return the edit that builds the indexes concurrently, in a migration of their own where others stand beside them."""
    first = building[0]
    rewriting = Rewriting(first.review, first.migration)
    steps = [each.step for each in building]
    alone = all(each.name == "AddIndex" and rewriting.stands_alone(each.step) for each in building)
    if not alone or first.review.history.server.engine != "postgresql" or rewriting.listed is None:
        return None
    if len(rewriting.listed.items) == len(steps) == 1:
        called = [_concurrently(rewriting, each) for each in building]
        return Fix(False, (*rewriting.imported(POSTGRES, [_CONCURRENTLY]), *rewriting.out_of_transaction(), *called))
    if not rewriting.is_last or _is_touched_later(first, steps):
        return None
    texts = [_RENAMED.sub(_CONCURRENTLY, rewriting.text(each.operation.node), count=1) for each in steps]
    after = [
        Following(f"{_name(text)}_concurrently", (text,), (f"from {POSTGRES} import {_CONCURRENTLY}",), atomic=False)
        for text in texts
    ]
    if any("Index(" in text and "models.Index(" not in text for text in texts):
        return None  # another kind of index, whose import is this file's own
    return Fix(False, (*rewriting.without(each.operation.node for each in steps), *rewriting.following(after)))


def _concurrently(rewriting: Rewriting, operation: Operated) -> Edit:
    node = operation.step.operation.node
    text = rewriting.text(node)
    called = text.partition("(")[0]
    return Edit(operation.migration.path, node.start, node.start + len(called.encode()), _CONCURRENTLY)


def _name(text: str) -> str:
    """Return the name of an index, as its operation is written."""
    found = NAMED.search(text)
    return found[1].lower() if found else "index"


def _is_touched_later(first: Operated, steps: Sequence[Step]) -> bool:
    """Whether an operation after the first index does something to the columns or indexes of the model."""
    later = (each for each in first.review.history.replay.of(first.migration.label) if each.index > steps[0].index)
    return any(
        each not in steps and each.operation.name not in _ADDING and each.named == steps[0].named for each in later
    )


def _recipe(building: Sequence[Operated], built: Act) -> str:
    first = building[0]
    if len({each.name for each in building}) > 1 and any(each.name.startswith("AddConstraint") for each in building):
        return "Build each CONCURRENTLY, outside of a transaction: with `RunSQL` what is unique"
    if first.name == "AddIndex":
        return "Use `AddIndexConcurrently` in a migration of its own, with `atomic = False`"
    if first.name == "AddField":
        return _without_index(first, built.column)
    if first.part is not None and stays_index(first.part):
        return "Build it with `RunSQL`, `CREATE UNIQUE INDEX CONCURRENTLY`; add it to the state alone"
    if first.name in ("AddConstraint", "AlterUniqueTogether") or built.why:
        return "Make a unique index CONCURRENTLY first, then the constraint `USING INDEX` of it"
    if first.name == "AlterIndexTogether":
        return "Put an `Index` into `indexes` instead and add it with `AddIndexConcurrently`"
    return "Add the index with `AddIndexConcurrently` first; then alter the state alone"


def _without_index(operation: Operated, name: str) -> str:
    """Return how a column is added that gets its index afterwards; `db_index=False` takes none away that is unique."""
    new = operation.new
    if new is None or not new.unique:
        return f"Add `{name}` with `db_index=False`, then its index with `AddIndexConcurrently`"
    if new.is_key:
        return f"Add `{name}` as a `ForeignKey` with `db_index=False`; then make it unique, CONCURRENTLY"
    return f"Add `{name}` without `unique`; then a unique index CONCURRENTLY, and alter the state alone"
