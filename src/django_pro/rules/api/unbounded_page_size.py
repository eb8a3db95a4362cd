"""DJP318 unbounded-page-size."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.subclasses import subclasses
from django_pro.facts.views.policies import PAGINATION
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.project.settings import Known, Setting, item
from django_pro.rules.asked import first_that_fits
from django_pro.rules.opened import is_written
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Constant

_PACKAGE = "rest_framework.pagination."
#: By DRF's paginators: what lets clients choose the size, the greatest size, the size itself, the method that decides.
_WORDS = {
    f"{_PACKAGE}PageNumberPagination": ("page_size_query_param", "max_page_size", "page_size", "get_page_size"),
    f"{_PACKAGE}CursorPagination": ("page_size_query_param", "max_page_size", "page_size", "get_page_size"),
    f"{_PACKAGE}LimitOffsetPagination": ("limit_query_param", "max_limit", "default_limit", "get_limit"),
}


@rule("DJP318", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each paginator of the project whose clients choose the size, and the default of the settings."""
    for cls in subclasses(review.project, *_WORDS):
        if not review.is_aside(cls.module.path):
            yield from _of_class(review, cls)
    yield from _of_settings(review)


def _of_class(review: Reviewed, cls: Defined) -> Iterator[Site]:
    chooses, greatest, _, decides = _words(review, cls)
    if not _chooses(review, cls, chooses):
        return
    divides = review.endpoints.views.overrides(cls, "paginate_queryset")
    if review.endpoints.views.overrides(cls, decides) or divides or review.project.classes.mro(cls).unseen:
        yield check.unknown(cls.name, f"`{decides}` decides")
    elif _is_set(review, cls, greatest):
        yield check.kept(cls.name)
    elif any(_lacks(review, each, chooses) for each in review.project.classes.mro(cls).classes[1:]):
        return  # the class that first lacks it is told
    else:
        yield check.broken(
            cls.name,
            review.headline(cls.module.path, cls.node),
            message=first_that_fits(
                f"`{cls.qualname}` lets clients ask for pages of any size: it has no `{greatest}`",
                f"It lets clients ask for pages of any size: it has no `{greatest}`",
            ),
            recipe=f"Give it a `{greatest}`, such as 100",
            confidence=Confidence.PROVED,
            scope=cls.name,
            subject=greatest,
            data={"cwe": "CWE-770"},
        )


def _lacks(review: Reviewed, cls: Defined, chooses: str) -> bool:
    """Whether a base of the project's lets clients choose already."""
    own = cls.module.origin == "project" and review.project.classes.inherits(cls, *_WORDS)
    return own and _chooses(review, cls, chooses)


def _words(review: Reviewed, cls: Defined) -> tuple[str, str, str, str]:
    return next(words for base, words in _WORDS.items() if review.project.classes.inherits(cls, base))


def _chooses(review: Reviewed, cls: Defined, name: str) -> bool:
    """Whether clients choose the size: always by a limit, by a page's size where a parameter is named."""
    member = review.project.classes.member(cls, name)
    if member is None or name == "limit_query_param":
        return member is not None and not _is_none(member.value)
    return member.owner.module.origin == "project" and not _is_none(member.value)


def _is_set(review: Reviewed, cls: Defined, name: str) -> bool:
    member = review.project.classes.member(cls, name)
    return member is not None and not member.owner.name.startswith(_PACKAGE) and not _is_none(member.value)


def _is_none(value: object) -> bool:
    return isinstance(value, Constant) and value.value is None


def _of_settings(review: Reviewed) -> Iterator[Site]:
    """Yield the default paginator: one that has no size divides nothing, one of DRF's by limit has no greatest size."""
    stated = review.project.settings.stated("REST_FRAMEWORK")
    default = review.endpoints.policies.by_setting(PAGINATION)
    if stated is None or len(default.known) != 1 or not is_written(review, stated):
        return
    name = default.known[0]
    found = next((each for each in review.project.names.dotted(name) if isinstance(each, Defined)), None)
    if found is None or not isinstance(found.node, Class) or not review.project.classes.inherits(found, *_WORDS):
        return
    size = item(stated.value, "PAGE_SIZE")
    own = _is_set(review, found, _words(review, found)[2])
    overrides = review.endpoints.views.overrides
    if isinstance(size, Unknown) or any(
        overrides(found, each) for each in (_words(review, found)[3], "paginate_queryset")
    ):
        yield check.unknown("PAGE_SIZE", "the size of a page is not known")
    elif not own and (size is None or (isinstance(size, Known) and size.value is None)):
        said = f"`{name.rpartition('.')[2]}` divides nothing into pages: there is no `PAGE_SIZE`"
        yield _broken(review, stated, said, "Set `PAGE_SIZE` in `REST_FRAMEWORK`, such as 50")
    elif name == f"{_PACKAGE}LimitOffsetPagination":
        yield _broken(
            review,
            stated,
            "`LimitOffsetPagination` lets clients ask for any number of rows: it has no `max_limit`",
            "Make a class of it with a `max_limit`, and name that in `DEFAULT_PAGINATION_CLASS`",
        )
    else:
        yield check.kept("PAGE_SIZE")


def _broken(review: Reviewed, stated: Setting, message: str, recipe: str) -> Site:
    at = stated.place
    return check.broken(
        "PAGE_SIZE",
        Span(at.path, at.start, at.end),
        message=message,
        recipe=recipe,
        confidence=Confidence.PROVED,
        scope=review.scope(at.path, at.start),
        subject="PAGE_SIZE",
        data={"cwe": "CWE-770"},
    )
