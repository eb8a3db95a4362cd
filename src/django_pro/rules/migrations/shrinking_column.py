"""DJP227 shrinking-column."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.columns import Column, column_of
from django_pro.facts.migrations.effects.conversions import conversion
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.fitting import fits, is_mended
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: Digits before the point that are enough for what people count.
_WIDE = 8


@rule("DJP227", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        types = _types(operation)
        is_safe = operation.column_is_new(operation.field_name) or types is None or not _shrinks(*types)
        if types is None or is_safe or fits(operation, types[1]) or is_mended(operation):
            yield check.kept(operation.step.key)
        else:
            severity = Severity.INFO if _is_far_off(*types) else check.severity
            recipe = (
                f"Look for values of `{operation.field_name}` that do not fit, and mend them, in a migration before"
            )
            message = _message(operation, *types)
            yield broken(check, operation, _hazard(*types), message, recipe, severity=severity)


def _message(operation: Operated, old: Column, new: Column) -> str:
    name, title = operation.field_name, operation.title
    if _is_far_off(old, new):
        return f"A `{name}` of `{title}` fails it from {10 ** _room(new):,} on, but no smaller one: it becomes {new}"
    is_cut = conversion(old, new).cuts and operation.review.history.server.is_postgresql
    happens = "is cut off" if is_cut else "fails it"
    return f"A `{name}` of `{title}` that does not fit into {new} {happens}; it was {old}"


def _shrinks(old: Column, new: Column) -> bool:
    """Whether values may not fit; what is damaged anyway is told as a loss of data."""
    became = conversion(old, new)
    return became.narrows and not became.damages


def _is_far_off(old: Column, new: Column) -> bool:
    """Whether only integers of nine digits and more do not fit, which few columns have."""
    return old.type == "integer" and _room(new) >= _WIDE


def _room(new: Column) -> int:
    """Return how many digits a number may have before its point."""
    digits, places = new.numbers if new.type == "numeric" else (0, 0)
    return (digits or 0) - (places or 0)


def _types(operation: Operated) -> tuple[Column, Column] | None:
    step, app = operation.step, operation.migration.app
    before, after = step.before.model(app, step.named), step.after.model(app, step.named)
    if operation.name != "AlterField" or not (before and after and operation.old and operation.new):
        return None
    if operation.review.history.server.engine == "sqlite":  # it takes what does not fit
        return None
    if not before.has_table or not operation.old.has_column or not operation.new.has_column:
        return None
    old, new = column_of(step.before, before, operation.old), column_of(step.after, after, operation.new)
    return (old, new) if isinstance(old, Column) and isinstance(new, Column) else None


def _hazard(old: Column, new: Column) -> str:
    if old.type in ("varchar", "text") and new.type in ("varchar", "text"):
        return "data-overflow"
    return "range-overflow" if old.type in ("numeric", "integer", "bigint", "smallint") else "type-mismatch"
