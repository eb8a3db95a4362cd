"""Rows that are looked up by what comes from outside."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django_pro.facts.models import Model
from django_pro.facts.views.functions import walk
from django_pro.flow.inputs.dangers import Called
from django_pro.flow.inputs.values import Lookup, Taints
from django_pro.flow.values import Place
from django_pro.source.syntax import Argument, Attribute, Bytes, Call, Chain, Constant, Expression, Name

if TYPE_CHECKING:
    from django_pro.flow.inputs.frame import Frame

_METHODS = frozenset({"get", "filter"})
#: Calls that give all rows, or are lookups noted before.
_WHOLE = frozenset({"all", "select_related", "prefetch_related", "filter", "only", "defer", "order_by"})
_SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404"})
#: What narrows no further: the key and the like.
_OTHERS = frozenset({"defaults", "using", "klass"})


def note(frame: Frame, called: Called) -> None:
    """Remember a lookup of a model's rows; several calls of one chain narrow it together."""
    given: Argument | None = None
    if called.last in _SHORTCUTS:
        given = called.argument(0, "klass")
        model = _model(frame, given.value) if given is not None else None
        start = called.node.start
    elif called.last in _METHODS and called.index > 1:
        model = _model(
            frame, Chain(called.node.start, called.node.end, called.node.base, called.node.steps[: called.index])
        )
        start = called.node.start
    else:
        return
    if model is None:
        return
    before = frame.inputs.lookups.get(Place(frame.path, start, called.node.end))
    if given is not None:  # the rows that are given may be narrowed before
        before = frame.inputs.lookups.get(Place(frame.path, given.value.start, given.value.end), before)
    keys = [(each.name, taints) for each, taints in called.given if each.name and each.name not in _OTHERS]
    fixed = {str(each.name) for each, _ in called.given if each.name and isinstance(each.value, Constant | Bytes)}
    scoped = any(each is not given and _is_scope(each, taints) for each, taints in called.given)
    place = Place(frame.path, start, called.node.end)
    known = before.keys if before is not None else ()
    frame.inputs.lookups[place] = Lookup(
        model, place, frame.function, (*known, *keys), (before.fixed if before else frozenset()) | fixed,
        scoped or bool(before and before.scoped),
    )  # fmt: skip


def _is_scope(argument: Argument, taints: Taints) -> bool:
    """Whether a value comes from the request's user, from `self` or from an object at hand, and not from outside."""
    if argument.name is None:  # a Q object, or `**`
        return not isinstance(argument.value, Name | Chain) or bool(argument.stars) or not taints
    if taints or isinstance(argument.value, Constant | Bytes):
        return any(isinstance(each, Attribute) and each.name == "user" for each in walk((argument.value,)))
    return True


def _model(frame: Frame, node: Expression) -> str | None:
    """Return the model whose own manager a chain begins with, None where something narrowed it before."""
    base = node.base if isinstance(node, Chain) else node
    steps = node.steps if isinstance(node, Chain) else ()
    if any(isinstance(each, Call) for each in steps) and not _narrows_nothing(steps):
        return None
    names = [each for each in steps if isinstance(each, Attribute)]
    for end in range(len(names) + 1):
        part = Chain(node.start, node.end, base, tuple(names[:end])) if end else base
        if end and len(steps) > end - 1 and steps[end - 1] is not names[end - 1]:
            return None
        _, defined = frame.calls.full_name(part)
        model = frame.inputs.models.of(defined) if defined is not None else _called_for(frame, part)
        if model is not None:
            return model.label if end == len(names) or names[end].name.endswith(("objects", "_manager")) else None
    return None


def _called_for(frame: Frame, part: Expression) -> Model | None:
    """Return the model that a name of the module's stands for by a call: `get_model(…)`, `get_user_model()`."""
    if not isinstance(part, Name) or part.id in frame.bound:
        return None
    return frame.inputs.models.named(frame.function.module, part)


def _narrows_nothing(steps: tuple[object, ...]) -> bool:
    """Whether the calls of a chain so far are lookups noted before, or give all rows."""
    called = [each.name for each, after in pairwise(steps) if isinstance(each, Attribute) and isinstance(after, Call)]
    return all(name in _WHOLE for name in called)
