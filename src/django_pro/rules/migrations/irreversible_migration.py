"""DJP201 irreversible-migration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_pro.facts.migrations import Migration, Operation
from django_pro.facts.migrations.code import WRITES, Kind
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Fix, Step
from django_pro.findings.site import Site, Verdict
from django_pro.project.classes import describe
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.undoing import may_stay, undone
from django_pro.source.edits import Edit
from django_pro.source.syntax import Call, Chain, Constant

_REVERSES = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}


@rule("DJP201", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for migration in review.migrations.all:
        one_way: dict[str, Operation] = {}
        for at, operation in enumerate(migration.operations):
            key = f"{migration.label}:{at}"
            is_gone = migration.label in review.migrations.squashed or _goes_with_its_tables(
                review, migration, operation
            )
            if is_gone or not operation.in_database or _is_reversible(review, operation):
                yield check.kept(key)
            elif operation.given is None and any(argument.stars for argument in operation.made.arguments):
                yield check.unknown(key, "its arguments are unpacked from a value")
            else:
                one_way[key] = operation
        yield from _broken(review, migration, one_way)
        for why in migration.unread:
            yield check.unknown(f"{migration.label}:{why}", why)


def _is_reversible(review: Reviewed, operation: Operation) -> bool:
    """Whether Django can undo an operation: `RunPython` and `RunSQL` have to be told how."""
    keyword = _REVERSES.get(operation.name)
    if keyword is None or _undoes_itself(review, operation):
        return True
    reverse = operation.argument(1, keyword)
    return reverse is not None and not (isinstance(reverse, Constant) and reverse.value is None)


def _undoes_itself(review: Reviewed, operation: Operation) -> bool:
    """Whether the project's own class of operation says how it is undone."""
    cls = operation.made.cls
    method = review.project.classes.method(cls, "database_backwards") if cls else None
    return method is not None and not method.name.startswith("django.")


def _goes_with_its_tables(review: Reviewed, migration: Migration, operation: Operation) -> bool:
    """Whether nobody goes back over an operation but to drop the very tables that it fills: those its app begins with."""
    step = review.history.step_of(operation)
    if step is None or not (migration.initial or migration.replaces):
        return False
    made = [each.model for each in review.history.replay.of(migration.label) if each.operation.name == "CreateModel"]
    if operation.name == "RunPython":
        written = [each for each in review.code.forwards(step) if each.kind in WRITES or each.kind is Kind.SQL]
        labels = {each.label for each in made if each}
        return bool(written) and all(each.model and each.model.label in labels for each in written)
    statements = review.raw_sql.forwards(operation)
    tables = {each.table for each in made if each}
    return bool(statements) and not isinstance(statements, Unknown) and all(each.table in tables for each in statements)


def _broken(review: Reviewed, migration: Migration, one_way: dict[str, Operation]) -> Iterator[Site]:
    """Yield a site for each operation, with one finding for the migration."""
    if not one_way:
        return
    (key, first), *others = one_way.items()
    keyword = _REVERSES[first.name]
    which = f"its `{first.name}` has no `{keyword}`"
    if others:
        which = f"{len(one_way)} of its operations have no reverse"
    site = check.broken(
        key,
        review.span(first.path, first.node),
        message=f"`{migration.label}` cannot be undone: {which}",
        recipe=f"Give `{first.name}` a `{keyword}` that undoes it; `{first.name}.noop` where there is nothing to undo",
        confidence=Confidence.PROVED,
        scope=f"{review.module(first.path).name}.Migration",
        fix=_reverses(review, one_way.values()),
        trace=tuple(Step(review.span(each.path, each.node), f"nor has this `{each.name}`") for _, each in others),
        data={"hazard": "irreversible", "migration": migration.label, "operation": first.name},
    )
    yield from (Site(key, Verdict.BROKEN, site.finding) for key in one_way)


def _reverses(review: Reviewed, operations: Iterable[Operation]) -> Fix | None:
    edits = [edit for each in operations if (edit := _reverse(review, each))]
    return Fix(False, tuple(edits)) if edits else None


def _reverse(review: Reviewed, operation: Operation) -> Edit | None:
    """Return the edit that says how an operation is undone: only its author knows whether that is what is wanted."""
    node, keyword = operation.node, _REVERSES[operation.name]
    if not isinstance(node, Chain) or not isinstance(node.steps[-1], Call):
        return None
    arguments = node.steps[-1].arguments
    if not arguments or any(each.name == keyword for each in arguments) or len(operation.made.positional) > 1:
        return None
    called = describe(Chain(node.start, node.end, node.base, node.steps[:-1]))
    said = _said(review, operation, called)
    return Edit(operation.path, arguments[-1].end, arguments[-1].end, f", {keyword}={said}") if said else None


def _said(review: Reviewed, operation: Operation, called: str) -> str | None:
    """Return what undoes it, as Python writes it."""
    if operation.name == "RunPython":
        step = review.history.step_of(operation)
        return f"{called}.noop" if step and may_stay(review.code.forwards(step)) else None
    statements = review.raw_sql.forwards(operation)
    text = None if isinstance(statements, Unknown) else undone(statements)
    return f'"{text}"' if text else None
