"""DJP325 open-ordering-or-filter."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Expressions, Written, label_of
from django_pro.facts.models import Field
from django_pro.facts.serializers.exposing import exposed, is_key
from django_pro.facts.subclasses import subclasses
from django_pro.facts.views import API
from django_pro.facts.views.policies import SERIALIZER
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.sensitive import ALL, is_secret
from django_pro.rules.serialized import serialized
from django_pro.source.syntax import Mapping

_FILTERSETS = ("django_filters.filterset.BaseFilterSet", "django_filters.filterset.FilterSet",
               "django_filters.FilterSet", "django_filters.rest_framework.FilterSet",
               "django_filters.rest_framework.filterset.FilterSet")  # fmt: skip
_DOES = {"ordering_fields": "be ordered by", "filterset_fields": "be filtered by", "fields": "be filtered by"}


@rule("DJP325", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each view, and each set of filters, that says by which columns."""
    expressions = Expressions(review.project.classes)
    for cls in review.endpoints.views.classes:
        if not review.is_aside(cls.module.path) and review.project.classes.inherits(cls, API):
            for name in ("ordering_fields", "filterset_fields"):
                own = review.project.classes.own(cls).get(name)
                written = expressions.attribute(cls, name) if own else None
                if written is not None:
                    yield _judged(review, cls, name, written, expressions)
    for cls in subclasses(review.project, *_FILTERSETS):
        written_ = expressions.options(cls).get("fields")
        own_meta = review.project.classes.own(cls).get("Meta")
        if own_meta and isinstance(written_, Written) and not review.is_aside(cls.module.path):
            yield _judged(review, cls, "fields", written_, expressions)


def _judged(review: Reviewed, cls: Defined, name: str, written: Written, expressions: Expressions) -> Site:
    key = f"{cls.name}.{name}"
    if isinstance(written.value, Mapping) or expressions.text(written) != ALL or written.module.origin != "project":
        return check.kept(key)
    hidden = _secrets(review, cls, expressions) if name == "fields" else _hidden(review, cls)
    if hidden == []:
        return check.kept(key)  # everything is shown anyway
    secret = hidden and any(map(is_secret, hidden))
    return check.broken(
        key,
        review.span(written.module.path, written.value),
        message=first_that_fits(
            f"The rows of `{cls.qualname}` can {_DOES[name]} every column, hidden ones too",
            f"The rows can {_DOES[name]} every column, hidden ones too",
        ),
        recipe=f"List in `{name}` the columns that clients need",
        severity=Severity.WARNING if secret else Severity.INFO,
        confidence=Confidence.PROVED,
        scope=cls.name,
        subject=name,
        data={"cwe": "CWE-200"},
    )


def _secrets(review: Reviewed, cls: Defined, expressions: Expressions) -> list[Field]:
    """Return the secret columns that a set of filters lets clients ask about."""
    label = label_of(review.models, expressions.options(cls).get("model"))
    model = review.models.get(label) if isinstance(label, str) else None
    return [each for each in model.fields if is_secret(each)] if model is not None else []


def _hidden(review: Reviewed, cls: Defined) -> list[Field] | None:
    """Return the columns that rows have and their serializer does not show, None where that is not known."""
    known = serialized(review).serializers
    stated = review.endpoints.policies.by_class(SERIALIZER, cls)
    found = (each for name in stated.known for each in review.project.names.dotted(name) if isinstance(each, Defined))
    serializer = next((each for target in found if (each := known.of(target)) is not None), None)
    model = (
        review.models.get(serializer.model) if serializer is not None and isinstance(serializer.model, str) else None
    )
    shown = exposed(serializer, model) if serializer is not None and model is not None else None
    if model is None or shown is None or isinstance(shown, Unknown):
        return None
    names = {each.column.name for each in shown if each.readable}
    return [each for each in model.fields if each.name not in names and not is_key(each)]
