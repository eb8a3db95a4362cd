"""DJP213 mixed-schema-and-data."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed
from django_pro.facts.migrations.effects import Work
from django_pro.facts.models.model import Kind
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.coding import Coded
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.migrations.pending_trigger_events import waits_for_triggers
from django_pro.rules.migrations.unbatched_data import unbatched
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.splitting import split


@rule("DJP213", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for migration, operations in _by_migration(review).items():
        mixed = _mixed(review, operations)
        if mixed is None:
            yield from (check.kept(each.step.key) for each in operations)
            continue
        changing, locking = mixed
        table = next(act.table for act in locking.acts() if act.mode.blocks_writers)
        message = f"`{locking.titled(table)}` stays locked while rows are changed: schema and data in one migration"
        recipe = f"Split `{migration}`: the schema first, the data in a migration of its own"
        fix = split(review, changing.step, "data", by_hand=True)
        yield broken(check, changing, "mixed-ddl-dml", message, recipe, fix=fix)
        yield from (check.kept(each.step.key) for each in operations if each is not changing)


def _by_migration(review: Reviewed) -> dict[str, list[Operated]]:
    found: dict[str, list[Operated]] = {}
    commits = review.history.server.is_mysql  # each statement of the schema, by itself
    for each in review.operated:
        if each.migration.atomic is not False and not commits:
            found.setdefault(each.migration.label, []).append(each)
    return found


def _mixed(review: Reviewed, operations: list[Operated]) -> tuple[Operated, Operated] | None:
    """Return the operation that changes rows and the one before it whose lock is held meanwhile."""
    code = {each.key: each for each in review.coded} if any(each.name == "RunPython" for each in operations) else {}
    locking: Operated | None = None
    for each in operations:
        found = code.get(each.step.key)
        if locking is not None and (_changes(found) or _updates(each)):
            told = found is not None and (waits_for_triggers(found, operations) or unbatched(found))
            return None if told else (each, locking)
        if any(act.mode.blocks_writers for act in each.acts()) and not _waits_for_the_end(each):
            locking = locking or each
    return None


def _waits_for_the_end(operation: Operated) -> bool:
    """Whether what locks other tables is done when the migration ends: the foreign keys of tables that are new."""
    is_table = operation.new is not None and operation.new.kind is Kind.MANY_TO_MANY
    return operation.name == "CreateModel" or (operation.name == "AddField" and is_table)


def _changes(code: Coded | None) -> bool:
    return code is not None and any(_is_long(code, each) for each in code.writes())


def _is_long(code: Coded, deed: Deed) -> bool:
    return not deed.narrow and (code.is_large(deed.model) or code.is_large(deed.over))


def _updates(operation: Operated) -> bool:
    return operation.name == "RunSQL" and any(act.work is Work.UPDATE for act in operation.acts())
