"""DJP206 foreign-key-recreated."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.columns import Column, column_of
from django_pro.facts.migrations.effects import Work
from django_pro.facts.migrations.states import FieldState
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: Which row makes the change fail, by what `Effect.fails` says.
_FAILS = {
    "rows with NULL": "; a NULL fails it",
    "rows with the same value": "; two alike fail it",
    "rows without a parent": "; an orphan fails it",
}


@rule("DJP206", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        made = next((act for act in operation.acts() if act.work is Work.KEY and act.why), None)
        # What is renamed has a finding already, and a cure that spares this too.
        if made is None or operation.name != "AlterField":
            yield check.kept(operation.step.key)
        else:
            fails = _FAILS.get(operation.effect.fails, "")
            waits = operation.titled(made.table)
            message = f"The foreign key `{made.column}` is dropped, added and checked again: `{waits}` waits{fails}"
            yield broken(check, operation, "fk-recreate-scan", message, _recipe(operation))


def _recipe(operation: Operated) -> str:
    old, new = operation.old, operation.new
    if old is None or new is None:
        return "Change what differs with `RunSQL`; alter the field in the state alone"
    if _is_of_another_type(operation, old, new):
        return f"Add a column beside `{new.name}`, write both, fill it in batches, then switch over"
    if (old.to, old.text("to_field")) != (new.to, new.text("to_field")):
        return "Swap the keys with `RunSQL`, the new one `NOT VALID`, validated later; alter the state alone"
    if new.unique and not old.unique:
        return "Make it unique `USING INDEX` of one built CONCURRENTLY; alter the field in the state alone"
    if old.null and not new.null:
        return "SET NOT NULL with `RunSQL` after a validated CHECK; alter the field in the state alone"
    if new.null and not old.null:
        return "DROP NOT NULL with `RunSQL`; alter the field in the state alone"
    return "Change what differs with `RunSQL`; alter the field in the state alone"


def _is_of_another_type(operation: Operated, old: FieldState, new: FieldState) -> bool:
    """Whether the column takes another type: what it leads to has another one."""
    step, model = operation.step, operation.model
    types = [column_of(step.before, model, old), column_of(step.after, model, new)] if model else []
    return all(isinstance(each, Column) for each in types) and len({str(each) for each in types}) > 1
