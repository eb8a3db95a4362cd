"""DJP205 validating-constraint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Act, Mode, Work
from django_pro.facts.migrations.effects.conditions import same_condition
from django_pro.findings.finding import Fix, Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, by_model, one_finding
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rewriting import NAMED, NOT_VALID, POSTGRES, VALIDATE, Following, Rewriting
from django_pro.rules.rule import rule

_ADDED = re.compile(r"^[\w.]*AddConstraint")


@rule("DJP205", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    constraints: list[Operated] = []
    columns: list[Operated] = []
    for operation in review.operated:
        if not any(_validates(operation, act) for act in operation.acts()):
            yield check.kept(operation.step.key)
        elif operation.name == "AddField":
            columns.append(operation)
        else:
            constraints.append(operation)
    for group in by_model(constraints):
        hazard, *said = _said(group[0], next(act for act in group[0].acts() if _validates(group[0], act)))
        yield from one_finding(check, hazard, group, (said[0], said[1]), _mend(group))
    yield from (_positive(each) for each in columns)


def _mend(group: Sequence[Operated]) -> Fix | None:
    """Return the edit that adds CHECKs for new rows alone, and validates them in a migration that follows."""
    first = group[0]
    rewriting = Rewriting(first.review, first.migration)
    steps = [each.step for each in group]
    names = [NAMED.search(rewriting.text(each.operation.node)) for each in steps]
    is_check = all(each.name == "AddConstraint" and rewriting.stands_alone(each.step) for each in group)
    if not (is_check and all(names) and rewriting.is_last and first.review.history.server.engine == "postgresql"):
        return None
    made = [
        rewriting.replaced(each, _ADDED.sub(NOT_VALID, rewriting.text(each.operation.node), count=1)) for each in steps
    ]
    written = [name[1] for name in names if name]
    later = tuple(f'{VALIDATE}("{first.step.named}", name="{name}")' for name in written)
    after = Following(f"validate_{written[0].lower()}", later, (f"from {POSTGRES} import {VALIDATE}",))
    return Fix(False, (*rewriting.imported(POSTGRES, [NOT_VALID]), *made, *rewriting.following([after])))


def _positive(operation: Operated) -> Site:
    """Return the site of a column that comes with a CHECK of its own: short, as nothing is built."""
    name, title = operation.field_name, operation.title
    message = f"The CHECK that `{name}` is positive reads all of `{title}` while every query waits"
    recipe = f"Make `{name}` an `IntegerField`; add its CHECK with `AddConstraintNotValid` and validate it"
    return broken(check, operation, "lock-long", message, recipe, severity=Severity.INFO)


def _validates(operation: Operated, act: Act) -> bool:
    """Whether rows are checked while writers wait.

    A foreign key that is only made anew is another rule's, and so is one that comes with its column: what is wrong with
    that is the column, NOT NULL as it is.
    """
    if act.work is Work.KEY:
        return not act.why and act.mode.blocks_writers and operation.name != "AddField"
    return act.work is Work.CHECK and act.mode is Mode.ACCESS_EXCLUSIVE


def _said(operation: Operated, checked: Act) -> tuple[str, str, str]:
    title, name = operation.titled(checked.table), checked.column
    if checked.work is Work.KEY:
        return (
            "fk-orphans",
            f"The new foreign key `{name}` checks all of `{title}`; writes wait, and an orphan fails it",
            "Add it `NOT VALID` with `RunSQL`, clear the orphans, then `VALIDATE CONSTRAINT`",
        )
    if operation.name == "AddConstraint" and _was_there(operation):
        return (
            "lock-long",
            f"The CHECK reads all of `{title}` while every query waits, though it was there before",
            "Its condition is the same: let the state alone have it, and rename it with `RunSQL` if need be",
        )
    if operation.name == "AddConstraint":
        return (
            "check-violated",
            f"The new CHECK reads all of `{title}` while every query waits, and fails on one bad row",
            "Use `AddConstraintNotValid`, mend the rows, then `ValidateConstraint` in a later migration",
        )
    return (
        "lock-long",
        f"The CHECK that `{name}` is positive reads all of `{title}` while every query waits",
        f"Make `{name}` an `IntegerField`; add its CHECK with `AddConstraintNotValid` and validate it",
    )


def _was_there(operation: Operated) -> bool:
    """Whether the same migration takes away a constraint with the same condition first."""
    added, app, name = operation.part, operation.migration.app, operation.step.named
    return added is not None and any(
        same_condition(added.node, gone.node)
        for each in operation.review.history.replay.of(operation.migration.label)
        if each.operation.name == "RemoveConstraint" and each.named.lower() == name.lower()
        for model in [each.before.model(app, name)]
        for gone in (model.constraints if model else ())
        if each.index < operation.step.index and gone.name == each.applying.text(1, "name")
    )
