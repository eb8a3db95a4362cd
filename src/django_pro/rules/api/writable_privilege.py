"""DJP313 writable-privilege."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.sensitive import ALL, Judged, is_weak, judged, span_of

#: Methods of a view that may give a column another value than the request's.
_SAVING = (
    "perform_create", "perform_update", "create", "update", "post", "put", "get_serializer", "get_serializer_class",
)  # fmt: skip


@rule("DJP313", severity=Severity.ERROR, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each serializer that takes data; `__all__` is DJP311's."""
    seen: set[Span] = set()
    for each in judged(review):
        if not each.uses.written or each.serializer.fields == ALL:
            continue
        if isinstance(each.columns, Unknown):
            yield check.unknown(each.key, each.columns.why)
        elif not (found := each.privileges()):
            yield check.kept(each.key)
        elif not (writers := [endpoint for endpoint in each.uses.writers if is_weak(endpoint)]):
            yield check.unknown(each.key, "those who may call it may be meant to set it")
        elif _is_set(each):
            yield check.unknown(each.key, "the view sets it")
        elif (place := span_of(each, found[0].name)) not in seen:  # those that build on it take it too
            seen.add(place)
            yield _broken(each, place, [column.name for column in found], [endpoint.name for endpoint in writers])


def _is_set(each: Judged) -> bool:
    """Whether a view gives the column itself as it saves."""
    views = each.review.endpoints.views
    targets = [endpoint.view.target for endpoint in each.uses.writers if endpoint.view is not None]
    return any(views.overrides(target, name) is not None for target in targets for name in _SAVING)


def _broken(each: Judged, place: Span, names: list[str], routes: list[str]) -> Site:
    serializer, model = each.serializer.name, each.model.name
    return check.broken(
        each.key,
        place,
        message=first_that_fits(
            f"Whoever may log in sets `{model}.{names[0]}` through `{serializer}`",
            f"Whoever may log in sets `{names[0]}` through `{serializer}`",
            f"Whoever may log in sets `{names[0]}`",
        ),
        recipe=f"Put `{names[0]}` in `read_only_fields`, and set it in the view where it is due",
        confidence=Confidence.LIKELY,
        scope=each.scope,
        trace=each.trace,
        subject="privilege",
        data={"cwe": "CWE-269", "columns": names, "routes": list(dict.fromkeys(routes))},
    )
