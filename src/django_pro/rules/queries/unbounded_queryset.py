"""DJP110: a page shows every row of a table."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Constant, Function

_LIST = "django.views.generic.list.BaseListView"
#: Methods by which a view divides, or narrows, its rows itself.
_OWN = ("get_paginate_by", "paginate_queryset", "get_paginator", "get_queryset", "get")
_NARROWED = (b"filter", b"exclude")


@rule("DJP110", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every generic list view."""
    for path in review.files:
        for cls in review.project.classes.in_file(path):
            if isinstance(cls.node, Class) and review.project.classes.inherits(cls, _LIST):
                yield from _judged(review, cls, cls.node)


def _judged(review: Reviewed, cls: Defined, node: Class) -> Iterator[Site]:
    classes, key = review.project.classes, f"{cls.name}"
    stated = classes.member(cls, "paginate_by")
    value = stated.node.value if stated is not None and isinstance(stated.node, Assigned) else None
    if value is not None and not (isinstance(value, Constant) and value.value is None):
        yield check.kept(key)
        return
    own = [found for name in _OWN if (found := classes.method(cls, name)) and found.module.origin == "project"]
    if own or _is_narrowed(review, cls):
        yield check.unknown(key, "the view chooses its rows itself")
    elif classes.member(cls, "model") is not None or classes.member(cls, "queryset") is not None:
        name = cls.qualname
        yield check.broken(
            key,
            review.headline(cls.module.path, node),
            message=first_that_fits(f"`{name}` shows every row on one page", "The view shows every row on one page"),
            recipe=first_that_fits(f"Give `{name}` a `paginate_by`", "Give it a `paginate_by`"),
            confidence=Confidence.LIKELY,
            scope=review.scope(cls.module.path, node.start),
            data={"view": cls.name},
        )


def _is_narrowed(review: Reviewed, cls: Defined) -> bool:
    """Whether the class attribute `queryset` chooses or cuts its rows."""
    stated = review.project.classes.member(cls, "queryset")
    value = stated.node.value if stated is not None and isinstance(stated.node, Assigned) else None
    if stated is None or value is None or isinstance(stated.node, Function):
        return False
    text = review.bytes_at(stated.owner.module.path, value.start, value.end)
    return b"[" in text or any(word in text for word in _NARROWED)
