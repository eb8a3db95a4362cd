"""DJP216 fake-reverse."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code import Deed, Kind
from django_pro.facts.migrations.states import Step
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.project.classes import describe
from django_pro.rules.coding import Coded, Fault, faulty
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Evaluate, Jump, Return, Statement, body_of


@rule("DJP216", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        fault = _destroys(review, code) or _undoes_nothing(review, code)
        yield faulty(check, code, fault) if fault else check.kept(code.key)


def _undoes_nothing(review: Reviewed, code: Coded) -> Fault | None:
    gone = next((each for each in code.deeds if _loses(code, each)), None)
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
        if whole and code.is_large(deed.model):
            message = f"Undone, this deletes every row of `{code.title(deed.model)}`, those of before too"
            return Fault(deed, "dangerous-reverse", message, "Delete what the forward step made, and nothing else")
    return None


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
