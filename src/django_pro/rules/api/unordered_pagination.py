"""DJP319 unordered-pagination."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import words_of
from django_pro.facts.models import Model
from django_pro.facts.views.lists import Lists, Paged
from django_pro.facts.views.policies import FILTERS
from django_pro.facts.views.view import Attribute as Stated
from django_pro.findings.finding import Confidence, Fix, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import Attribute, Chain, Expression

#: Methods of a queryset that leave its order, or the lack of one, as it is.
_PLAIN = frozenset(
    {"objects", "all", "filter", "exclude", "select_related", "prefetch_related", "annotate", "only", "defer"}
)
#: Methods in which a view may put rows in order.
_DECIDING = ("get_queryset", "filter_queryset", "list", "get", "paginate_queryset")


@rule("DJP319", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each endpoint that lists a model's rows in pages."""
    table = review.endpoints
    lists = Lists(review.project, table.views, table.policies)
    told: set[str] = set()
    for endpoint in table.sites:
        if endpoint.method != "GET" or endpoint.view is None or review.is_aside(endpoint.view.target.module.path):
            continue
        listed = lists.of(endpoint.view, endpoint.handler, endpoint.pagination, endpoint.route.pattern)
        if listed is None or listed.paged is not Paged.YES or not endpoint.pagination.known:
            continue
        why, rows, model = _ordered(review, endpoint)
        if rows is None or model is None:
            yield check.unknown(endpoint.key, why) if why else check.kept(endpoint.key)
        elif rows.owner.name not in told:
            told.add(rows.owner.name)
            yield _broken(review, endpoint, rows, model)


def _ordered(review: Reviewed, endpoint: Endpoint) -> tuple[str, Stated | None, Model | None]:
    """Return why it is not known whether there is an order ("" where there is one), else the rows without one."""
    assert endpoint.view is not None
    views, target = review.endpoints.views, endpoint.view.target
    if views.attribute(target, "ordering") is not None or _by_cursor(review, endpoint):
        return "", None, None
    filters = review.endpoints.policies.of(FILTERS, endpoint.view, endpoint.handler, endpoint.route.view, "GET")
    if any(not each.startswith(("rest_framework.", "django_filters.")) for each in filters.known) or not isinstance(
        filters.value, tuple
    ):
        return "its filters may put them in order", None, None
    for name in _DECIDING:
        method = views.overrides(target, name)
        if method is not None and not {"super", "queryset"} & set(words_of(method)):
            return f"`{method.qualname}` may put them in order", None, None
        if method is not None and any("order" in word or "sort" in word or "rank" in word for word in words_of(method)):
            return "", None, None
        if method is not None and (other := _strange(words_of(method))):
            return f"`{other}` may put them in order", None, None
    return _of_queryset(review, views.attribute(target, "queryset"))


def _by_cursor(review: Reviewed, endpoint: Endpoint) -> bool:
    """Whether the paginator puts rows in an order of its own, or cuts them in a way of the project's."""
    found = [each for name in endpoint.pagination.known for each in review.project.names.dotted(name)]
    classes = [each for each in found if isinstance(each, Defined)]
    return not classes or any(
        review.project.classes.inherits(each, "rest_framework.pagination.CursorPagination")
        or review.endpoints.views.overrides(each, "paginate_queryset") is not None
        for each in classes
    )


def _strange(words: Iterator[str]) -> str:
    """Return a word that tells of a method of the project's, "" where there is none."""
    return next((each for each in words if each.startswith(("with_", "for_", "visible", "accessible", "get_", "by_"))
                 and each not in ("get_queryset", "get_object_or_404", "get_object")), "")  # fmt: skip


def _of_queryset(review: Reviewed, rows: Stated | None) -> tuple[str, Stated | None, Model | None]:
    if rows is None or not isinstance(rows.value, Chain) or rows.owner.module.origin != "project":
        return "the rows are not seen", None, None
    names = [each.name for each in rows.value.steps if isinstance(each, Attribute)]
    at = names.index("objects") if "objects" in names else -1
    model = review.models.named(rows.owner.module, _before(rows.value, at)) if at >= 0 else None
    if model is None or not _PLAIN.issuperset(names[at:]):
        ordered = any(name in ("order_by", "latest", "reverse") for name in names)
        return "" if ordered else "the rows are not seen", None, None
    manager = review.models.manager(model.label, "objects")
    if manager is not None and manager.why:
        return manager.why, None, None
    own = [each for each in (manager.manager, manager.queryset) if each is not None] if manager is not None else []
    if any(not each.name.startswith("django.") for each in own):
        return "a manager of the project's may put them in order", None, None
    if "ordering" in model.meta or model.unseen:
        return "", None, None
    return "", rows, model


def _before(value: Chain, steps: int) -> Expression:
    rest = value.steps[:steps]
    return Chain(value.start, rest[-1].end, value.base, rest) if rest else value.base


def _broken(review: Reviewed, endpoint: Endpoint, rows: Stated, model: Model) -> Site:
    path = rows.owner.module.path
    end = rows.value.end
    return check.broken(
        endpoint.key,
        review.span(path, rows.value),
        message=first_that_fits(
            f"Pages of `{model.name}` have no order: rows may stand on two pages, or on none",
            "Its pages have no order: rows may stand on two pages, or on none",
        ),
        recipe=f'Put them in order, `.order_by("pk")`, or give `{model.name[:30]}` an `ordering`',
        confidence=Confidence.PROVED,
        scope=rows.owner.name,
        subject="order",
        fix=Fix(False, (Edit(path, end, end, '.order_by("pk")'),)),
        data={"model": model.label, "routes": [endpoint.name]},
    )
