"""What a parameter holds when the caller does not say: its default, its annotation, a convention of Django's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.flow.attributes import last_name
from django_pro.flow.frame import Frame
from django_pro.flow.values import (
    Instance,
    Many,
    Place,
    Request,
    Row,
    Rows,
    Values,
    join,
    unknown,
)  # fmt: skip
from django_pro.project.names import Defined, External
from django_pro.source.syntax import (
    Attribute,
    Chain,
    Class,
    Constant,
    Expression,
    Function,
    Item,
    Name,
    Operation,
    Parameter,
    Sequence,
)

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Annotations of a queryset and of containers, by the last part of their names.
_QUERYSETS = frozenset({"QuerySet", "BaseManager", "Manager", "RelatedManager", "ValuesQuerySet"})
_CONTAINERS = frozenset({
    "list", "List", "Iterable", "Iterator", "Sequence", "Collection", "set", "Set", "frozenset", "Generator",
    "AsyncIterator",
})  # fmt: skip
_WRAPPERS = frozenset({"Optional", "Union", "Annotated", "Required", "NotRequired", "Final", "ClassVar"})
#: The name that Django's documentation gives to what every view is called with.
_REQUEST = "request"
#: The name under which Django's signals give the row that was saved (Django: "Signals").
_INSTANCE = "instance"
#: An annotation nested deeper than this is not read.
_DEEPEST = 4


def missing_values(engine: Engine, function: Defined, parameter: Parameter, *, is_root: bool) -> Values:
    """Return what a parameter holds that no argument was given for."""
    if parameter.kind in ("args", "kwargs"):
        return unknown("more arguments") if is_root else (Many("tuple" if parameter.kind == "args" else "dict"),)
    default: Values = ()
    if parameter.default is not None:
        default = engine.evaluate(Frame(function.module), parameter.default)
        if not is_root:
            return default
    return join(default, first_value(engine, function, parameter) or unknown("only its callers know"))


def first_value(engine: Engine, function: Defined, parameter: Parameter) -> Values:
    """Return what an annotation, or a name that Django gives a meaning, says of a parameter."""
    if parameter.annotation is not None:
        place = Place(function.module.path, parameter.start, parameter.end)
        found = annotated(engine, function, parameter.annotation, place)
        if found:
            return found
    if parameter.name == _REQUEST:
        return (Request(),)
    if parameter.name == _INSTANCE and _is_receiver(function):
        place = Place(function.module.path, parameter.start, parameter.end)
        return tuple(Row(label, Rows(model=label, source=place), (), False) for label in engine.senders(function))
    return _by_name(engine, function, parameter) if parameter.annotation is None else ()


def _is_receiver(function: Defined) -> bool:
    assert isinstance(function.node, Function)
    return any(last_name(each) in ("receiver", "connect") for each in function.node.decorators)


def _by_name(engine: Engine, function: Defined, parameter: Parameter) -> Values:
    """Return a row of the one model that a parameter is named after, where the function reads a relation of it."""
    label = engine.model_called(parameter.name)
    if label is None:
        return ()
    assert isinstance(function.node, Function)
    body = bytes(function.node.packed)
    if not any(name.encode() in body for name in engine.models.relations(label)):
        return ()
    place = Place(function.module.path, parameter.start, parameter.end)
    return (Row(label, Rows(model=label, source=place, caller=function), (), False),)


def annotated(engine: Engine, function: Defined, node: Expression, place: Place, depth: int = 0) -> Values:
    """Return the value that a type stands for, nothing where it stands for none that matters."""
    if depth > _DEEPEST:
        return ()
    if isinstance(node, Constant) and isinstance(node.value, str):
        node = _parsed(node)
    if isinstance(node, Operation):
        return join(*(annotated(engine, function, side, place, depth + 1) for side in node.operands))
    if isinstance(node, Chain) and isinstance(node.steps[-1], Item):
        return _generic(engine, function, node, place, depth)
    if not isinstance(node, Name | Chain):
        return ()
    model = engine.models.named(function.module, node)
    if model is not None:
        return (Row(model.label, Rows(model=model.label, source=place, caller=function), (), False),)
    for target in engine.names.resolve(function.module, node):
        for found in engine.names.follow(target):
            if isinstance(found, Defined) and isinstance(found.node, Class) and found.module.origin == "project":
                return (Instance(found),)
            if isinstance(found, Defined | External) and found.name.endswith(
                (".HttpRequest", ".Request", ".WSGIRequest")
            ):
                return (Request(),)
    return ()


def _generic(engine: Engine, function: Defined, node: Chain, place: Place, depth: int) -> Values:
    """Read `QuerySet[Book]`, `list[Book]`, `Optional[Book]`."""
    before = node.steps[-2] if len(node.steps) > 1 else None
    name = before.name if isinstance(before, Attribute) else node.base.id if isinstance(node.base, Name) else ""
    item = node.steps[-1]
    assert isinstance(item, Item)
    inner = item.index.items[0] if isinstance(item.index, Sequence) and item.index.items else item.index
    if name in _WRAPPERS:
        sides = item.index.items if isinstance(item.index, Sequence) and name == "Union" else (inner,)
        return join(*(annotated(engine, function, side, place, depth + 1) for side in sides))
    values = annotated(engine, function, inner, place, depth + 1)
    if name in _QUERYSETS:
        return tuple(each.rows for each in values if isinstance(each, Row))
    if name in _CONTAINERS:
        rows = tuple(Row(each.model, each.rows, each.path, True) if isinstance(each, Row) else each for each in values)
        return (Many("list", rows),) if rows else ()
    return ()


def _parsed(node: Constant) -> Expression:
    """Return the name or dotted name that a quoted annotation holds."""
    first, *rest = str(node.value).split(".")
    if not all(part.isidentifier() for part in (first, *rest)):
        return node
    base = Name(node.start, node.end, first)
    return (
        Chain(node.start, node.end, base, tuple(Attribute(node.start, node.end, part) for part in rest))
        if rest
        else base
    )
