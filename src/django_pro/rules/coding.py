"""What the rules about the code of data migrations share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django_pro.facts.migrations.code import WRITES, Deed, Kind
from django_pro.facts.migrations.code.values import ModelClass
from django_pro.findings.finding import Confidence, Fix, Severity, Span
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, span_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule

#: Tables of Django's own that hold a row for each model or permission: never many.
_FEW = ("contenttypes.", "auth.permission", "auth.group", "sites.site", "django_celery_beat.")


@dataclass(frozen=True)
class Coded:
    """A `RunPython`, and what it does."""

    operation: Operated
    deeds: tuple[Deed, ...]

    @property
    def key(self) -> str:
        """What its site is called."""
        return self.operation.step.key

    @property
    def is_atomic(self) -> bool:
        """Whether all of it is one transaction (Django: `Migration.atomic`, `RunPython(atomic=…)`)."""
        own = self.operation.step.applying.written(3, "atomic")
        if own is not None:
            return self.operation.step.applying.reader.literal(own)[1] is not False
        return self.operation.migration.atomic is not False

    def is_large(self, model: ModelClass | None) -> bool:
        """Whether a table may have many rows: it is not new, not Django's own register, and not small."""
        if model is None or model.label.startswith(_FEW):
            return False
        return not self.operation.is_new(model.label) and not self.operation.is_small(model.label)

    def title(self, model: ModelClass | None) -> str:
        """Return what people call a model."""
        if model is None:
            return "its rows"
        return model.label if model.live else self.operation.titled(model.label)

    def writes(self) -> Sequence[Deed]:
        """Return what changes rows."""
        return [each for each in self.deeds if each.kind in WRITES]


def coded(review: Reviewed) -> Iterator[Coded]:
    """Yield the `RunPython` operations that have not run."""
    for operation in review.operated:
        if operation.name == "RunPython":
            yield Coded(operation, review.code.forwards(operation.step))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a deed: the hazard, the message, the recipe, and the edit where there is one.

    `severity` is given where it is another than the rule's.
    """

    deed: Deed
    hazard: str
    message: str
    recipe: str
    confidence: Confidence = Confidence.LIKELY
    fix: Fix | None = None
    severity: Severity | None = None


def faulty(rule: Rule, code: Coded, fault: Fault) -> Site:
    """Return a site that breaks a rule: on the deed where the migration's own file holds it, else on the operation."""
    operation = code.operation
    review, step, deed = operation.review, operation.step, fault.deed
    place = Span(deed.path, deed.node.start, deed.node.end)
    is_own = deed.path == step.operation.path
    trace = (Line(span_of(review, step), "run by this operation"),) if is_own else (Line(place, "done here"),)
    return rule.broken(
        step.key,
        place if is_own else span_of(review, step),
        message=fault.message,
        recipe=fault.recipe,
        confidence=fault.confidence,
        severity=fault.severity or rule.severity,
        scope=f"{review.module(step.operation.path).name}.Migration",
        trace=trace,
        fix=fault.fix,
        data={"hazard": fault.hazard, "migration": step.migration.label, "operation": "RunPython"},
    )


def first(deeds: Sequence[Deed], *kinds: Kind) -> Deed | None:
    """Return the first deed of some kinds."""
    return next((each for each in deeds if each.kind in kinds), None)
