"""Which serializers read requests and write answers, and through which endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import words_of
from django_pro.facts.serializers import Serializer, Serializers
from django_pro.facts.views.policies import SERIALIZER
from django_pro.project.names import Defined
from django_pro.rules.functions import argument, calls_of, functions_of, mentions
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Chain, Class, Function, Name

_WRITING = ("POST", "PUT", "PATCH")


@dataclass
class Uses:
    """How one serializer class is used; `endpoints` by method are those whose views name it."""

    writers: list[Endpoint] = field(default_factory=list)
    readers: list[Endpoint] = field(default_factory=list)
    taking: list[Defined] = field(default_factory=list)
    showing: list[Defined] = field(default_factory=list)

    @property
    def written(self) -> bool:
        """Whether it takes what a request holds."""
        return bool(self.writers or self.taking)

    @property
    def shown(self) -> bool:
        """Whether it shows rows to whoever asks for them."""
        return bool(self.readers or self.showing)

    @property
    def routes(self) -> list[str]:
        """Return the names of the endpoints."""
        return list(dict.fromkeys(each.name for each in (*self.writers, *self.readers)))


class Serialized:
    """Questions about the uses of serializers."""

    def __init__(self, review: Reviewed) -> None:
        self.serializers = Serializers(review.project, review.models)
        self._found: dict[Defined, Uses] = {}
        self.mentioned: set[Defined] = set()
        self._by_views(review)
        self._by_calls(review)
        self._by_nesting()

    def of(self, serializer: Serializer) -> Uses:
        """Return the uses of a class and of those that build on it."""
        found = Uses()
        for cls, uses in self._found.items():
            if serializer.cls in self.serializers.classes.mro(cls).classes:
                for name in ("writers", "readers", "taking", "showing"):
                    getattr(found, name).extend(getattr(uses, name))
        return found

    def _uses(self, cls: Defined) -> Uses:
        return self._found.setdefault(cls, Uses())

    def _by_views(self, review: Reviewed) -> None:
        for view in review.endpoints.views.classes:
            stated = review.endpoints.policies.by_class(SERIALIZER, view)
            found = [each for name in stated.known for each in review.project.names.dotted(name)]
            self.mentioned.update(each for each in found if isinstance(each, Defined))
        for endpoint in review.endpoints.sites:
            if endpoint.view is None or not endpoint.view.is_rest or not _asks_class(endpoint):
                continue
            for name in endpoint.serializer.known:
                for cls in review.project.names.dotted(name):
                    if isinstance(cls, Defined) and isinstance(cls.node, Class):
                        uses = self._uses(cls)
                        (uses.writers if endpoint.method in _WRITING else uses.readers).append(endpoint)

    def _by_nesting(self) -> None:
        """Count what is nested in a serializer as shown where that is."""
        for serializer in self.serializers.all:
            self.mentioned.update(each.serializer for each in serializer.declared if each.serializer is not None)
            self.mentioned.update(self.serializers.classes.mro(serializer.cls).classes[1:])
        waiting = [(cls, uses) for cls, uses in self._found.items()]
        while waiting:
            outer, uses = waiting.pop()
            known = self.serializers.of(outer)
            for field_ in known.declared if known is not None else ():
                if field_.serializer is None or field_.write_only is True:
                    continue
                inner = self._uses(field_.serializer)
                if not set(uses.readers) <= set(inner.readers) or not set(uses.showing) <= set(inner.showing):
                    inner.readers.extend(each for each in uses.readers if each not in inner.readers)
                    inner.showing.extend(each for each in uses.showing if each not in inner.showing)
                    waiting.append((field_.serializer, inner))

    def _by_calls(self, review: Reviewed) -> None:
        for function in functions_of(review):
            if not mentions(function, b"erializer"):
                continue
            by_request = "request" in _known(function)
            for cls, takes in self._calls(review, function):
                self.mentioned.add(cls)
                if not by_request:
                    continue
                uses = self._uses(cls)
                (uses.taking if takes else uses.showing).append(function)

    def _calls(self, review: Reviewed, function: Defined) -> Iterator[tuple[Defined, bool]]:
        """Yield the serializers that a function makes, and whether they take data."""
        for chain, call, called in calls_of(function):
            if chain.steps[0] is not call and not isinstance(called, Chain):
                continue
            if not isinstance(called, Name | Chain):
                continue
            for target in review.project.names.resolve(function.module, called):
                if isinstance(target, Defined) and isinstance(target.node, Class) and self.serializers.of(target):
                    yield target, argument(call, 1, "data") is not None


def _known(function: Defined) -> set[str]:
    """Return the names that a function uses, its parameters too."""
    assert isinstance(function.node, Function)
    return {*words_of(function), *(each.name for each in function.node.parameters)}


def _asks_class(endpoint: Endpoint) -> bool:
    """Whether the handler goes through the serializer that its class names: DRF's own, or one that calls it."""
    handler = endpoint.handler
    if handler is None or not isinstance(handler.node, Function):
        return False
    if handler.module.origin != "project":
        return True
    return not {"get_serializer", "super", "serializer_class", "get_serializer_class"}.isdisjoint(words_of(handler))


_KNOWN: WeakKeyDictionary[Reviewed, Serialized] = WeakKeyDictionary()


def serialized(review: Reviewed) -> Serialized:
    """Return the uses of the serializers of a root, read once for it."""
    found = _KNOWN.get(review)
    if found is None:
        found = _KNOWN[review] = Serialized(review)
    return found
