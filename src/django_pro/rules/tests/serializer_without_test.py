"""DJP405 serializer-without-test."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.serializers import Serializer, Serializers
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Function


@rule("DJP405", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each serializer with methods of its own that no endpoint without a test uses: that one is told already."""
    exercised = review.exercised
    for each in Serializers(review.project, review.models).all:
        if review.is_aside(each.cls.module.path) or not _methods(each) or exercised.is_left_out(each.name):
            continue
        if exercised.comes_to(each.name):
            yield check.kept(each.cls.name)
        elif exercised.why_unsure is not None:
            yield check.unknown(each.cls.name, exercised.why_unsure)
        else:
            yield _broken(review, each)


def _methods(serializer: Serializer) -> list[str]:
    node = serializer.cls.node
    return [each.name for each in node.body if isinstance(each, Function)] if isinstance(node, Class) else []


def _broken(review: Reviewed, serializer: Serializer) -> Site:
    methods = _methods(serializer)
    return check.broken(
        serializer.cls.name,
        review.headline(serializer.cls.module.path, serializer.cls.node),
        message=f"No test comes to `{serializer.name}`, nor to its `{methods[0]}`"[:100],
        recipe=_recipe(review, serializer),
        confidence=Confidence.LIKELY,
        scope=serializer.cls.name,
        subject=serializer.name,
        data={"methods": methods},
    )


def _recipe(review: Reviewed, serializer: Serializer) -> str:
    if review.exercised.is_unused(serializer.name):
        return "Nothing here names it: take it out, or add a test that gives it good data and bad"
    return "Add a test that gives it good data and bad: `is_valid()`, `errors`, and what `save()` wrote"
