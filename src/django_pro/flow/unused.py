"""Loads that a loop does not use: only where every use of its row stands right there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django_pro.facts.models import Model
from django_pro.flow.draws import Unused
from django_pro.flow.frame import Frame
from django_pro.flow.nodes import nodes_in
from django_pro.flow.values import Rows, Values
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Expression, Function, Lambda, Name

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: A loop's target, and what it goes over.
Loop = tuple[Expression, Expression]
_LOADERS = ("select_related", "prefetch_related")


def unused(engine: Engine, frame: Frame, loop: Loop, rows: Values, body: object) -> None:
    """Note what a loop's own queryset loads and its body never reads."""
    target, iterable = loop
    found = rows[0] if len(rows) == 1 else None
    if (
        not isinstance(found, Rows)
        or not found.loads
        or not isinstance(target, Name)
        or not isinstance(iterable, Chain)
    ):
        return
    model = engine.models.get(found.model)
    used = _attributes(body, target.id)
    if model is None or used is None or not all(_is_plain(engine, model, name) for name in used):
        return
    for call, name, lookup in _written(iterable):
        if lookup.partition("__")[0] not in used:
            place = frame.place(call)
            engine.ledger.unused.setdefault(Unused(found.model, name, lookup, place))


def _attributes(body: object, name: str) -> set[str] | None:
    """Return the attributes that are read of a name; None where it is used in any other way."""
    found: set[str] = set()
    bases: set[int] = set()
    for node in nodes_in(body):
        if isinstance(node, Function | Lambda):
            return None
        if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id == name:
            first = node.steps[0]
            if not isinstance(first, Attribute):
                return None
            found.add(first.name)
            bases.add(node.base.start)
        elif isinstance(node, Name) and node.id == name and node.start not in bases:
            return None
    return found


def _is_plain(engine: Engine, model: Model, name: str) -> bool:
    """Whether an attribute is a column or relation: a method or property may read anything."""
    if name in ("pk", "id") or model.field(name) is not None or any(each.attname == name for each in model.fields):
        return True
    return engine.models.relation(model.label, name) is not None


def _written(chain: Chain) -> Iterator[tuple[Call, str, str]]:
    """Yield the literal loads of a chain: the call, its method, and the lookup."""
    for before, step in zip(chain.steps, chain.steps[1:], strict=False):
        if isinstance(before, Attribute) and isinstance(step, Call) and before.name in _LOADERS:
            for each in step.arguments:
                if isinstance(each.value, Constant) and isinstance(each.value.value, str):
                    yield step, before.name, each.value.value
