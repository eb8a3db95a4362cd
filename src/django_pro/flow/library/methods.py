"""Methods and properties that Django and DRF give to a project's own classes, by their full names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.values import Instance, Place, Values

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

InstanceMethod = Callable[["Engine", Instance, Arguments, Place], Values]
InstanceProperty = Callable[["Engine", Instance, Place], Values]
#: `rest_framework.generics.GenericAPIView.get_queryset`: what calling it on an object of the project's gives.
METHODS: dict[str, InstanceMethod] = {}
PROPERTIES: dict[str, InstanceProperty] = {}


def method(*names: str) -> Callable[[InstanceMethod], InstanceMethod]:
    """Register what methods of these full names do."""

    def register(function: InstanceMethod) -> InstanceMethod:
        METHODS.update(dict.fromkeys(names, function))
        return function

    return register


def property_(*names: str) -> Callable[[InstanceProperty], InstanceProperty]:
    """Register what properties of these full names hold."""

    def register(function: InstanceProperty) -> InstanceProperty:
        PROPERTIES.update(dict.fromkeys(names, function))
        return function

    return register
