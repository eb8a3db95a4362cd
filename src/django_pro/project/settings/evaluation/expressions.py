"""Follows expressions: one handler for each node type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.assigning import assign, key_of
from django_pro.project.settings.evaluation.machine import ROUNDS, Machine, truth
from django_pro.project.settings.evaluation.memory import Entries, Space
from django_pro.project.settings.evaluation.operators import compare, operate
from django_pro.project.settings.evaluation.things import (
    ABSENT,
    EITHER_BOOL,
    TRUE,
    Closure,
    Const,
    Either,
    Given,
    Scope,
    Scoped,
    Thing,
    either,
    is_unsure,
    present,
    ways,
)  # fmt: skip
from django_pro.project.settings.setting import Place
from django_pro.source.syntax import (
    Attribute,
    Boolean,
    Bytes,
    Call,
    Chain,
    Clause,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Item,
    Lambda,
    Mapping,
    Name,
    Operation,
    Sequence,
    Slice,
    Starred,
    Unary,
    Walrus,
)  # fmt: skip


def constant(_: Machine, node: Constant | Bytes, __: Scope) -> Thing:
    return Const(node.value)


def name(machine: Machine, node: Name, scope: Scope) -> Thing:
    return machine.look_up(node.id, scope)


def f_string(machine: Machine, node: FString, scope: Scope) -> Thing:
    found: Thing = Const("")
    for part in node.parts:
        value = machine.evaluate(part, scope)
        text = machine.over(value, _text)
        found = operate(machine, "+", found, text)
    return found


def _text(value: Thing) -> Thing:
    if isinstance(value, Const) and isinstance(value.value, str | int | float | PurePosixPath | None):
        return Const(str(value.value))
    return value if isinstance(value, Unknown) else Unknown("a text with a part that is not known")


def chain(machine: Machine, node: Chain, scope: Scope) -> Thing:
    value = machine.evaluate(node.base, scope)
    for step in node.steps:
        machine.place = Place(scope.module.path, node.start, step.end)
        if isinstance(step, Attribute):
            value = machine.attribute(value, step.name)
        elif isinstance(step, Item):
            value = machine.item(value, machine.evaluate(step.index, scope))
        elif isinstance(node.base, Name) and node.base.id == "super" and step is node.steps[0]:
            value = super_of(machine, scope)
        else:
            place = Place(scope.module.path, node.start, step.end)
            value = _called(machine, value, given(machine, step, scope, place), scope)
    return value


def _called(machine: Machine, function: Thing, given: Given, scope: Scope) -> Thing:
    if isinstance(function, Scoped):
        return function.function(machine, given, scope)
    return machine.call(function, given)


def super_of(machine: Machine, scope: Scope) -> Thing:
    inner: Scope | None = scope
    while inner is not None:
        found = machine.memory.space(inner.space).names.get("super()")
        if found is not None:
            return found.value
        inner = inner.parent
    return Unknown("`super()` outside of a method")


def given(machine: Machine, call: Call, scope: Scope, place: Place) -> Given:
    """Return a call's arguments."""
    positional: list[Thing] = []
    keywords: dict[str, Thing] = {}
    places: list[tuple[int | str, Place]] = []
    open_ = False
    for argument in call.arguments:
        value = machine.evaluate(argument.value, scope)
        where = Place(scope.module.path, argument.value.start, argument.value.end)
        if argument.stars == 1:
            items = machine.items(value)
            positional.extend(items.items if items else ())
            open_ = open_ or items is None or bool(items.open)
        elif argument.stars == 2:
            content = machine.content(value)
            entries = content.entries if isinstance(content, Entries) else {}
            keywords.update({key: each for key, each in entries.items() if isinstance(key, str)})
            open_ = open_ or not isinstance(content, Entries) or bool(content.open)
        elif argument.name is not None:
            keywords[argument.name] = value
            places.append((argument.name, where))
        else:
            places.append((len(positional), where))
            positional.append(value)
    return Given(tuple(positional), tuple(keywords.items()), place, open_, tuple(places))


def operation(machine: Machine, node: Operation, scope: Scope) -> Thing:
    value = machine.evaluate(node.operands[0], scope)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        value = operate(machine, operator, value, machine.evaluate(operand, scope))
    return value


def boolean(machine: Machine, node: Boolean, scope: Scope) -> Thing:
    """Return the first operand that decides; alternatives that do not decide fall through to the next."""
    decides = node.operator == "or"
    found: list[Thing] = []
    last = len(node.operands) - 1
    for at, operand in enumerate(node.operands):
        value = machine.evaluate(operand, scope)
        if at == last:
            found.append(value)
            break
        stops = [each for each in ways(value) if truth(machine, each) is not (not decides)]
        goes_on = [each for each in ways(value) if truth(machine, each) is not decides]
        found.extend(stops)
        if not goes_on:
            break
    return either([*found[::-1]] if len(found) > 1 and _is_default_last(found) else found)


def _is_default_last(found: list[Thing]) -> bool:
    """Whether only the last operand is known: `os.environ.get(…) or "default"`."""
    return isinstance(found[0], Unknown) and not isinstance(found[-1], Unknown)


def comparison(machine: Machine, node: Comparison, scope: Scope) -> Thing:
    values = [machine.evaluate(each, scope) for each in node.operands]
    found: Thing = TRUE
    for at, operator in enumerate(node.operators):
        found = compare(machine, operator, values[at], values[at + 1])
        if truth(machine, found) is not True:
            return found
    return found


def unary(machine: Machine, node: Unary, scope: Scope) -> Thing:
    value = machine.evaluate(node.operand, scope)
    if node.operator == "not":
        return either(_negated(machine, each) for each in ways(value))
    return machine.over(value, lambda each: _signed(node.operator, each))


def _negated(machine: Machine, value: Thing) -> Thing:
    known = truth(machine, value)
    return EITHER_BOOL if known is None else Const(not known)


def _signed(operator: str, value: Thing) -> Thing:
    if isinstance(value, Const) and isinstance(value.value, int | float):
        return Const(
            -value.value
            if operator == "-"
            else ~value.value
            if operator == "~" and isinstance(value.value, int)
            else value.value
        )
    return value if isinstance(value, Unknown) else Unknown("arithmetic on a value")


def conditional(machine: Machine, node: Conditional, scope: Scope) -> Thing:
    test = machine.evaluate(node.test, scope)
    known = truth(machine, test)
    if known is not None:
        return machine.evaluate(node.body if known else node.orelse, scope)
    first_true = truth(machine, ways(test)[0]) is True
    found: list[Thing] = []

    def branch(side: bool) -> bool:
        narrow(machine, node.test, scope, side)
        found.append(machine.evaluate(node.body if side else node.orelse, scope))
        return True

    machine.branches(lambda: branch(first_true), lambda: branch(not first_true))
    return either(found)


def narrow(machine: Machine, test: Expression, scope: Scope, side: bool) -> None:
    """Take from a tested name the alternatives with which a test would go the other way."""
    if isinstance(test, Unary) and test.operator == "not":
        narrow(machine, test.operand, scope, not side)
    elif isinstance(test, Boolean) and (test.operator == "and") is side:
        for operand in test.operands:
            narrow(machine, operand, scope, side)
    elif isinstance(test, Name):
        _narrow_name(machine, test.id, scope, lambda each: truth(machine, each) is not (not side))
    elif isinstance(test, Comparison) and isinstance(test.operands[0], Name) and len(test.operands) == 2:
        other = machine.evaluate(test.operands[1], scope)
        operator = test.operators[0]
        _narrow_name(
            machine,
            test.operands[0].id,
            scope,
            lambda each: truth(machine, compare(machine, operator, each, other)) is not (not side),
        )


def _narrow_name(machine: Machine, name: str, scope: Scope, keeps: Callable[[Thing], bool]) -> None:
    inner: Scope | None = scope
    while inner is not None:
        binding = machine.memory.space(inner.space).names.get(name)
        if binding is not None:
            if isinstance(binding.value, Either):
                kept = [each for each in binding.value.values if each == ABSENT or keeps(each)]
                if kept and len(kept) < len(binding.value.values):
                    narrowed = type(binding)(either(kept), binding.module, binding.place, binding.reads)
                    machine.memory.bind(inner.space, name, narrowed)
            return
        inner = inner.parent


def anonymous(_: Machine, node: Lambda, scope: Scope) -> Thing:
    return Closure(node, scope)


def sequence(machine: Machine, node: Sequence, scope: Scope) -> Thing:
    found: list[Thing] = []
    open_ = ""
    for each in node.items:
        if not isinstance(each, Starred):
            found.append(machine.evaluate(each, scope))
            continue
        value = machine.evaluate(each.value, scope)
        items = machine.items(value)
        if items is None:
            open_ = value.why if isinstance(value, Unknown) else "unpacks a value that is not known"
        else:
            found.extend(items.items)
            open_ = open_ or items.open
    if node.kind == "set":
        found = list(dict.fromkeys(found))
    return machine.list(found, node.kind, open_)


def mapping(machine: Machine, node: Mapping, scope: Scope) -> Thing:
    found: dict[object, Thing] = {}
    open_ = ""
    for entry in node.entries:
        value = machine.evaluate(entry.value, scope)
        if entry.key is None:
            content = machine.content(value)
            if isinstance(content, Entries):
                found.update(content.entries)
                open_ = open_ or content.open
            else:
                open_ = "unpacks a value that is not known"
            continue
        key = key_of(machine, machine.evaluate(entry.key, scope))
        if key is None:
            open_ = "a key is not known"
        else:
            found[key] = value
    return machine.dict(found, open_)


def comprehension(machine: Machine, node: Comprehension, scope: Scope) -> Thing:
    inner = Scope(machine.memory.new(Space({})).id, scope.module, scope)
    opened: list[str] = []
    if node.kind == "dict" and node.value is not None:
        entries: dict[object, Thing] = {}
        for sure in rounds(machine, node.clauses, inner, opened):
            key = key_of(machine, machine.evaluate(node.element, inner))
            value = machine.evaluate(node.value, inner)
            if key is None:
                opened.append("a key is not known")
            else:
                entries[key] = value if sure else either((value, ABSENT))
        return machine.dict(entries, opened[0] if opened else "")
    made: list[Thing] = []
    for sure in rounds(machine, node.clauses, inner, opened):
        value = machine.evaluate(node.element, inner)
        made.append(value if sure else either((value, ABSENT)))
    if node.kind == "set":
        made = list(dict.fromkeys(made))
    return machine.list(made, "list" if node.kind == "generator" else node.kind, opened[0] if opened else "")


def rounds(
    machine: Machine, clauses: tuple[Clause, ...], scope: Scope, opened: list[str], sure: bool = True
) -> Iterator[bool]:
    """Bind a comprehension's targets, round by round; yield whether the round surely takes place."""
    if not clauses:
        yield sure
        return
    first, rest = clauses[0], clauses[1:]
    value = machine.evaluate(first.iterable, scope)
    items = machine.items(value)
    if items is None or items.open:
        opened.append(
            value.why
            if isinstance(value, Unknown)
            else items.open
            if items
            else "it goes over a value that is not known"
        )
    for each in items.items[:ROUNDS] if items else ():
        assign(machine, first.target, present(each), scope)
        tests = [truth(machine, machine.evaluate(test, scope)) for test in first.conditions]
        if False not in tests:
            yield from rounds(machine, rest, scope, opened, sure and None not in tests and not is_unsure(each))


def walrus(machine: Machine, node: Walrus, scope: Scope) -> Thing:
    value = machine.evaluate(node.value, scope)
    machine.bind(scope, node.name, value, node)
    return value


def slice_(machine: Machine, node: Slice, scope: Scope) -> Thing:
    ends = [machine.evaluate(each, scope) if each else Const(None) for each in (node.lower, node.upper, node.step)]
    numbers = [each.value for each in ends if isinstance(each, Const)]
    if len(numbers) == 3 and all(each is None or isinstance(each, int) for each in numbers):
        return machine.list((Const(each) for each in numbers), "slice")
    return Unknown("a slice")


def starred(machine: Machine, node: Starred, scope: Scope) -> Thing:
    return machine.evaluate(node.value, scope)


Handler = Callable[..., Thing]
EXPRESSIONS: dict[type, Handler] = {
    Constant: constant, Bytes: constant, Name: name, FString: f_string, Chain: chain, Operation: operation, Boolean: boolean,
    Comparison: comparison, Unary: unary, Conditional: conditional, Lambda: anonymous, Sequence: sequence, Mapping: mapping,
    Comprehension: comprehension, Walrus: walrus, Slice: slice_, Starred: starred,
}  # fmt: skip
