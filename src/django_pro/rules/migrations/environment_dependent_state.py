"""DJP233 environment-dependent-state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.migrations.states import Step
from django_pro.facts.models.deciding import Deciding
from django_pro.facts.models.model import Field, Model
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site
from django_pro.rules.migrating import span_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP233", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    deciding, last = Deciding(review.project), _last(review)
    broken: set[str] = set()
    for model in review.models.all():
        for field in () if model.abstract or model.auto_created else model.local:
            step = last.get(f"{model.label}.{field.name}".lower())
            if step is not None and (found := deciding.of(field)) and not _asks_too(step, model, field, found):
                broken.add(step.key)
                yield _broken(review, step, model, (field, *found))
    yield from (check.kept(each.key) for each in review.history.steps if each.key not in broken)


def _last(review: Reviewed) -> Mapping[str, Step]:
    """Return the last operation that gave each field, by the label of its model and its name."""
    found: dict[str, Step] = {}
    for step in review.history.steps:
        model = step.after.model(step.migration.app, step.named) if step.operation.in_state else None
        if model is None:
            continue
        if step.operation.name == "CreateModel":
            found |= {f"{model.label}.{name}".lower(): step for name in model.fields}
        elif step.operation.name in ("AddField", "AlterField"):
            found[f"{model.label}.{step.applying.text(1, 'name')}".lower()] = step
    return found


def _asks_too(step: Step, model: Model, field: Field, found: tuple[str, str]) -> bool:
    """Whether the migration looks at the same setting: then it agrees with the model in every installation."""
    argument, decider = found
    state = step.after.models.get(model.label.lower())
    written = state.field(field.name) if state else None
    value = written.arguments.get(argument) if written else None
    return value is not None and any(getattr(node, "name", "") == decider for node in walk(value.value))


def _broken(review: Reviewed, step: Step, model: Model, said: tuple[Field, str, str]) -> Site:
    field, argument, decider = said
    what = f"`{decider}`" if decider.isupper() else decider
    written = Line(Span(field.owner.module.path, field.start, field.end), "the model writes it so")
    return check.broken(
        step.key,
        span_of(review, step),
        message=f"`{model.label}.{field.name}` hangs on {what}: elsewhere `makemigrations` writes another `{argument}`",
        recipe=f"Give `{argument}` the same value everywhere; a callable that looks at it when it runs, where Django takes one",
        confidence=Confidence.LIKELY,
        severity=check.severity,
        scope=f"{review.module(step.operation.path).name}.Migration",
        trace=(written,),
        data={"hazard": "env-dependent", "migration": step.migration.label, "operation": step.operation.name},
    )
