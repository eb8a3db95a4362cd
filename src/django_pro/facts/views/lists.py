"""Which views answer with a list of rows, and whether it comes in pages (DRF: "Pagination")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django_pro.facts.models.calls import statements
from django_pro.facts.views import Views
from django_pro.facts.views.functions import walk
from django_pro.facts.views.origins import cuts
from django_pro.facts.views.policies import PAGINATION, Policies
from django_pro.facts.views.sizes import Sizes
from django_pro.facts.views.view import Kind, Origin, Stated, View
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.project.settings import Known, item
from django_pro.source.syntax import (
    Argument,
    Assign,
    Attribute,
    Call,
    Chain,
    Class,
    Constant,
    Expression,
    Function,
    Name,
    Node,
    Return,
    Sequence,
    Statement,
    body_of,
)  # fmt: skip

_LIST = "rest_framework.mixins.ListModelMixin"
_GENERIC = "rest_framework.generics.GenericAPIView"
_OWN_LISTS = frozenset({
    f"{_LIST}.list", "rest_framework.generics.ListAPIView.get", "rest_framework.generics.ListCreateAPIView.get",
})  # fmt: skip
#: The attribute that holds how many rows a page has, by DRF's paginators.
_SIZES = {
    "rest_framework.pagination.PageNumberPagination": "page_size",
    "rest_framework.pagination.CursorPagination": "page_size",
    "rest_framework.pagination.LimitOffsetPagination": "default_limit",
}
#: Methods by which a paginator of the project says how many rows a page has.
_DECIDING = ("get_limit", "get_page_size", "paginate_queryset", "__init__")
_ROWS = frozenset(
    {
        "all",
        "filter",
        "exclude",
        "order_by",
        "get_queryset",
        "filter_queryset",
        "select_related",
        "prefetch_related",
        "distinct",
        "annotate",
    }
)
_FILES = re.compile(r"(?:^|_)(?:export|download|csv|xlsx?|pdf|zip|feed|rss|geojson|template)(?:_|$)", re.IGNORECASE)
_EXPORTS = re.compile(r"Export|Download|C[Ss][Vv]|X[Ll][Ss]|P[Dd][Ff]")
#: Mixins that speak of pages or lists in their names may divide them.
_PAGES = re.compile(r"pag|list|view|base|api|slice|limit|(?<!Mixin)$", re.IGNORECASE)


class Paged(StrEnum):
    """Whether a list comes in pages."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Listed:
    """A view that answers with a list.

    `culprit` is the class that first lacks pages, or the function; `switched_off` is where `pagination_class` is None;
    `default_pages` tells that the settings would divide it; `helper` that the function puts its list together itself.
    """

    paged: Paged
    culprit: Defined
    why: str = ""
    switched_off: Node | None = None
    default_pages: bool = False
    helper: bool = False
    confidence: Confidence = Confidence.PROVED


class Lists:
    """Answers whether a GET is a list in pages."""

    def __init__(self, project: Project, views: Views, policies: Policies) -> None:
        self.project = project
        self.views = views
        self.policies = policies
        self._sizes = Sizes(project, views)

    def of(self, view: View, handler: Defined | None, pagination: Stated, route: str) -> Listed | None:
        """Return what is known of the list that a GET of a route answers with, None where it answers with none."""
        if not view.is_rest or handler is None:
            return None
        generic = view.kind in (Kind.GENERIC_API, Kind.VIEWSET)
        if handler.name in _OWN_LISTS and not self.project.classes.inherits(view.target, _GENERIC):
            return None  # without GenericAPIView the mixin has nothing to list
        if generic and handler.name in _OWN_LISTS:
            listing = self.project.classes.method(view.target, "list")
            handler = listing if listing is not None else handler
            if _EXPORTS.search(view.target.qualname):
                return None  # a file is not divided into pages
            if handler.name in _OWN_LISTS:
                return self._by_class(view, pagination, route)
        if not isinstance(handler.node, Function) or handler.module.origin != "project":
            return None
        return self._by_body((view, route), handler, pagination, generic=generic)

    def _by_class(self, view: View, pagination: Stated, route: str) -> Listed:
        override = self.views.overrides(view.target, "paginate_queryset")
        if override is not None:
            return Listed(Paged.UNKNOWN, view.target, f"`{override.qualname}` decides")
        if isinstance(pagination.value, Unknown):
            unseen = self.views.unseen(view.target)
            others = bool(unseen) and not any(_PAGES.search(each.rpartition(".")[2]) for each in unseen)
            if not others or pagination.origin is not Origin.MIXIN:
                return Listed(Paged.UNKNOWN, view.target, pagination.value.why)
            found = self._by_class(view, self.policies.by_setting(PAGINATION), route)
            return replace(found, confidence=Confidence.LIKELY)
        if pagination.value and (why := self._without_size(pagination)) is None:
            return Listed(Paged.YES, view.target)
        if isinstance(why := self._without_size(pagination) if pagination.value else "", Unknown):
            return Listed(Paged.UNKNOWN, view.target, why.why)
        if self._is_bounded(view):
            return Listed(Paged.YES, view.target)
        if (unsure := self._sizes.why_unsure(view, route)) is not None:
            return Listed(Paged.UNKNOWN, view.target, unsure)
        return self._lacking(view, pagination, why or "")

    def _lacking(self, view: View, pagination: Stated, why: str) -> Listed:
        if pagination.value:
            culprit = (
                pagination.owner
                if pagination.origin is not Origin.SETTING and pagination.owner
                else self._first(view.target)
            )
            return Listed(Paged.NO, culprit, why)
        if pagination.owner is not None and pagination.owner.module.origin == "project":
            pages = self._default_pages()
            return Listed(Paged.NO, pagination.owner, "`pagination_class` is None", pagination.node, pages)
        return Listed(Paged.NO, self._first(view.target), "no pagination is set")

    def _first(self, target: Defined) -> Defined:
        """Return the project's class that first is a list view, of a view's class and its bases."""
        classes = self.project.classes
        own = [
            each
            for each in classes.mro(target).classes
            if each.module.origin == "project" and classes.inherits(each, _LIST)
        ]
        return own[-1] if own else target

    def _default_pages(self) -> bool:
        default = self.policies.by_setting(PAGINATION)
        return bool(default.known) and self._without_size(default) is None

    def _without_size(self, pagination: Stated) -> str | Unknown | None:
        """Return why a paginator divides nothing: it has no page size; None where it has one."""
        for name in pagination.known:
            for cls in self.project.names.dotted(name):
                if isinstance(cls, Defined) and isinstance(cls.node, Class):
                    return self._size(cls)
        return None

    def _size(self, cls: Defined) -> str | Unknown | None:
        attribute = next((size for base, size in _SIZES.items() if self.project.classes.inherits(cls, base)), None)
        if attribute is None:
            return None
        decides = (self.project.classes.method(cls, name) for name in _DECIDING)
        if any(method is not None and not method.name.startswith("rest_framework.") for method in decides):
            return None
        member = self.project.classes.member(cls, attribute)
        if member is not None and not member.owner.name.startswith("rest_framework."):
            none = isinstance(member.value, Constant) and member.value.value is None
            return f"`{cls.qualname}` has no `{attribute}`" if none else None
        stated = self.project.settings.stated("REST_FRAMEWORK")
        if not self.project.settings.modules:
            return Unknown("the settings are not known")
        size = item(stated.value, "PAGE_SIZE") if stated else None
        if isinstance(size, Unknown):
            return Unknown("`PAGE_SIZE` is not known")
        if size is None or (isinstance(size, Known) and size.value is None):
            return f"`{cls.qualname}` has no page size"
        return None

    def _is_bounded(self, view: View) -> bool:
        """Whether `get_queryset` cuts its rows, or asks for given ones."""
        method = self.views.overrides(view.target, "get_queryset")
        if method is None or not isinstance(method.node, Function):
            return False
        returned = [
            each.value
            for each in statements(body_of(method.node))
            if isinstance(each, Return) and each.value is not None
        ]
        return bool(returned) and all(cuts(each) for each in returned)

    def _by_body(self, at: tuple[View, str], handler: Defined, pagination: Stated, *, generic: bool) -> Listed | None:
        assert isinstance(handler.node, Function)
        view, route = at
        body = body_of(handler.node)
        words = set(_words(body))
        if generic and ("paginate_queryset" in words or ("super" in words and handler.qualname.endswith(".list"))):
            return self._by_class(view, pagination, route)
        rows = list(_many(body))
        if not rows or _FILES.search(handler.qualname.rpartition(".")[2]):
            return None  # a file is not divided into pages
        if any("paginat" in word.lower() for word in words):
            return Listed(Paged.YES, handler)
        verdicts = [_judge(each, body) for each in rows]
        unsure = self._sizes.why_unsure_of(view, route, handler, rows) or _why_empty(body)
        if Paged.NO in verdicts and unsure is not None:
            return Listed(Paged.UNKNOWN, handler, unsure)
        if Paged.NO in verdicts:
            alone = sum(isinstance(each, Return) for each in statements(body)) == 1
            confidence = Confidence.PROVED if alone else Confidence.LIKELY
            return Listed(Paged.NO, handler, "it divides nothing into pages", helper=True, confidence=confidence)
        if Paged.UNKNOWN in verdicts:
            return Listed(Paged.UNKNOWN, handler, "what its serializer is given is not known")
        return Listed(Paged.YES, handler)


def _words(body: tuple[Statement, ...]) -> Iterator[str]:
    for node in walk(body):
        if isinstance(node, Attribute):
            yield node.name
        elif isinstance(node, Name):
            yield node.id


def _many(body: tuple[Statement, ...]) -> Iterator[Expression]:
    """Yield what serializers with `many=True` are given, where a response is nothing but their data."""
    made = {
        target.id: rows
        for each in statements(body)
        if isinstance(each, Assign) and (rows := _rows(each.value))
        for target in each.targets
        if isinstance(target, Name)
    }
    for statement in statements(body):
        data = _responded(statement.value) if isinstance(statement, Return) and statement.value else None
        if isinstance(data, Chain) and isinstance(data.steps[-1], Attribute) and data.steps[-1].name == "data":
            if isinstance(data.base, Name) and len(data.steps) == 1 and data.base.id in made:
                yield made[data.base.id]
            elif rows := _rows(data):
                yield rows


def _why_empty(body: tuple[Statement, ...]) -> str | None:
    """Return why a function need not list anything: it answers an empty list where something is not asked for."""
    answered = (_responded(each.value) for each in statements(body) if isinstance(each, Return) and each.value)
    empty = any(isinstance(each, Sequence) and not each.items for each in answered)
    return "it answers an empty list where something is not asked for" if empty else None


def _responded(value: Expression) -> Expression | None:
    """Return the first argument of `Response(…)`."""
    if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
        return None
    before = value.steps[-2] if len(value.steps) > 1 else None
    name = before.name if isinstance(before, Attribute) else value.base.id if isinstance(value.base, Name) else ""
    arguments = value.steps[-1].arguments
    return (
        arguments[0].value if name.endswith("Response") and arguments and arguments[0].name in (None, "data") else None
    )


def _rows(value: Expression) -> Expression | None:
    """Return what `Serializer(rows, many=True)` is given."""
    for step in value.steps if isinstance(value, Chain) else ():
        if isinstance(step, Call) and any(_is_many(each) for each in step.arguments):
            return next(
                (each.value for each in step.arguments if each.name in (None, "instance") and not each.stars), None
            )
    return None


def _is_many(argument: Argument) -> bool:
    return argument.name == "many" and isinstance(argument.value, Constant) and argument.value.value is True


def _judge(rows: Expression, body: tuple[Statement, ...], depth: int = 0) -> Paged:
    """Return whether rows are bounded (YES), a whole queryset (NO), or something that is not known."""
    if cuts(rows) or isinstance(rows, Sequence):
        return Paged.YES
    if isinstance(rows, Name) and depth < 4:
        given = [
            each.value
            for each in statements(body)
            if isinstance(each, Assign) and any(isinstance(t, Name) and t.id == rows.id for t in each.targets)
        ]
        verdicts = [
            _judge(each, body, depth + 1)
            for each in given
            if not (isinstance(each, Chain) and each.base == rows) or cuts(each)
        ]
        return _worst(verdicts)
    if isinstance(rows, Chain):
        called = {step.name for step in rows.steps if isinstance(step, Attribute)}
        return Paged.NO if called & _ROWS else Paged.UNKNOWN
    return Paged.UNKNOWN


def _worst(verdicts: Iterable[Paged]) -> Paged:
    found = set(verdicts)
    if Paged.YES in found:  # one of the assignments cuts the rows
        return Paged.YES
    return Paged.NO if Paged.NO in found else Paged.UNKNOWN
