"""What an expression gives, and what it reads on the way: one function for each kind of node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django_pro.findings.blind import Unknown
from django_pro.flow import chains
from django_pro.flow.asking import turn_of
from django_pro.flow.binding import bind
from django_pro.flow.drawing import fetched_by_name, whole
from django_pro.flow.frame import Frame
from django_pro.flow.library.querysets import combined
from django_pro.flow.loading import may_be_none
from django_pro.flow.names import global_name
from django_pro.flow.unused import unused
from django_pro.flow.values import (
    NONE,
    PLAIN,
    Closure,
    Const,
    Many,
    Plain,
    Row,
    Rows,
    Value,
    Values,
    join,
    singled,
    unknown,
)
from django_pro.source.syntax import (
    Await,
    Boolean,
    Bytes,
    Chain,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    Slice,
    Starred,
    Unary,
    Unread,
    Walrus,
    Yield,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: What a function that returns nothing gives.
NOTHING: Values = NONE
_TRUE: Values = (Const(True),)
_FALSE: Values = (Const(False),)


def evaluate(engine: Engine, frame: Frame, node: Expression) -> Values:
    """Return what an expression may be."""
    return _BY_TYPE[type(node)](engine, frame, node)


def truth(values: Values) -> bool | None:
    """Return whether values are all true, or all false, or None."""
    sides = {_truth(value) for value in values}
    return sides.pop() if len(sides) == 1 else None


def _truth(value: object) -> bool | None:
    if isinstance(value, Plain):
        return value.there or None
    if isinstance(value, Many):
        return bool(value.fixed) or None  # a list that was written with items in it
    return bool(value.value) if isinstance(value, Const) else None


def test(engine: Engine, frame: Frame, node: Expression) -> bool | None:
    """Read a condition; return how it goes where that is certain."""
    values = evaluate(engine, frame, node)
    _weighed(engine, frame, node, values)
    return truth(values)


def _weighed(engine: Engine, frame: Frame, node: Expression, values: Values) -> None:
    """Note that values are asked whether they are true."""
    engine.consume(values, frame.place(node))
    if isinstance(node, Chain) and any(isinstance(value, Rows) for value in values):
        whole(engine, frame, node, "bool", frame.place(node))


def _name(engine: Engine, frame: Frame, node: Name) -> Values:
    found = frame.find(node.id)
    return found if found is not None else global_name(engine, frame.module, node.id)


def _constant(engine: Engine, frame: Frame, node: Constant) -> Values:
    return PLAIN if isinstance(node.value, float) else (Const(node.value),)


def _plain(engine: Engine, frame: Frame, node: Expression) -> Values:
    return PLAIN


def _unread(engine: Engine, frame: Frame, node: Unread) -> Values:
    return unknown(node.why)


def _fstring(engine: Engine, frame: Frame, node: FString) -> Values:
    parts: list[Values] = []
    for part in node.parts:
        parts.append(evaluate(engine, frame, part))
        if not isinstance(part, Constant):
            engine.text_of(parts[-1], frame.place(part))
    return _joined_texts(parts)


def _joined_texts(parts: Iterable[Values]) -> Values:
    """Return the one text that literal parts make together."""
    found: list[str] = []
    for values in parts:
        value = values[0] if len(values) == 1 else None
        if not isinstance(value, Const) or not isinstance(value.value, str):
            return PLAIN
        found.append(value.value)
    return (Const("".join(found)),)


def _operation(engine: Engine, frame: Frame, node: Operation) -> Values:
    sides = [evaluate(engine, frame, operand) for operand in node.operands]
    found = sides[0]
    for operator, operand, right in zip(node.operators, node.operands[1:], sides[1:], strict=True):
        if operator == "%":
            _format(engine, right, operand, frame)
            found = PLAIN
        elif operator in ("|", "&", "+", "-"):
            found = _combined(found, right, operator)
        else:
            found = PLAIN
    return found


def _format(engine: Engine, values: Values, node: Expression, frame: Frame) -> None:
    place = frame.place(node)
    for value in values:
        parts = value.items if isinstance(value, Many) and value.kind != "dict" else (value,)
        if isinstance(value, Many) and value.fixed is not None:
            parts = tuple(each for part in value.fixed for each in part)
        engine.text_of(parts, place)


def _combined(left: Values, right: Values, operator: str) -> Values:
    if operator == "+" and (text := _joined_texts((left, right))) != PLAIN:
        return text
    if any(isinstance(value, Rows | Many) for value in (*left, *right)):
        return combined(left, right)
    return PLAIN if any(isinstance(value, Plain | Const) for value in (*left, *right)) else join(left, right)


def _boolean(engine: Engine, frame: Frame, node: Boolean) -> Values:
    found: list[Values] = []
    for operand in node.operands:
        values = evaluate(engine, frame, operand)
        engine.consume(values, frame.place(operand))
        certain = truth(values)
        if certain is (node.operator == "and") and operand is not node.operands[-1]:
            continue
        if certain is False and node.operator == "and":
            return values  # nothing before it is true of itself
        found.append(values)
        if certain is (node.operator == "or"):
            break
    return join(*found)


def _comparison(engine: Engine, frame: Frame, node: Comparison) -> Values:
    sides = [evaluate(engine, frame, operand) for operand in node.operands]
    for operator, operand, right in zip(node.operators, node.operands[1:], sides[1:], strict=True):
        if operator in ("in", "not in"):
            engine.each_of(right, frame.place(operand))
            if isinstance(operand, Chain) and any(isinstance(value, Rows) for value in right):
                whole(engine, frame, operand, "in", frame.place(node))
    if len(sides) == 2 and node.operators[0] in ("is", "is not", "==", "!="):
        return _decided(engine, sides[0], sides[1], node.operators[0])
    return PLAIN


def _decided(engine: Engine, left: Values, right: Values, operator: str) -> Values:
    """Return how a comparison goes where it is certain, whatever the left side is."""
    if len(right) != 1 or not isinstance(right[0], Const):
        return PLAIN
    sides = {_is_same(engine, value, right[0]) for value in left}
    if len(sides) != 1 or None in sides:
        return PLAIN
    return _TRUE if sides.pop() is (operator in ("is", "==")) else _FALSE


def _is_same(engine: Engine, value: Value, constant: Const) -> bool | None:
    """Whether a value is a literal, None where that is not certain."""
    if isinstance(value, Const):
        return value.value == constant.value
    if isinstance(value, Row) and may_be_none(engine.models, value):
        return None
    is_there = value.there if isinstance(value, Plain) else not isinstance(value, Unknown)
    return False if constant.value is None and is_there else None


def _unary(engine: Engine, frame: Frame, node: Unary) -> Values:
    values = evaluate(engine, frame, node.operand)
    if node.operator != "not":
        return PLAIN
    _weighed(engine, frame, node.operand, values)
    certain = truth(values)
    return PLAIN if certain is None else (_FALSE if certain else _TRUE)


def _conditional(engine: Engine, frame: Frame, node: Conditional) -> Values:
    certain = test(engine, frame, node.test)
    if certain is not None:
        return evaluate(engine, frame, node.body if certain else node.orelse)
    return join(evaluate(engine, frame, node.body), evaluate(engine, frame, node.orelse))


def _lambda(engine: Engine, frame: Frame, node: Lambda) -> Values:
    return (Closure(node, frame),)


def _sequence(engine: Engine, frame: Frame, node: Sequence) -> Values:
    parts = tuple(evaluate(engine, frame, item) for item in node.items)
    starred = any(isinstance(item, Starred) for item in node.items)
    if node.kind != "set" and not starred and parts:
        return (Many(node.kind, join(*parts), fixed=parts),)
    return (Many(node.kind, join(*parts)),)


def _starred(engine: Engine, frame: Frame, node: Starred) -> Values:
    return engine.each_of(evaluate(engine, frame, node.value), frame.place(node))


def _mapping(engine: Engine, frame: Frame, node: Mapping) -> Values:
    keys: Values = ()
    items: Values = ()
    named: dict[str, Values] = {}
    for entry in node.entries:
        value = evaluate(engine, frame, entry.value)
        if entry.key is None:
            for each in value:
                if isinstance(each, Many):
                    keys, items = join(keys, each.keys), join(items, each.items)
                    named.update(each.named)
            continue
        keys, items = join(keys, evaluate(engine, frame, entry.key)), join(items, value)
        if isinstance(entry.key, Constant) and isinstance(entry.key.value, str):
            named[entry.key.value] = value
    return (Many("dict", items, keys, named=tuple(named.items())),)


def comprehension(engine: Engine, frame: Frame, node: Comprehension, *, once: bool = False) -> Values:
    """Return what a comprehension gathers; with `once` only its first item is ever asked for."""
    before = dict(frame.env)
    frame.enter_loop()
    engine.looping += 1
    for clause in node.clauses:
        frame.waits = not clause.asynchronous
        iterable = evaluate(engine, frame, clause.iterable)
        fetched_by_name(engine, frame, clause.iterable, iterable)
        if len(node.clauses) == 1:
            read = (node.element, node.value, clause.conditions)
            unused(engine, frame, (clause.target, clause.iterable), iterable, read)
        items = engine.each_of(iterable, frame.place(clause.iterable))
        frame.waits = True
        frame.turns.append(turn_of(() if once else iterable, () if once else items, node))
        bind(engine, frame, clause.target, items)
        for condition in clause.conditions:
            test(engine, frame, condition)
        if once:
            bind(engine, frame, clause.target, singled(items))
    element = evaluate(engine, frame, node.element)
    value = evaluate(engine, frame, node.value) if node.value is not None else ()
    engine.looping -= 1
    del frame.turns[len(frame.turns) - len(node.clauses) :]
    frame.leave_loop()
    frame.env = before
    if node.kind == "dict":
        return (Many("dict", value, element),)
    return (Many(node.kind, element),)


def _await(engine: Engine, frame: Frame, node: Await) -> Values:
    return evaluate(engine, frame, node.value)


def _yield(engine: Engine, frame: Frame, node: Yield) -> Values:
    frame.generates = True
    if node.value is not None:
        values = evaluate(engine, frame, node.value)
        items = engine.each_of(values, frame.place(node)) if node.delegates else values
        frame.yields = join(frame.yields, items)
    return unknown("what is sent to a generator")


def _walrus(engine: Engine, frame: Frame, node: Walrus) -> Values:
    values = evaluate(engine, frame, node.value)
    frame.bind(node.name, values)
    return values


def _slice(engine: Engine, frame: Frame, node: Slice) -> Values:
    evaluate_all(engine, frame, (side for side in (node.lower, node.upper, node.step) if side is not None))
    return PLAIN


def evaluate_all(engine: Engine, frame: Frame, nodes: Iterable[Expression]) -> None:
    """Read expressions for what they read."""
    for node in nodes:
        evaluate(engine, frame, node)


_BY_TYPE: dict[type, Callable[[Engine, Frame, Any], Values]] = {
    Name: _name,
    Constant: _constant,
    Bytes: _plain,
    Opaque: _plain,
    FString: _fstring,
    Chain: chains.chain,
    Operation: _operation,
    Boolean: _boolean,
    Comparison: _comparison,
    Unary: _unary,
    Conditional: _conditional,
    Lambda: _lambda,
    Sequence: _sequence,
    Mapping: _mapping,
    Comprehension: comprehension,
    Starred: _starred,
    Await: _await,
    Yield: _yield,
    Walrus: _walrus,
    Slice: _slice,
    Unread: _unread,
}
