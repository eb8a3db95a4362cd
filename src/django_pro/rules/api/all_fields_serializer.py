"""DJP311 all-fields-serializer."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.calls import Calls
from django_pro.facts.expressions import Written
from django_pro.facts.serializers import Serializer, Serializers
from django_pro.facts.serializers.serializer import ALL
from django_pro.facts.serializers.using import given_data
from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.rules.letting import SAFE
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.naming import is_secret


@rule("DJP311", severity=Severity.WARNING, preview=True, also=("security",))
def check(review: Reviewed) -> Iterator[Site]:
    serializers = Serializers(review.project, review.models)
    own = [
        each for each in serializers.all if not review.is_aside(each.cls.module.path) and isinstance(each.model, str)
    ]
    written = {each.name for each in given_data(Calls(review.project), own)} | _of_views(review)
    for serializer in own:
        key = f"{serializer.cls.name} fields"
        option = serializers.written(serializer.cls, "fields")
        if serializer.fields != ALL or option is None or not _is_own(serializer, option):
            yield check.kept(key)
            continue
        secret = _secret(review, serializer)
        if serializer.cls.name not in written and not secret:
            yield check.unknown(key, "nothing is seen that takes what is sent by it")
            continue
        model = serializer.model.rpartition(".")[2] if isinstance(serializer.model, str) else "model"
        shown = f"shows `{secret}`" if secret else "writes every column"
        yield check.broken(
            key,
            Span(option.module.path, option.value.start, option.value.end),
            message=f"`{serializer.name[:40]}` {shown} of `{model}`, and each column that is added to it",
            recipe='List the fields: `fields = ["id", …]`',
            confidence=Confidence.PROVED,
            severity=Severity.ERROR if secret else Severity.WARNING,
            scope=serializer.cls.name,
            trace=(
                Step(
                    review.headline(option.module.path, serializer.cls.node),
                    f"`{serializer.name}` has no list of fields",
                ),
                Step(Span(option.module.path, option.value.start, option.value.end), "every column is meant"),
            ),
            data={"cwe": "CWE-915", "model": str(serializer.model)},
        )


def _of_views(review: Reviewed) -> set[str]:
    """Return the serializers of the endpoints that change something."""
    unsafe = (each for each in review.endpoints.sites if each.method not in SAFE)
    return {name for each in unsafe for name in each.serializer.known}


def _secret(review: Reviewed, serializer: Serializer) -> str:
    """Return a column whose name says that it is a secret, and that is not kept from being read."""
    model = review.models.get(serializer.model) if isinstance(serializer.model, str) else None
    extra = serializer.extra_kwargs if isinstance(serializer.extra_kwargs, dict) else {}
    for field in model.fields if model is not None else ():
        declared = serializer.field(field.name)
        hidden = "write_only" in extra.get(field.name, {}) or (
            declared is not None and declared.write_only is not False
        )
        if (is_secret(field.name) or field.name == "password") and not field.kind.relation and not hidden:
            return field.name
    return ""


def _is_own(serializer: Serializer, option: Written) -> bool:
    """Whether an option stands in the class itself: where it is inherited, its base is told of."""
    node = serializer.cls.node
    return option.module == serializer.cls.module and node.start <= option.value.start < node.end
