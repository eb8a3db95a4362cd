"""Which serializers take what is sent."""

from __future__ import annotations

from collections.abc import Iterable

from django_pro.facts.calls import Calls
from django_pro.facts.serializers.serializer import Serializer
from django_pro.project.names import Defined


def given_data(calls: Calls, serializers: Iterable[Serializer]) -> frozenset[Defined]:
    """Return the serializers that a call of the project gives `data=…`."""
    known = {each.name: each.cls for each in serializers}
    found: set[Defined] = set()
    for name, cls in known.items():
        for site in calls.of(name, tests=False):
            if any(each.name == "data" for each in site.arguments):
                found.add(cls)
    return frozenset(found)
