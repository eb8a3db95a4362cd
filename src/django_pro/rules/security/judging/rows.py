"""Which model's rows a value is, as far as one function tells."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body
from django_pro.facts.models import Field, Model
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.security.judging.words import is_credential, is_password
from django_pro.source.syntax import Attribute, Call, Chain, Expression, Name

USERS = "django.contrib.auth.base_user.AbstractBaseUser"
_MANAGERS = frozenset({"objects", "_default_manager", "all_objects"})
_TEXTS = ("CharField", "TextField", "BinaryField", "EncryptedCharField")
#: A name that stands for a name is followed this far.
DEEPEST = 4


def model_of(review: Reviewed, body: Body, value: Expression, depth: int = 0) -> Model | None:
    """Return the model of rows that an expression gives: `Book.objects.get(…)`, `get_object_or_404(Book)`, `Book(…)`."""
    if isinstance(value, Name) and depth < DEEPEST:
        found = (model_of(review, body, each, depth + 1) for each in body.values(value.id) if each is not value)
        return next((each for each in found if each is not None), None)
    if not isinstance(value, Chain):
        return None
    for at, step in enumerate(value.steps):
        if isinstance(step, Attribute) and step.name in _MANAGERS:
            rest = value.steps[:at]
            base = Chain(value.start, value.end, value.base, rest) if rest else value.base
            return review.models.named(body.module, base, body.local)
    first = value.steps[0]
    called = value.base.id if isinstance(value.base, Name) else ""
    if isinstance(first, Call) and called in ("get_object_or_404", "aget_object_or_404", "list"):
        return model_of_argument(review, body, first, depth)
    last = value.steps[-1]
    if isinstance(last, Call):
        rest = value.steps[:-1]
        base = Chain(value.start, value.end, value.base, rest) if rest else value.base
        made = review.models.named(body.module, base, body.local)
        if made is not None:
            return made
    return model_of(review, body, value.base, depth + 1) if isinstance(value.base, Name) and depth < DEEPEST else None


def model_of_argument(review: Reviewed, body: Body, call: Call, depth: int = 0) -> Model | None:
    """Return the model of a call's first argument: a class, a queryset, rows."""
    if not call.arguments:
        return None
    value = call.arguments[0].value
    return review.models.named(body.module, value, body.local) or model_of(review, body, value, depth + 1)


def secret_columns(model: Model) -> Iterator[Field]:
    """Yield a model's columns that hold a password or what logs somebody in."""
    for each in model.fields:
        if is_password(each.name) or (is_credential(each.name) and each.class_name.endswith(_TEXTS)):
            yield each
