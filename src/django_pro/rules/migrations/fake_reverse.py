"""DJP216 fake-reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed, Kind
from django_pro.facts.migrations.states import FieldState, Step
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.project.classes import describe
from django_pro.rules.around import is_emptied, is_made_lately, steps_after
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import (
    Argument,
    Constant,
    Evaluate,
    Expression,
    Function,
    Jump,
    Return,
    Slice,
    Statement,
    body_of,
)

#: Words in the name of a function or migration that takes away what nobody could use.
_BROKEN = re.compile(r"(?i)duplicat|dedup|orphan|dangling|empty|broken|invalid(?!at)|corrupt")


@rule("DJP216", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        fault = _destroys(review, code) or _undoes_nothing(review, code)
        yield faulty(check, code, fault) if fault else check.kept(code.key)


def _undoes_nothing(review: Reviewed, code: Coded) -> Fault | None:
    gone = next((each for each in code.deeds if _loses(code, each) and not _is_missed_by_nobody(code, each)), None)
    if gone is None or not _is_noop(review, code.operation.step):
        return None
    message = f"Undone, this brings back no row of `{code.title(gone.model)}`: its reverse does nothing"
    return Fault(gone, "fake-reverse", message, "Keep what is deleted where a reverse finds it, or give no reverse")


def _loses(code: Coded, deed: Deed) -> bool:
    """Whether rows go that were there, and that not a few are meant by."""
    return deed.kind in (Kind.DELETE, Kind.REMOVE) and not deed.narrow and code.is_large(deed.model)


def _destroys(review: Reviewed, code: Coded) -> Fault | None:
    """Return a reverse that deletes all rows of a table that had rows before."""
    for deed in review.code.backwards(code.operation.step):
        whole = deed.kind is Kind.DELETE and not deed.filtered and not deed.loops
        if whole and code.is_large(deed.model) and not _was_empty(review, code, deed):
            message = f"Undone, this deletes every row of `{code.title(deed.model)}`, those of before too"
            return Fault(deed, "dangerous-reverse", message, "Delete what the forward step made, and nothing else")
    return None


def _was_empty(review: Reviewed, code: Coded, deed: Deed) -> bool:
    """Whether the table had no rows when the forward step began: then emptying it takes away what that made."""
    step, label = code.operation.step, deed.model.label if deed.model else ""
    return is_made_lately(review, step, label) or is_emptied(review, step, label)


def _is_missed_by_nobody(code: Coded, deed: Deed) -> bool:
    """Whether rows go that were too many or broken, so that the release before works without them too."""
    step = code.operation.step
    if deed.orphaned or any(_makes_room(each, deed) for each in steps_after(code.operation.review, step)):
        return True
    functions = _functions_of(code, deed)
    named = {step.migration.name, *(each.name for each in functions)}
    return bool(_BROKEN.search(" ".join(named))) or any(_keeps_one(each) for each in functions)


def _makes_room(step: Step, deed: Deed) -> bool:
    """Whether a step adds a constraint to the table of the rows that go."""
    app, label = step.migration.app, deed.model.label if deed.model else ""
    if f"{app}.{step.named}".lower() != label or not step.operation.in_state:
        return False
    if step.operation.name == "AlterField":
        name = step.applying.text(1, "name")
        old, new = (
            state.models[label].field(name) if label in state.models else None for state in (step.before, step.after)
        )
        return old is not None and new is not None and _is_stricter(old, new)
    after = step.after.models.get(label)
    is_together = step.operation.name == "AlterUniqueTogether" and after is not None and any(after.unique_together)
    return is_together or step.operation.name.startswith("AddConstraint")


def _is_stricter(old: FieldState, new: FieldState) -> bool:
    return (new.unique and not old.unique) or (new.is_key and not old.is_key) or (old.null and not new.null)


def _functions_of(code: Coded, deed: Deed) -> list[Function]:
    """Return the function that is run, and those of the same file that a deed stands in."""
    review = code.operation.review
    closure = review.code.function(code.operation.step)
    defined = [each for each in review.syntax(deed.path).body if isinstance(each, Function)]
    around = [each for each in defined if each.start <= deed.node.start < each.end]
    return [*([closure.function] if closure else []), *around]


def _keeps_one(function: Function) -> bool:
    """Whether rows are counted to find those there are more than one of, or all but the first are gone through."""
    nodes = list(walk(body_of(function)))
    counted = any("Count" in (getattr(each, "id", ""), getattr(each, "name", "")) for each in nodes)
    several = any(isinstance(each, Argument) and _is_several(each) for each in nodes)
    return (counted and several) or any(isinstance(each, Slice) and _is_one(each.lower) for each in nodes)


def _is_several(argument: Argument) -> bool:
    return (argument.name or "").endswith("__gt") and _is_one(argument.value)


def _is_one(value: Expression | None) -> bool:
    return isinstance(value, Constant) and value.value == 1


def _is_noop(review: Reviewed, step: Step) -> bool:
    value = step.operation.argument(1, "reverse_code")
    if value is None:
        return False
    if describe(value).endswith(".noop"):
        return True
    closure = review.code.function(step, 1, "reverse_code")
    return closure is not None and all(_is_idle(each) for each in body_of(closure.function))


def _is_idle(statement: Statement) -> bool:
    if isinstance(statement, Evaluate):
        return not hasattr(statement.value, "steps")
    return isinstance(statement, Jump) or (isinstance(statement, Return) and statement.value is None)
