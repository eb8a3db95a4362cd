"""DJP326 wider-viewset."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.views import API
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.functions import names_in
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Constant, Evaluate, Function, Raise, Return, body_of

_MIXIN = "rest_framework.mixins."
#: What DRF's mixins give, by method.
_GIVEN = {
    "create": f"{_MIXIN}CreateModelMixin", "update": f"{_MIXIN}UpdateModelMixin", "partial_update": f"{_MIXIN}UpdateModelMixin",
    "destroy": f"{_MIXIN}DestroyModelMixin", "list": f"{_MIXIN}ListModelMixin", "retrieve": f"{_MIXIN}RetrieveModelMixin",
}  # fmt: skip
_REFUSING = frozenset(
    {"MethodNotAllowed", "HTTP_405_METHOD_NOT_ALLOWED", "http_method_not_allowed", "HttpResponseNotAllowed"}
)


@rule("DJP326", severity=Severity.INFO)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each class that DRF's mixins give actions."""
    for cls in review.endpoints.views.classes:
        if review.is_aside(cls.module.path) or not review.project.classes.inherits(cls, API):
            continue
        if not review.project.classes.inherits(cls, *_GIVEN.values()):
            continue
        refused = [method for name in _GIVEN if (method := _refused(review, cls, name)) is not None]
        if not refused:
            yield check.kept(cls.name)
        else:
            yield _broken(review, cls, refused)


def _refused(review: Reviewed, cls: Defined, name: str) -> Defined | None:
    """Return the class's own method that takes an action away which a mixin gives."""
    if name not in review.project.classes.own(cls) or not review.project.classes.inherits(cls, _GIVEN[name]):
        return None
    method = review.project.classes.method(cls, name)
    return method if method is not None and isinstance(method.node, Function) and _refuses(method.node) else None


def _refuses(function: Function) -> bool:
    """Whether a function does nothing but say that the method is not allowed."""
    body = [each for each in body_of(function) if not (isinstance(each, Evaluate) and isinstance(each.value, Constant))]
    if len(body) != 1 or not isinstance(body[0], Raise | Return):
        return False
    values = (body[0].exception,) if isinstance(body[0], Raise) else (body[0].value,)
    words = {word for word, _ in names_in(values)}
    return bool(words & _REFUSING)


def _broken(review: Reviewed, cls: Defined, refused: list[Defined]) -> Site:
    path = refused[0].module.path
    names = ", ".join(f"`{each.qualname.rpartition('.')[2]}`" for each in refused)
    return check.broken(
        cls.name,
        review.headline(path, refused[0].node),
        message=first_that_fits(
            f"`{cls.qualname}` is given {names} by its bases, and takes it away again",
            f"It is given {names} by its bases, and takes it away again",
        ),
        recipe="Build it on the mixins of the actions that it has, or list them in `http_method_names`",
        confidence=Confidence.PROVED,
        scope=cls.name,
        subject="actions",
        data={"actions": [each.qualname.rpartition(".")[2] for each in refused]},
    )
