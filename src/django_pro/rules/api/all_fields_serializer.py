"""DJP311 all-fields-serializer."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models import Field
from django_pro.facts.serializers.exposing import default_names
from django_pro.findings.finding import Confidence, Fix, Severity
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.sensitive import ALL, Judged, judged
from django_pro.source.edits import Edit

_WIDEST = 88


@rule("DJP311", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each serializer of a model that lists its fields; secrets and privileges are DJP314's and DJP313's."""
    for each in judged(review):
        if each.serializer.fields != ALL:
            yield check.kept(each.key)
        elif not each.uses.written:
            yield check.kept(each.key) if each.uses.shown else check.unknown(each.key, "nothing is seen to use it")
        else:
            yield _broken(each)


def _broken(each: Judged) -> Site:
    name, model = each.serializer.name, each.model.name
    return check.broken(
        each.key,
        each.span,
        message=first_that_fits(
            f"`{name}` takes every column of `{model}` from a request, and each that is added later",
            f"`{name}` takes every column of `{model}` from a request",
            f"It takes every column of `{model}` from a request",
        ),
        recipe=first_that_fits(
            f"List the fields of `{model}` that clients may set, and the others in `read_only_fields`",
            "List the fields that clients may set, and the others in `read_only_fields`",
        ),
        confidence=Confidence.PROVED,
        scope=each.scope,
        trace=each.trace,
        subject="fields",
        fix=_fix(each),
        data={"cwe": "CWE-915", "routes": each.uses.routes},
    )


def _fix(each: Judged) -> Fix | None:
    """Return the edit that writes the fields out as DRF orders them, where they are all known and nobody inherits them."""
    serializers = each.serialized.serializers
    heirs = [other for other in serializers.all if each.serializer.cls in serializers.classes.mro(other.cls).classes]
    plain = all(_is_plain(column) for column in each.model.fields)
    own = (
        f"{each.serializer.cls.name}.Meta." in f"{each.scope}.Meta." or each.scope == f"{each.serializer.cls.name}.Meta"
    )
    if each.model.parents or each.model.unseen or each.serializer.unseen or len(heirs) > 1 or not plain or not own:
        return None
    key, *rest = default_names(each.model)
    names = dict.fromkeys([key, *(field.name for field in each.serializer.declared), *rest])
    return Fix(True, (Edit(each.path, each.span.start, each.span.end, _listed(each, list(names))),))


def _is_plain(column: Field) -> bool:
    """Whether a field is Django's own, so that DRF is sure to make a field of it."""
    return column.class_name.startswith(("django.db.models.", "django.contrib.postgres."))


def _listed(each: Judged, names: list[str]) -> str:
    text = "[" + ", ".join(f'"{name}"' for name in names) + "]"
    lines = each.review.project.sources.lines(each.path)
    start = lines.start(lines.line(each.span.start))
    before = each.review.bytes_at(each.path, start, each.span.start).decode("utf-8", "replace")
    if len(before) + len(text) <= _WIDEST:
        return text
    indent = before[: len(before) - len(before.lstrip())]
    return "[\n" + "".join(f'{indent}    "{name}",\n' for name in names) + f"{indent}]"
