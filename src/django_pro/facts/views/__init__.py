"""The views of a Django root: what answers a request, and what guards it."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from functools import cached_property

from django_pro.facts.urls.route import Route, Source, ViewRef
from django_pro.facts.views.functions import API_VIEW, METHODS, decorators_of, methods_of
from django_pro.facts.views.view import Attribute, Kind, Origin, Stated, View
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Function

__all__ = ["Attribute", "Kind", "Origin", "Stated", "View", "Views"]

VIEW = "django.views.generic.base.View"
API = "rest_framework.views.APIView"
GENERIC = "rest_framework.generics.GenericAPIView"
VIEWSET = "rest_framework.viewsets.ViewSetMixin"
#: `ProcessFormView.put` is `post` once more (Django: "ProcessFormView").
_FORM_PUT = "django.views.generic.edit.ProcessFormView"


class Views:
    """Questions about views."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._views: dict[tuple[Defined, frozenset[tuple[str, str]] | None], View] = {}

    def of(self, route: Route) -> View | None:
        """Return the view of a route, None where it cannot be seen."""
        ref = route.view
        if ref.target is None:
            return None
        key = (ref.target, frozenset(ref.actions.items()) if ref.actions is not None else None)
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = self._made(ref, route.source)
        return found

    @cached_property
    def classes(self) -> tuple[Defined, ...]:
        """Every view class that the project defines, routed or not."""
        return tuple(
            cls
            for path in self.project.files
            for cls in self.project.classes.in_file(path)
            if self.project.classes.inherits(cls, VIEW)
        )

    def is_generic(self, view: View) -> bool:
        """Whether DRF's generic view, which alone divides lists into pages by itself, is among its bases."""
        return isinstance(view.target.node, Class) and self.project.classes.inherits(view.target, GENERIC)

    def unseen(self, target: Defined) -> tuple[str, ...]:
        """Return the bases of a class that could not be read; Python's own hold nothing of a view."""
        return tuple(each for each in self.project.classes.mro(target).unseen if each not in dir(builtins))

    def attribute(self, target: Defined, name: str) -> Attribute | None:
        """Return an attribute that a class of the project, or of a package other than Django and DRF, assigns."""
        member = self.project.classes.member(target, name) if isinstance(target.node, Class) else None
        if member is None or member.value is None:
            return None
        return Attribute(name, member.value, member.owner)

    def overrides(self, target: Defined, name: str) -> Defined | None:
        """Return the method of this name that neither Django nor DRF gives."""
        method = self.project.classes.method(target, name) if isinstance(target.node, Class) else None
        return None if method is None or method.name.startswith(("django.", "rest_framework.")) else method

    def _made(self, ref: ViewRef, source: Source) -> View:
        target = ref.target
        assert target is not None
        names = self.project.names
        around = (*ref.wrappers, *(each.name for each in decorators_of(names, target)))
        if source is Source.NINJA:
            return View(ref.name, Kind.NINJA, target, dict(self._operations(ref)), around)
        if isinstance(target.node, Function):
            kind = Kind.API_FUNCTION if API_VIEW in around else Kind.FUNCTION
            return View(ref.name, kind, target, dict.fromkeys(methods_of(names, target), target), around)
        unseen = self.unseen(target)
        return View(ref.name, self._kind(target), target, dict(self._handlers(ref, target)), around, unseen)

    def _kind(self, target: Defined) -> Kind:
        inherits = self.project.classes.inherits
        for base, kind in ((VIEWSET, Kind.VIEWSET), (GENERIC, Kind.GENERIC_API), (API, Kind.API)):
            if inherits(target, base):
                return kind
        return Kind.CLASS

    def _handlers(self, ref: ViewRef, target: Defined) -> Iterator[tuple[str, Defined | None]]:
        """Yield the methods a class answers, and with which function."""
        allowed = self.allowed(target)
        if ref.actions is not None:
            for method, action in ref.actions.items():
                if method.upper() in METHODS and method.upper() in allowed:
                    yield method.upper(), self.project.classes.method(target, action)
            return
        for method in METHODS:
            found = self.project.classes.member(target, method.lower())
            if found is None or method not in allowed or (method == "PUT" and found.owner.name == _FORM_PUT):
                continue
            yield method, self.project.classes.method(target, method.lower())

    def allowed(self, target: Defined) -> tuple[str, ...]:
        """Return the methods that `http_method_names` lets through."""
        stated = self.attribute(target, "http_method_names")
        items = getattr(stated.value, "items", None) if stated else None
        if not isinstance(items, tuple):
            return METHODS
        texts = {str(getattr(item, "value", "")).upper() for item in items}
        return tuple(each for each in METHODS if each in texts)

    def _operations(self, ref: ViewRef) -> Iterator[tuple[str, Defined | None]]:
        for method, name in (ref.actions or {}).items():
            found = self.project.names.dotted(name)
            yield method.upper(), next((each for each in found if isinstance(each, Defined)), ref.target)
