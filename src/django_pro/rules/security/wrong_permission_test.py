"""DJP561 wrong-permission-test."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.views import API, VIEW
from django_pro.facts.views.functions import API_VIEW, decorators_of
from django_pro.facts.views.policies import GUARDS
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.vain import Vain, vain_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Boolean, Chain, Class, Function, Name, Sequence

_CLASSES = "rest_framework.decorators.permission_classes"
_TESTING = "django.contrib.auth.mixins.UserPassesTestMixin"
_MIXINS = frozenset(each for each in GUARDS if ".mixins." in each)


@rule("DJP561")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-863")
    for path in review.files:
        for function, owner in review.bodies.functions(path):
            body = review.bodies.at(function, owner)
            found = [*vain_of(review.bodies, body), *_decorated(review, function, owner)]
            for each in dict.fromkeys(found):
                yield _told(telling, body, each)
        for cls in review.project.classes.in_file(path):
            body = Body(review.project, cls.module, cls, cls)
            for each in _of_class(review, cls):
                yield _told(telling, body, each, on_line=each.node is cls.node)


def _told(telling: Telling, body: Body, vain: Vain, *, on_line: bool = False) -> Site:
    return telling.broken(
        body, vain.node, "test", (vain.said,), vain.recipe, confidence=vain.confidence, on_line=on_line,
        severity=Severity.ERROR if vain.grave else Severity.WARNING,
    )  # fmt: skip


def _decorated(review: Reviewed, function: Defined, owner: Defined | None) -> Iterator[Vain]:
    """Yield `@permission_classes` where Django REST framework does not look at it."""
    if not function.node.decorators:
        return
    around = [each.name for each in decorators_of(review.project.names, function)]
    if _CLASSES not in around:
        return
    at = around.index(_CLASSES)
    node = function.node.decorators[at]
    if owner is not None and review.project.classes.inherits(owner, API):
        yield Vain(
            node, f"`@permission_classes` on the method `{function.node.name[:40]}` has no effect",
            "Write `@action(permission_classes=…)`, or state them in the class",
        )  # fmt: skip
    elif API_VIEW in around and at < around.index(API_VIEW):
        yield Vain(node, "`@permission_classes` above `@api_view` has no effect", "Put it below `@api_view`")


def _of_class(review: Reviewed, cls: Defined) -> Iterator[Vain]:
    """Yield what a view's class says of who may, and nothing asks."""
    node, classes = cls.node, review.project.classes
    assert isinstance(node, Class)
    if not classes.inherits(cls, VIEW):
        return
    own = classes.own(cls)
    for name in ("permission_classes",):
        value = getattr(own[name][-1], "value", None) if name in own else None
        for item in value.items if isinstance(value, Sequence) else ():
            if isinstance(item, Boolean) and all(isinstance(each, Name | Chain) for each in item.operands):
                kept = parts(item.operands[-1 if item.operator == "and" else 0])[-1:]
                sign = "&" if item.operator == "and" else "|"
                yield Vain(
                    item,
                    f"`{item.operator}` between permissions leaves `{''.join(kept)[:40]}` alone",
                    f"Join them by `{sign}`",
                )
    mro = classes.mro(cls)
    if not mro.unseen and _TESTING not in mro.names and _asks_of_request(review, own.get("test_func", ())):
        yield Vain(node, f"Nothing calls `{node.name[:40]}.test_func()`", "Build on `UserPassesTestMixin`")
    yield from _too_late(review, cls)


def _asks_of_request(review: Reviewed, bound: tuple[object, ...]) -> bool:
    """Whether a `test_func` looks at the request, and no code of the project's calls one of that name."""
    method = bound[-1] if bound else None
    if not isinstance(method, Function) or b"request" not in bytes(method.packed):
        return False
    return not any("test_func" in parts(each) for body in review.bodies.of("test_func") for each in body.nodes)


def _too_late(review: Reviewed, cls: Defined) -> Iterator[Vain]:
    """Yield a mixin that stands behind the view's own class: its `dispatch` is never run."""
    node, classes = cls.node, review.project.classes
    assert isinstance(node, Class)
    order = [each.name for each in classes.mro(cls).classes]
    if VIEW not in order:
        return
    late = [each for each in order[order.index(VIEW) :] if each in _MIXINS]
    before = {
        name for base in classes.bases(cls) if isinstance(base, Defined) for name in [_late_of(review, base)] if name
    }
    if late and late[0] not in before:
        name = late[0].rpartition(".")[2]
        yield Vain(
            node,
            f"`{name}` stands behind the view in the bases of `{node.name[:30]}`: it asks nothing",
            f"Put `{name}` first",
        )


def _late_of(review: Reviewed, cls: Defined) -> str:
    order = [each.name for each in review.project.classes.mro(cls).classes]
    late = [each for each in order[order.index(VIEW) :] if each in _MIXINS] if VIEW in order else []
    return late[0] if late else ""
