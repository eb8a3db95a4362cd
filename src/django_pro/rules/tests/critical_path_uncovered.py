"""DJP409 critical-path-uncovered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django_pro.facts.coverage import Coverage
from django_pro.facts.models.calls import statements
from django_pro.facts.serializers import Serializers
from django_pro.facts.signals import Signals
from django_pro.facts.tasks import Tasks
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Constant, Evaluate, Function, body_of

_VALIDATION = re.compile(r"validate(?:_|$)|to_internal_value$|create$|update$|save$")
_WRITING = ("save", "delete", "clean")


@dataclass(frozen=True)
class Critical:
    """A function that nobody may break unseen, and what it is."""

    function: Defined
    kind: str


@rule("DJP409", severity=Severity.WARNING, preview=True, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each function of the critical path, where the coverage of a run is known."""
    coverage = Coverage(review.project)
    if coverage.run is None:
        return
    for each in {one.function: one for one in _critical(review)}.values():
        path = each.function.module.path
        if each.function.module.origin != "project" or review.is_aside(path):
            continue
        lines = _lines(review, each.function)
        executed = coverage.executed(path)
        if isinstance(executed, Unknown):
            yield check.unknown(each.function.name, executed.why)
        elif lines & executed or not lines:
            yield check.kept(each.function.name)
        else:
            yield _broken(review, each)


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


def _lines(review: Reviewed, function: Defined) -> frozenset[int]:
    """Return the lines on which a function's statements begin."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    path = function.module.path
    return frozenset(review.line(path, each.start) for each in statements(body) if not _is_text(each))


def _is_text(statement: object) -> bool:
    return isinstance(statement, Evaluate) and isinstance(statement.value, Constant)


def _broken(review: Reviewed, critical: Critical) -> Site:
    function = critical.function
    name = function.qualname
    return check.broken(
        function.name,
        review.headline(function.module.path, function.node),
        message=first_that_fits(
            f"The {critical.kind} `{name}` was not executed by the tests",
            f"This {critical.kind} was not executed by the tests",
        ),
        recipe="Add a test that comes here, and measure again: `coverage run`, then `django-pro check`",
        confidence=Confidence.PROVED,
        scope=function.name,
        subject=name.rpartition(".")[2],
        data={"kind": critical.kind},
    )
