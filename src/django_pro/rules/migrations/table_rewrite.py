"""DJP203 table-rewrite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Act, Work
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP203", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    rewriting: list[Operated] = []
    for operation in review.operated:
        if any(_is_old(operation, act) for act in operation.acts()):
            rewriting.append(operation)
        elif operation.name == "AlterField" and operation.effect.unknown:
            yield check.unknown(operation.step.key, operation.effect.unknown)
        else:
            yield check.kept(operation.step.key)
    if review.history.server.engine == "sqlite":
        # Django has no other way there, and the database is seldom large.
        yield from (broken(check, each, "rewrite", *_said([each]), severity=Severity.INFO) for each in rewriting)
    else:
        for hazard in ("rewrite", "fk-recreate-scan", "fk-orphans"):
            yield from together(check, hazard, (each for each in rewriting if _hazard(each) == hazard), _said)


def _hazard(operation: Operated) -> str:
    """Return what it is called: MySQL copies a table also to check a foreign key."""
    old, new = operation.old, operation.new
    if not operation.review.history.server.is_mysql or operation.name != "AlterField" or not (new and new.constrained):
        return "rewrite"
    return "fk-recreate-scan" if old is not None and old.constrained else "fk-orphans"


def _is_old(operation: Operated, act: Act) -> bool:
    """Whether a table is written anew, while others wait, for a column that was there or for one that is added."""
    waits = act.work is Work.REWRITE and act.mode.blocks_writers
    return waits and (operation.name == "AddField" or not operation.column_is_new(act.column))


def _said(rewriting: Sequence[Operated]) -> tuple[str, str]:
    first = rewriting[0]
    act = next(act for act in first.acts() if _is_old(first, act))
    times = f" {len(rewriting)} times" if len(rewriting) > 1 else ""
    waits = "reads it" if act.mode.blocks_readers else "writes to it"
    return (
        f"`{first.titled(act.table)}` is written anew{times}, and nobody {waits} until then: {act.why}",
        _recipe(first),
    )


def _recipe(operation: Operated) -> str:
    name = operation.field_name
    server = operation.review.history.server
    if server.engine == "sqlite":
        return "Run it while few write, or put several changes of the table into one release"
    if server.is_mysql and _is_key(operation):
        return "Alter the table with pt-online-schema-change, and here the state alone"
    if server.is_mysql and operation.name not in ("AddField", "AlterField"):
        return "Alter the table with gh-ost or pt-online-schema-change, and here the state alone"
    if operation.name == "AddField" and operation.new and operation.new.base == "GeneratedField":
        return f"Add `{name}` as a nullable column that a trigger and batches fill"
    if operation.name == "AddField":
        return f"Add `{name}` with `null=True`, fill it in batches, then give it its default"
    return f"Add a column beside `{name}`, write both, fill it in batches, then switch over"


def _is_key(operation: Operated) -> bool:
    return operation.new is not None and operation.new.constrained
