"""What statements do to the names of a frame: one function for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django_pro.flow import expressions
from django_pro.flow.arguments import Arguments
from django_pro.flow.asking import turn_of
from django_pro.flow.binding import bind
from django_pro.flow.drawing import changed, fetched_by_name
from django_pro.flow.frame import Env, Frame
from django_pro.flow.leaving import fills_a_memory, leaves_all, leaves_loop
from django_pro.flow.names import from_targets
from django_pro.flow.unused import unused
from django_pro.flow.values import Closure, Instance, Many, Place, Row, Value, Values, join, matters, singled, unknown
from django_pro.project.bindings import bindings_of
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assert,
    Assign,
    AugmentedAssign,
    Branch,
    Class,
    Delete,
    Evaluate,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    Jump,
    Match,
    Name,
    Operation,
    Pattern,
    Raise,
    Return,
    Scope,
    Statement,
    Try,
    TypeAlias,
    Unread,
    While,
    With,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: A loop's body is read again while what it leaves behind still changes, at most so often.
MAX_ROUNDS = 2


def run(engine: Engine, frame: Frame, body: Iterable[Statement]) -> bool:
    """Read statements in order; return whether the end of them is ever reached."""
    for statement in body:
        engine.steps += 1
        if _BY_TYPE[type(statement)](engine, frame, statement) is False:
            return False
    return True


def _assign(engine: Engine, frame: Frame, node: Assign) -> None:
    values = engine.evaluate(frame, node.value)
    for target in node.targets:
        if isinstance(node.value, Operation):
            changed(engine, frame, target, node.value, frame.place(node))
        bind(engine, frame, target, values)


def _annotated(engine: Engine, frame: Frame, node: AnnotatedAssign) -> None:
    if node.value is not None:
        bind(engine, frame, node.target, engine.evaluate(frame, node.value))


def _augmented(engine: Engine, frame: Frame, node: AugmentedAssign) -> None:
    added = engine.evaluate(frame, node.value)
    changed(engine, frame, node.target, None, frame.place(node))
    before = engine.evaluate(frame, node.target)
    if isinstance(node.target, Name):
        grown = tuple(_grown(engine, value, added, frame, node) for value in before)
        frame.bind(node.target.id, join(*grown))


def _grown(engine: Engine, value: object, added: Values, frame: Frame, node: AugmentedAssign) -> Values:
    if isinstance(value, Many) and value.kind == "dict" and node.operator == "|":
        sides = (value, *(each for each in added if isinstance(each, Many)))
        named = {name: values for side in sides for name, values in side.named}
        items, keys = join(*(side.items for side in sides)), join(*(side.keys for side in sides))
        return (Many("dict", items, keys, named=tuple(named.items())),)
    if isinstance(value, Many):
        return (Many(value.kind, join(value.items, engine.each_of(added, frame.place(node.value))), value.keys),)
    return (value,)  # type: ignore[return-value]  # one of the values of a name


def _evaluate(engine: Engine, frame: Frame, node: Evaluate) -> None:
    engine.evaluate(frame, node.value)


def _return(engine: Engine, frame: Frame, node: Return) -> bool:
    values = engine.evaluate(frame, node.value) if node.value is not None else expressions.NOTHING
    frame.returns = join(frame.returns, values)
    return False


def _raise(engine: Engine, frame: Frame, node: Raise) -> bool:
    if node.exception is not None:
        engine.evaluate(frame, node.exception)
    return False


def _assert(engine: Engine, frame: Frame, node: Assert) -> None:
    engine.evaluate(frame, node.test)


def _jump(engine: Engine, frame: Frame, node: Jump) -> bool:
    if node.kind != "pass" and frame.jumps:
        frame.jumps[-1].append(frame.env)
    return node.kind == "pass"


def _nothing(engine: Engine, frame: Frame, node: Statement) -> None:
    """Statements that lead to no rows: `del`, `global`, `type`, a class inside a function, what could not be read."""


def _imports(engine: Engine, frame: Frame, node: Import | ImportFrom) -> None:
    bindings = bindings_of((node,))
    for name in bindings.names:
        frame.bind(name, from_targets(engine, engine.names.name(frame.module, name, bindings)))


def _function(engine: Engine, frame: Frame, node: Function) -> None:
    frame.bind(node.name, (Closure(node, frame),))


# Branches


def _if(engine: Engine, frame: Frame, node: If) -> bool:
    ends: list[Env] = []
    for branch in node.branches:
        certain = expressions.test(engine, frame, branch.test)
        if certain is False:
            continue
        before = frame.env
        frame.env = dict(before)
        if _block(engine, frame, branch):
            ends.append(frame.env)
        frame.env = before
        if certain is True:
            break
    else:
        before = frame.env
        frame.env = dict(before)
        turns = frame.turns
        _leave(frame, node.orelse)
        if run(engine, frame, node.orelse):
            ends.append(frame.env)
        frame.env, frame.turns = before, turns
    if not ends:
        return False
    frame.env = merged(ends)
    return True


def _block(engine: Engine, frame: Frame, branch: Branch) -> bool:
    turns, over = frame.turns, frame.over
    if fills_a_memory(branch.test, branch.body):
        _once(frame, (name for loop in frame.loops for name in loop))
        frame.turns, frame.over = [], None
    _leave(frame, branch.body)
    reached = run(engine, frame, branch.body)
    frame.turns, frame.over = turns, over
    return reached


def _leave(frame: Frame, body: tuple[Statement, ...]) -> None:
    """A block that leaves its loop runs once for it, whatever the number of rows."""
    if leaves_all(body):
        _once(frame, (name for loop in frame.loops for name in loop))
        frame.turns = []
    elif leaves_loop(body) and frame.loops:
        _once(frame, frame.loops[-1])
        frame.turns = frame.turns[:-1]


def _once(frame: Frame, names: Iterable[str]) -> None:
    for name in names:
        values = frame.env.get(name)
        if values is not None and any(isinstance(value, Row) for value in values):
            frame.env[name] = singled(values)


def merged(ends: list[Env]) -> Env:
    """Return what names hold after any of several ways."""
    if len(ends) == 1:
        return ends[0]
    found = dict(ends[0])
    for end in ends[1:]:
        for name, values in end.items():
            before = found.get(name)
            if before is None:
                found[name] = values
            elif before is not values:
                found[name] = join(before, values)
    for name in [name for name in found if "." in name or "[" in name]:
        if not all(name in end for end in ends):
            del found[
                name
            ]  # a bare name may be bound on some ways only, a place such as `self.books` is then what it was
    return found


def _try(engine: Engine, frame: Frame, node: Try) -> bool:
    before = dict(frame.env)
    ends: list[Env] = []
    if run(engine, frame, node.body) and run(engine, frame, node.orelse):
        ends.append(frame.env)
    for handler in node.handlers:
        frame.env = merged([before, frame.env]) if ends else dict(before)
        if handler.name:
            frame.bind(handler.name, unknown("an exception"))
        if run(engine, frame, handler.body):
            ends.append(frame.env)
    frame.env = merged(ends) if ends else before
    return run(engine, frame, node.finalbody) and bool(ends)


def _with(engine: Engine, frame: Frame, node: With) -> bool:
    for item in node.items:
        values = engine.evaluate(frame, item.context)
        if item.target is not None:
            entered = join(*(_entered(engine, value, frame.place(item.context)) for value in values))
            bind(engine, frame, item.target, entered)
    return run(engine, frame, node.body)


def _entered(engine: Engine, value: Value, place: Place) -> Values:
    """Return what `with … as` binds: what `__enter__` gives, or what a `@contextmanager` yields."""
    if isinstance(value, Row):
        return (value,)
    if isinstance(value, Many) and value.kind == "generator":
        return value.items
    if isinstance(value, Instance) and engine.classes.method(value.cls, "__enter__") is not None:
        return engine.call_of(engine.get(value, "__enter__", place), Arguments(), place)
    return unknown("what a context manager gives")


def _match(engine: Engine, frame: Frame, node: Match) -> bool:
    subject = engine.evaluate(frame, node.subject)
    before = frame.env
    ends: list[Env] = [dict(before)]
    for case in node.cases:
        frame.env = dict(before)
        _capture(frame, case.pattern, subject)
        if case.guard is not None:
            expressions.test(engine, frame, case.guard)
        if run(engine, frame, case.body):
            ends.append(frame.env)
    frame.env = merged(ends)
    return True


def _capture(frame: Frame, pattern: Pattern, subject: Values) -> None:
    if pattern.name:
        frame.bind(
            pattern.name, subject if pattern.kind in ("capture", "class") else unknown("a part of what is matched")
        )
    for part in pattern.parts:
        _capture(frame, part, unknown("a part of what is matched"))


# Loops


def _for(engine: Engine, frame: Frame, node: For) -> bool:
    frame.waits = not node.asynchronous
    iterable = engine.evaluate(frame, node.iterable)
    fetched_by_name(engine, frame, node.iterable, iterable)
    unused(engine, frame, (node.target, node.iterable), iterable, node.body)
    items = engine.each_of(iterable, frame.place(node.iterable))
    frame.waits = True
    if leaves_loop(node.body) or leaves_all(node.body):
        iterable, items = (), singled(items)
    frame.turns.append(turn_of(iterable, items, node))
    _rounds(engine, frame, node.body, lambda: bind(engine, frame, node.target, items))
    frame.turns.pop()
    return run(engine, frame, node.orelse)


def _while(engine: Engine, frame: Frame, node: While) -> bool:
    expressions.test(engine, frame, node.test)
    _rounds(engine, frame, node.body, lambda: None)
    return run(engine, frame, node.orelse)


def _rounds(engine: Engine, frame: Frame, body: tuple[Statement, ...], begin: Callable[[], None]) -> None:
    engine.looping += 1
    frame.enter_loop()
    for _ in range(MAX_ROUNDS):
        before = dict(frame.env)
        begin()
        frame.jumps.append([])
        reached = run(engine, frame, body)
        frame.env = merged([before, *frame.jumps.pop(), *([frame.env] if reached else [])])
        if all(_is_as_before(values, frame.env.get(name, ())) for name, values in before.items()):
            break
    frame.leave_loop()
    engine.looping -= 1


def _is_as_before(before: Values, after: Values) -> bool:
    """Whether a loop left a name as it was, or left nothing there that leads to the database."""
    return before is after or before == after or not any(matters(value) for value in after)


_BY_TYPE: dict[type, Callable[[Engine, Frame, Any], bool | None]] = {
    Assign: _assign,
    AnnotatedAssign: _annotated,
    AugmentedAssign: _augmented,
    Evaluate: _evaluate,
    Return: _return,
    Raise: _raise,
    Assert: _assert,
    Jump: _jump,
    Delete: _nothing,
    Scope: _nothing,
    TypeAlias: _nothing,
    Class: _nothing,
    Unread: _nothing,
    Import: _imports,
    ImportFrom: _imports,
    Function: _function,
    If: _if,
    Try: _try,
    With: _with,
    Match: _match,
    For: _for,
    While: _while,
}
