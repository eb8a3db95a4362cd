"""Which actions a DRF viewset has beyond the usual ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.scopes import Scope
from django_pro.facts.unrolling.values import Given
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined, External
from django_pro.source.syntax import Attribute, Call, Chain, Expression, Function, Name

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

_ACTIONS = {"action": None, "list_route": False, "detail_route": True}


@dataclass(frozen=True)
class Action:
    """A method that `@action` makes a route of: `mapping` is methods to the names of functions."""

    name: str
    detail: bool
    mapping: dict[str, str]
    url_path: str
    url_name: str


def actions_of(unroller: Unroller, viewset: Defined) -> list[Action]:
    """Return a viewset's extra actions by name, as DRF's `get_extra_actions` does."""
    classes = unroller.project.classes
    names = {
        name
        for owner in classes.mro(viewset).classes
        for name, bound in classes.own(owner).items()
        if isinstance(bound[-1], Function)
    }
    found: dict[str, Action] = {}
    others: list[tuple[str, str, str]] = []
    for name in sorted(names):
        method = classes.method(viewset, name)
        if method is None:
            continue
        for decorator in method.node.decorators:
            if (call := _action_call(unroller, method, decorator)) is not None:
                found[name] = _action(unroller, method, name, *call)
            others.extend((target, verb, name) for target, verb in mapped(decorator))
    for target, verb, name in others:
        if target in found:
            found[target].mapping[verb] = name
    return list(found.values())


def _action_call(unroller: Unroller, method: Defined, decorator: Expression) -> tuple[str, Call] | None:
    """Return which of DRF's decorators this is, under whatever name it is imported, and its call."""
    if not isinstance(decorator, Chain) or not isinstance(decorator.steps[-1], Call):
        return None
    rest = decorator.steps[:-1]
    called = Chain(decorator.start, decorator.end, decorator.base, rest) if rest else decorator.base
    for target in unroller.project.names.resolve(method.module, called):
        full = target.name if isinstance(target, Defined | External) else ""
        if full.startswith("rest_framework.") and full.rpartition(".")[2] in _ACTIONS:
            return full.rpartition(".")[2], decorator.steps[-1]
    return None


def mapped(decorator: Expression) -> Iterator[tuple[str, str]]:
    """Yield the action and method of `@publish.mapping.delete`."""
    if isinstance(decorator, Chain) and len(decorator.steps) == 2 and isinstance(decorator.base, Name):
        first, second = decorator.steps
        if isinstance(first, Attribute) and first.name == "mapping" and isinstance(second, Attribute):
            yield decorator.base.id, second.name


def _action(unroller: Unroller, method: Defined, name: str, decorator: str, call: Call) -> Action:
    from django_pro.facts.unrolling.expressions import given as arguments

    owner = unroller.imports.owner(method)
    scope = Scope(method.module, unroller.module_scope(method.module), method.qualname)
    if owner is not None:
        unroller.imports.class_names(owner, scope)
    given: Given = arguments(unroller, call, scope, Name(call.start, call.end, name))
    methods = given.get(0, "methods")
    verbs = (
        [each.lower() for each in methods if isinstance(each, str)]
        if isinstance(methods, list | tuple | set)
        else ["get"]
    )
    detail = _ACTIONS[decorator] if _ACTIONS[decorator] is not None else given.get(1, "detail")
    path, label = given.get(2, "url_path"), given.get(3, "url_name")
    text = path if isinstance(path, str) else "…" if isinstance(path, Unknown) else name
    return Action(
        name,
        bool(detail),
        dict.fromkeys(verbs, name),
        text,
        label if isinstance(label, str) else name.replace("_", "-"),
    )
