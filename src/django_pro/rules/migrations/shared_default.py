"""DJP224 shared-default."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.states import Default, FieldState
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: Functions whose every call gives another value that is meant for one row.
OWN = frozenset(
    {"uuid.uuid4", "uuid.uuid1", "uuid4", "uuid1", "uuid.uuid7", "secrets.token_hex", "secrets.token_urlsafe"}
)
#: Functions of the clock: called where the default is written, they give the time at which the file was read.
_CLOCK = ("now", "today", "utcnow", "localtime", "localdate")


@rule("DJP224", severity=Severity.WARNING, preview=True, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for operation in review.operated:
        field, model = operation.new, operation.model
        if operation.name != "AddField" or field is None or model is None or operation.is_new(model.label):
            yield check.kept(operation.step.key)
        elif _is_shared(operation, field) and not review.singletons.is_for_all(model):
            message = f"Every `{operation.title}` there is gets the same `{field.name}`: the default is called once"
            recipe = f"Add `{field.name}` with `null=True`, fill it row by row in batches, then let the default in"
            yield broken(check, operation, "wrong-default", message, recipe)
        elif _is_frozen(field):
            message = f"The default of `{field.name}` is the time at which the file was imported"
            recipe = f"Give the function itself, without parentheses: `default={field.default_name.rpartition('.')[2]}`"
            yield broken(check, operation, "wrong-default", message, recipe)
        else:
            yield check.kept(operation.step.key)


def _is_shared(operation: Operated, field: FieldState) -> bool:
    """Whether the rows there are get one value of a function that gives each row its own."""
    return field.default is Default.NAMED and field.default_name in OWN and not _is_filled(operation)


def _is_filled(operation: Operated) -> bool:
    """Whether the column is unique, which another rule judges, or code runs after it: it is there for the rows."""
    migration = operation.migration
    graph = operation.review.history.graph
    return (operation.new is not None and operation.new.unique) or any(
        step.operation.name in ("RunPython", "RunSQL")
        and step.migration.app == migration.app
        and (
            (step.migration is migration and step.index > operation.step.index)
            or migration.label in graph.parents(step.migration.label)
        )
        for step in operation.review.history.steps
    )


def _is_frozen(field: FieldState) -> bool:
    return field.default is Default.CALLED and field.default_name.rpartition(".")[2] in _CLOCK
