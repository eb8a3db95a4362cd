"""Follows statements: one handler for each; it returns whether some way goes on behind the statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.assigning import Source, add_reads, assign, holder
from django_pro.project.settings.evaluation.calls import decorated
from django_pro.project.settings.evaluation.expressions import narrow
from django_pro.project.settings.evaluation.importing import imports, imports_from
from django_pro.project.settings.evaluation.machine import ROUNDS, Attempt, Loop, Machine, truth
from django_pro.project.settings.evaluation.memory import Entries, Items, Memory, Space
from django_pro.project.settings.evaluation.operators import operate
from django_pro.project.settings.evaluation.things import (
    NONE,
    Binding,
    ClassThing,
    Closure,
    Either,
    External,
    Given,
    Read,
    Ref,
    Scope,
    Thing,
    is_unsure,
    present,
    ways,
)  # fmt: skip
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assert,
    Assign,
    AugmentedAssign,
    Branch,
    Chain,
    Class,
    Delete,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    Item,
    Jump,
    Match,
    Name,
    Raise,
    Return,
    Statement,
    Try,
    While,
    With,
)  # fmt: skip
from django_pro.source.syntax import (
    Scope as Declared,
)


def assignment(machine: Machine, node: Assign, scope: Scope) -> bool:
    with machine.reads() as reads:
        value = machine.evaluate(node.value, scope)
        for target in node.targets:
            assign(machine, target, value, scope, Source(node, reads))
    return True


def annotated(machine: Machine, node: AnnotatedAssign, scope: Scope) -> bool:
    if scope.is_class and isinstance(node.target, Name):
        machine.bind(scope, f"annotation {node.target.id}", machine.evaluate(node.annotation, scope))
    if node.value is not None:
        with machine.reads() as reads:
            assign(machine, node.target, machine.evaluate(node.value, scope), scope, Source(node, reads))
    elif scope.is_class and isinstance(node.target, Name):
        machine.bind(scope, node.target.id, External("(required)"), node)
    return True


def augmented(machine: Machine, node: AugmentedAssign, scope: Scope) -> bool:
    with machine.reads() as reads:
        left = machine.evaluate(node.target, scope)
        right = machine.evaluate(node.value, scope)
        if node.operator in ("+", "|") and all(_is_mutable(machine, each) for each in ways(left)):
            for each in ways(left):
                _grow(machine, each, right, operate(machine, node.operator, each, right))
            if isinstance(node.target, Name):
                add_reads(machine, node.target.id, scope, reads)
            return True
        value = operate(machine, node.operator, left, right)
        if isinstance(node.target, Name):
            _rebind(machine, node, value, scope, reads)
        else:
            assign(machine, node.target, value, scope, Source(reads=reads))
    return True


def _rebind(machine: Machine, node: AugmentedAssign, value: Thing, scope: Scope, reads: list[Read]) -> None:
    """Bind what an augmented name has become; it still stands where it was first assigned."""
    assert isinstance(node.target, Name)
    where = holder(machine, scope, node.target.id)
    old = machine.memory.space(where.space).names.get(node.target.id)
    assign(machine, node.target, value, scope, Source(node, reads))
    if old is not None:
        new = machine.memory.space(where.space).names[node.target.id]
        machine.memory.bind(where.space, node.target.id, Binding(new.value, old.module, old.place, new.reads))


def _is_mutable(machine: Machine, value: Thing) -> bool:
    content = machine.content(value)
    return (isinstance(content, Items) and content.kind != "tuple") or isinstance(content, Entries)


def _grow(machine: Machine, ref: Thing, right: Thing, whole: Thing) -> None:
    assert isinstance(ref, Ref)
    content, made = machine.content(ref), machine.content(whole)
    if made is not None:
        machine.memory.contents[ref.id] = made
        return
    items = machine.items(right)
    if isinstance(content, Items):
        more = items.items if items else ()
        why = content.open or (
            items.open if items else right.why if isinstance(right, Unknown) else "what is added is not known"
        )
        machine.memory.contents[ref.id] = replace(content, items=(*content.items, *more), open=why)
    elif isinstance(content, Entries):
        machine.memory.contents[ref.id] = replace(content, open="what is added is not known")


def evaluation(machine: Machine, node: Evaluate, scope: Scope) -> bool:
    with machine.reads() as reads:
        value = machine.evaluate(node.value, scope)
        base = node.value.base if isinstance(node.value, Chain) else None
        if isinstance(base, Name):
            add_reads(machine, base.id, scope, reads)
    return value != External("(exit)")


def returning(machine: Machine, node: Return, scope: Scope) -> bool:
    value = machine.evaluate(node.value, scope) if node.value is not None else NONE
    machine.frames[-1].returned.append((machine.memory, value))
    machine.memory = machine.memory.fork()
    return False


def raising(machine: Machine, _: Raise, __: Scope) -> bool:
    if machine.attempts:
        machine.attempts[-1].failed.append(machine.memory.fork())
    return False


def conditional(machine: Machine, node: If, scope: Scope) -> bool:
    return _branch(machine, node.branches, node.orelse, scope)


def _branch(machine: Machine, left: tuple[Branch, ...], orelse: tuple[Statement, ...], scope: Scope) -> bool:
    if not left:
        return machine.execute(orelse, scope)
    first, rest = left[0], left[1:]
    test = machine.evaluate(first.test, scope)
    known = truth(machine, test)
    if known is not None:
        return machine.execute(first.body, scope) if known else _branch(machine, rest, orelse, scope)

    def taken() -> bool:
        narrow(machine, first.test, scope, True)
        return machine.execute(first.body, scope)

    def passed() -> bool:
        narrow(machine, first.test, scope, False)
        return _branch(machine, rest, orelse, scope)

    likely = truth(machine, ways(test)[0]) if ways(test) else None
    return machine.branches(taken, passed) if likely else machine.branches(passed, taken)


def loop(machine: Machine, node: For, scope: Scope) -> bool:
    value = machine.evaluate(node.iterable, scope)
    items = machine.items(value)
    followed = Loop()
    machine.loops.append(followed)
    goes_on = True
    for each in items.items[:ROUNDS] if items else ():
        goes_on = _round(machine, node, each, scope)
        if not goes_on:
            break
    if goes_on and (items is None or items.open):
        why = (
            value.why if isinstance(value, Unknown) else items.open if items else "an item of a value that is not known"
        )
        machine.unsure_rounds += 1
        machine.branches(
            lambda: True, lambda: _round(machine, node, Unknown(why or "an item that is not known"), scope)
        )
        machine.unsure_rounds -= 1
    machine.loops.pop()
    if goes_on:
        goes_on = machine.execute(node.orelse, scope)
    return _left(machine, goes_on, followed.broken)


def _round(machine: Machine, node: For, item: Thing, scope: Scope) -> bool:
    """Follow a loop's body for one item; one that may be absent is followed apart."""

    def body() -> bool:
        assign(machine, node.target, present(item), scope)
        goes_on = machine.execute(node.body, scope)
        waiting, machine.loops[-1].continued = machine.loops[-1].continued, []
        return _left(machine, goes_on, waiting)

    return machine.branches(lambda: True, body) if is_unsure(item) else body()


def _left(machine: Machine, goes_on: bool, others: list[Memory]) -> bool:
    """Join the ways that left early with the one that goes on; return whether there is one."""
    memories = [*([machine.memory.fork()] if goes_on else []), *others]
    if others:
        machine.memory.take(memories)
    return bool(memories)


#: A `while` that may have been left this often is followed round by round no longer.
WAYS_OUT = 4


def repeat(machine: Machine, node: While, scope: Scope) -> bool:
    followed = Loop()
    machine.loops.append(followed)
    goes_on = True
    for _ in range(ROUNDS):
        known = truth(machine, machine.evaluate(node.test, scope))
        if known is False:
            break
        if known is None or len(followed.broken) >= WAYS_OUT:
            machine.unsure_rounds += 1
            machine.branches(lambda: True, lambda: machine.execute(node.body, scope))
            machine.unsure_rounds -= 1
            break
        goes_on = machine.execute(node.body, scope)
        waiting, followed.continued = followed.continued, []
        goes_on = _left(machine, goes_on, waiting)
        if not goes_on:
            break
    machine.loops.pop()
    return _left(machine, goes_on, followed.broken)


def jump(machine: Machine, node: Jump, _: Scope) -> bool:
    if node.kind == "pass" or not machine.loops:
        return True
    kept = machine.loops[-1].broken if node.kind == "break" else machine.loops[-1].continued
    kept.append(machine.memory.fork())
    return False


def attempt(machine: Machine, node: Try, scope: Scope) -> bool:
    followed = Attempt()
    machine.attempts.append(followed)
    goes_on = machine.execute(node.body, scope)
    machine.attempts.pop()
    if goes_on:
        goes_on = machine.execute(node.orelse, scope)
    ends: list[Memory] = [machine.memory.fork()] if goes_on else []
    start = machine.memory
    for failed in followed.failed:
        for handler in node.handlers:
            machine.memory = failed.fork()
            if handler.name:
                machine.bind(scope, handler.name, Unknown("an exception"))
            if machine.execute(handler.body, scope):
                ends.append(machine.memory)
    machine.memory = start
    if ends:
        start.take(ends)
    return machine.execute(node.finalbody, scope) and bool(ends)


def within(machine: Machine, node: With, scope: Scope) -> bool:
    for item in node.items:
        value = machine.evaluate(item.context, scope)
        if item.target is not None:
            assign(machine, item.target, value, scope)
    return machine.execute(node.body, scope)


def matching(machine: Machine, node: Match, scope: Scope) -> bool:
    """Follow a `match` on literal values as its cases say; on anything else, every case."""
    subject = machine.evaluate(node.subject, scope)
    possible: list[Callable[[], bool]] = []
    for case in node.cases:
        fits = _fits(machine, case.pattern, subject, scope) if case.guard is None else None
        if fits is not False:
            possible.append(lambda body=case.body: machine.execute(body, scope))  # type: ignore[misc]  # bound now
        if fits is True:
            return machine.branches(*possible)
    return machine.branches(*possible, lambda: True)


def _fits(machine: Machine, pattern: object, subject: Thing, scope: Scope) -> bool | None:
    kind, value = getattr(pattern, "kind", ""), getattr(pattern, "value", None)
    if kind == "any" or (kind == "capture" and value is None):
        return True
    if kind == "or":
        found = [_fits(machine, part, subject, scope) for part in getattr(pattern, "parts", ())]
        return True if True in found else None if None in found else False
    if kind == "value" and value is not None and not isinstance(subject, Either | Unknown):
        return machine.evaluate(value, scope) == subject
    return None


def deletion(machine: Machine, node: Delete, scope: Scope) -> bool:
    for target in node.targets:
        _delete(machine, target, scope)
    return True


def _delete(machine: Machine, target: Expression, scope: Scope) -> None:
    if isinstance(target, Name) and target.id in machine.memory.space(scope.space).names:
        machine.memory.unbind(scope.space, target.id)
    elif isinstance(target, Chain) and isinstance(target.steps[-1], Item):
        before = target.steps[:-1]
        receiver = machine.evaluate(
            Chain(target.start, target.end, target.base, before) if before else target.base, scope
        )
        machine.call(
            machine.attribute(receiver, "__delitem__"), Given((machine.evaluate(target.steps[-1].index, scope),))
        )


def declared(machine: Machine, node: Declared, scope: Scope) -> bool:
    for name in node.names:
        if node.kind == "global":
            machine.bind(scope, f"global {name}", NONE)
    return True


def function(machine: Machine, node: Function, scope: Scope) -> bool:
    defaults = [
        (each.name, machine.evaluate(each.default, scope)) for each in node.parameters if each.default is not None
    ]
    decorators = tuple(machine.evaluate(each, scope) for each in node.decorators)
    made = Closure(node, scope, tuple(defaults))
    machine.bind(scope, node.name, decorated(machine, made, decorators), node)
    return True


def class_(machine: Machine, node: Class, scope: Scope) -> bool:
    bases = tuple(
        machine.evaluate(each.value, scope) for each in node.arguments if each.name is None and not each.stars
    )
    space = machine.memory.new(Space({})).id
    cls = ClassThing(node, scope, space, bases)
    inner = Scope(space, scope.module, scope, is_class=True)
    machine.execute(node.body, inner)
    machine.bind(scope, node.name, cls, node)
    return True


def assertion(machine: Machine, node: Assert, scope: Scope) -> bool:
    if truth(machine, machine.evaluate(node.test, scope)) is None:
        narrow(machine, node.test, scope, True)
    return True


Handler = Callable[..., bool]
STATEMENTS: dict[type, Handler] = {
    Assign: assignment, AnnotatedAssign: annotated, AugmentedAssign: augmented, Evaluate: evaluation, Return: returning,
    Raise: raising, Assert: assertion, Delete: deletion, Import: imports, ImportFrom: imports_from, If: conditional, For: loop,
    While: repeat, With: within, Try: attempt, Match: matching, Function: function, Class: class_, Jump: jump,
    Declared: declared,
}  # fmt: skip
