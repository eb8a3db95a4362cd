"""DJP238 swapped-user-ignored."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.code.asked import asked_for
from django_pro.facts.migrations.states import FieldState, Step
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.migrated import broken_steps, kept, migrated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Constant

_USER = "auth.user"
_SETTING = "AUTH_USER_MODEL"


@rule("DJP238", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    user = review.project.settings.texts().get(_SETTING, "")
    swapped = user.lower() not in ("", _USER)
    asked = swapped or _is_for_others(review)
    severity = Severity.ERROR if swapped else Severity.WARNING
    confidence = Confidence.PROVED if swapped else Confidence.LIKELY
    for each in migrated(review):
        fixed = [step for step in each.steps if asked and _names_user(review, step)]
        yield from kept(check, [step for step in each.steps if step not in fixed])
        if fixed:
            said = _said(fixed[0], user if swapped else "")
            yield from broken_steps(check, each, fixed, "swappable", said, confidence=confidence, severity=severity)


def _is_for_others(review: Reviewed) -> bool:
    """Whether this is an app for projects of others, whose user is whatever their settings say."""
    return all(module.role == "test" for module in review.project.settings.modules)


def _names_user(review: Reviewed, step: Step) -> bool:
    """Whether an operation means the user model that Django brings, whatever the settings say."""
    if step.operation.name == "RunPython":
        return _USER in asked_for(review.project.classes, step)
    return any(_leads_to_user(field) for field in _fields(step))


def _fields(step: Step) -> Iterator[FieldState]:
    model = step.after.model(step.migration.app, step.named)
    if model is not None and step.operation.name == "CreateModel":
        yield from model.fields.values()
    elif model is not None and step.operation.name in ("AddField", "AlterField"):
        field = model.field(step.applying.text(1, "name"))
        yield from (field,) if field else ()


def _leads_to_user(field: FieldState) -> bool:
    return field.kind.relation and any(
        isinstance(each, Constant) and str(each.value).lower() == _USER for each in walk(field.node)
    )


def _said(step: Step, user: str) -> tuple[str, str]:
    where = f"the user of this project is `{user}`" if user else "projects may have another user"
    message = f"`auth.User` is written here, and {where}"
    if step.operation.name == "RunPython":
        return message, "Ask for `apps.get_model(settings.AUTH_USER_MODEL)`"
    return message, "Write `settings.AUTH_USER_MODEL`, and depend on `migrations.swappable_dependency` of it"
