"""DJP327 undocumented-endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.facts.views.functions import decorators_of
from django_pro.facts.views.view import Kind
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.project.settings import item, texts
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class

#: What describes an API, as it is installed.
_SCHEMAS = ("drf_spectacular", "drf_yasg")
#: Attributes and methods of a view by which its answers are told, or by which it stands aside.
_TELLING = ("serializer_class", "get_serializer_class", "get_serializer", "schema", "swagger_schema", "queryset")
#: DRF's classes whose own attributes tell nothing; its root view and its view of tokens tell by theirs.
_SILENT = frozenset({"rest_framework.views.APIView", "rest_framework.generics.GenericAPIView"})


@rule("DJP327", severity=Severity.INFO)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each view of DRF's, where the project describes its API."""
    installed = set(texts(review.project.settings.value("INSTALLED_APPS")))
    schema = next((each for each in _SCHEMAS if each in installed), None)
    chosen = review.project.settings.stated("SPECTACULAR_SETTINGS")
    if schema is None or (chosen is not None and item(chosen.value, "PREPROCESSING_HOOKS") is not None):
        return  # hooks choose what is described
    silent: dict[Defined, list[Endpoint]] = {}
    for endpoint in review.endpoints.sites:
        view = endpoint.view
        if view is None or view.kind not in (Kind.API, Kind.API_FUNCTION) or review.is_aside(view.target.module.path):
            continue
        if endpoint.method == "DELETE":
            continue  # it mostly answers nothing
        if why := _told(review, endpoint):
            yield check.unknown(endpoint.key, why) if why != "told" else check.kept(endpoint.key)
        else:
            silent.setdefault(view.target, []).append(endpoint)
    for target, group in silent.items():
        yield _broken(review, target, group, schema)


def _told(review: Reviewed, endpoint: Endpoint) -> str:
    """Return "told" where a view says what it takes and answers, why that is not known, "" where it does not."""
    view = endpoint.view
    assert view is not None
    names = review.project.names
    around = [
        each
        for target in (view.target, endpoint.handler)
        if target is not None
        for each in decorators_of(names, target)
    ]
    if any(each.name.startswith(_SCHEMAS) or "schema" in each.name.lower() for each in around):
        return "told"
    if isinstance(view.target.node, Class):
        members = (review.project.classes.member(view.target, name) for name in _TELLING)
        if any(each is not None and each.owner.name not in _SILENT for each in members):
            return "told"
        if view.unseen:
            return f"the base `{view.unseen[0]}` cannot be seen"
    strange = next((each.name for each in around if not each.name.startswith(("rest_framework.", "django."))), None)
    return f"`{strange}` stands around it" if strange is not None else ""


def _broken(review: Reviewed, target: Defined, group: list[Endpoint], schema: str) -> Site:
    path, said = target.module.path, "extend_schema" if schema == "drf_spectacular" else "swagger_auto_schema"
    methods = ", ".join(dict.fromkeys(each.method for each in group))
    return check.broken(
        group[0].key,
        review.headline(path, target.node),
        message=first_that_fits(
            f"`{schema}` cannot tell what `{target.qualname}` takes and answers by {methods}",
            f"`{schema}` cannot tell what it takes and answers by {methods}",
        ),
        recipe=f"Decorate it with `@{said}(…)`, or give it a `serializer_class`",
        confidence=Confidence.PROVED,
        scope=target.name,
        subject="schema",
        data={"routes": list(dict.fromkeys(each.name for each in group))},
    )
