"""DJP312 exclude-serializer."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Written
from django_pro.facts.serializers import Serializer, Serializers
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP312", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    serializers = Serializers(review.project, review.models)
    for serializer in serializers.all:
        if review.is_aside(serializer.cls.module.path) or not isinstance(serializer.model, str):
            continue
        key = f"{serializer.cls.name} exclude"
        option = serializers.written(serializer.cls, "exclude")
        if option is None or not _is_own(serializer, option) or not serializer.exclude:
            yield check.kept(key)
            continue
        model = serializer.model.rpartition(".")[2]
        yield check.broken(
            key,
            Span(option.module.path, option.value.start, option.value.end),
            message=f"`{serializer.name[:40]}` shows each column that is added to `{model}`",
            recipe='List what is shown: `fields = ["id", …]`',
            confidence=Confidence.PROVED,
            scope=serializer.cls.name,
            data={"cwe": "CWE-200", "model": serializer.model},
        )


def _is_own(serializer: Serializer, option: Written) -> bool:
    """Whether an option stands in the class itself: where it is inherited, its base is told of."""
    node = serializer.cls.node
    return option.module == serializer.cls.module and node.start <= option.value.start < node.end
