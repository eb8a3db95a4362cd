"""The critical path: the functions that nobody may break unseen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django_pro.facts.models.calls import statements
from django_pro.facts.serializers import Serializers
from django_pro.facts.signals import Signals
from django_pro.facts.tasks import Tasks
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Class, Constant, Evaluate, Function, body_of

_VALIDATION = re.compile(r"validate(?:_|$)|to_internal_value$|create$|update$|save$")
_WRITING = ("save", "delete", "clean")


@dataclass(frozen=True)
class Critical:
    """A function that nobody may break unseen, and what it is."""

    function: Defined
    kind: str


def critical(review: Reviewed) -> tuple[Critical, ...]:
    """Return each function of the critical path that is the project's own, once."""
    found = {each.function: each for each in _critical(review)}
    own = (each for each in found.values() if each.function.module.origin == "project")
    return tuple(each for each in own if not review.is_aside(each.function.module.path))


def _critical(review: Reviewed) -> Iterator[Critical]:
    for task in Tasks(review.project).all:
        yield Critical(task.run or task.target, "task")
    for receiver in Signals(review.project, review.models).all:
        if receiver.function is not None:
            yield Critical(receiver.function, "signal receiver")
    for model in review.models.all():
        yield from _methods(model.cls, "model method", lambda name: name in _WRITING)
    for serializer in Serializers(review.project, review.models).all:
        yield from _methods(serializer.cls, "serializer method", lambda name: bool(_VALIDATION.match(name)))
    for endpoint in review.endpoints.sites:
        view = endpoint.view
        if view is not None and isinstance(view.target.node, Class):
            yield from _methods(view.target, "view", lambda name: True)
        elif view is not None:
            yield Critical(view.target, "view")


def _methods(cls: Defined, kind: str, wanted: Callable[[str], bool]) -> Iterator[Critical]:
    node = cls.node
    for each in node.body if isinstance(node, Class) else ():
        if isinstance(each, Function) and wanted(each.name):
            yield Critical(Defined(cls.module, f"{cls.qualname}.{each.name}", each), kind)


def lines_of(review: Reviewed, function: Defined) -> frozenset[int]:
    """Return the lines on which a function's statements begin."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    path = function.module.path
    return frozenset(review.line(path, each.start) for each in statements(body) if not _is_text(each))


def _is_text(statement: object) -> bool:
    return isinstance(statement, Evaluate) and isinstance(statement.value, Constant)
