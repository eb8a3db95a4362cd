"""DJP406 model-method-without-test."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints.exercised import HOOKS
from django_pro.facts.models import Model
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Function


@rule("DJP406", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each method of a model that its author calls by name; those of a model without a test share a finding."""
    exercised = review.exercised
    for model in review.models.all():
        if model.auto_created or model.cls.module.origin != "project" or review.is_aside(model.cls.module.path):
            continue
        names = [each for each in _methods(model) if not exercised.is_left_out(each)]
        missed = [each for each in names if not exercised.comes_to(each)]
        for name in names:
            key = f"{model.label}.{name}"
            if name not in missed:
                yield check.kept(key)
            elif exercised.why_unsure is not None:
                yield check.unknown(key, exercised.why_unsure)
            else:
                yield _broken(review, model, key, missed)


def _methods(model: Model) -> list[str]:
    node = model.cls.node
    found = [each.name for each in node.body if isinstance(each, Function)] if isinstance(node, Class) else []
    return [each for each in dict.fromkeys(found) if not each.startswith("__") and each not in HOOKS]


def _broken(review: Reviewed, model: Model, key: str, missed: list[str]) -> Site:
    listed = ", ".join(f"`{each}`" for each in missed)
    return check.broken(
        key,
        review.headline(model.cls.module.path, model.cls.node),
        message=first_that_fits(
            f"No test comes to {listed} of `{model.name}`",
            f"No test comes to {len(missed)} methods of `{model.name}`, such as `{missed[0]}`",
            f"No test comes to {len(missed)} methods of this model",
        ),
        recipe=_recipe(review, missed),
        confidence=Confidence.LIKELY,
        scope=model.cls.name,
        subject="methods",
        data={"methods": missed},
    )


def _recipe(review: Reviewed, missed: list[str]) -> str:
    """Return what to do: a method that nothing names at all is rather taken out."""
    unused = next((each for each in missed if review.exercised.is_unused(each)), None)
    if unused is not None:
        return f"Nothing here names `{unused}`: take it out, or add a test that calls it"
    return "Add a test that makes a row, calls each, and asserts what it answers"
