"""What mixins of packages make of a view's rows: they hand on what the next class gives, narrowed or with more loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.library.methods import InstanceMethod, method
from django_pro.flow.values import Instance, Many, Place, Super, Values, unknown

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Methods that leave out rows of the next class's, order them, or choose another class for a single row: drf-extensions
#: ("Nested routes", "DetailSerializerMixin"), drf-nested-routers, django-guardian, django-extra-views, django-braces.
_HANDED_ON = (
    "rest_framework_extensions.mixins.NestedViewSetMixin.get_queryset",
    "rest_framework_extensions.mixins.DetailSerializerMixin.get_queryset",
    "rest_framework_extensions.mixins.DetailSerializerMixin.get_serializer_class",
    "rest_framework_nested.viewsets.NestedViewSetMixin.get_queryset",
    "guardian.mixins.PermissionListMixin.get_queryset",
    "extra_views.contrib.mixins.SearchableListMixin.get_queryset",
    "extra_views.contrib.mixins.SortableListMixin.get_queryset",
    "braces.views._queries.OrderableListMixin.get_queryset",
)
#: Methods that load what a class attribute of this name lists (django-braces: "SelectRelatedMixin").
_LOADING = {
    "braces.views._queries.SelectRelatedMixin.get_queryset": "select_related",
    "braces.views._queries.PrefetchRelatedMixin.get_queryset": "prefetch_related",
}


def _next(engine: Engine, view: Instance, full: str, place: Place) -> Values:
    """Return what the class after a mixin gives by the same method."""
    mixin, _, name = full.rpartition(".")
    after = next((each for each in engine.classes.mro(view.cls).classes if each.name == mixin), None)
    if after is None:
        return unknown(f"`{mixin}` is no base of {view.cls.qualname}")
    return engine.call_of(engine.get(Super(view, after), name, place), Arguments(), place)


def _handing_on(full: str) -> InstanceMethod:
    def handed_on(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
        return _next(engine, view, full, place)

    return handed_on


def _loading(full: str, attribute: str) -> InstanceMethod:
    def loaded(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
        listed = engine.get(view, attribute, place)
        names = listed[0].fixed if len(listed) == 1 and isinstance(listed[0], Many) else None
        asked = Arguments(names) if names is not None else Arguments((), {}, True)
        return engine.call_of(engine.get_of(_next(engine, view, full, place), attribute, place), asked, place)

    return loaded


for _full in _HANDED_ON:
    method(_full)(_handing_on(_full))
for _full, _attribute in _LOADING.items():
    method(_full)(_loading(_full, _attribute))
