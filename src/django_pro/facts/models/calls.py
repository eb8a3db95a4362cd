"""What a class body's assignment constructs: the class called, and the arguments it gets in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.project.bindings import Bindings, bindings_of
from django_pro.project.classes import Classes
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External, Names, Value
from django_pro.source.syntax import (
    Argument,
    Assign,
    Attribute,
    Call,
    Chain,
    Class,
    Conditional,
    Constant,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Item,
    Return,
    Statement,
    Try,
    While,
    With,
    body_of,
)  # fmt: skip

#: A factory that calls a factory that calls a factory is followed this far.
DEEPEST = 4


@dataclass(frozen=True)
class Construction:
    """A call of a class: `positional` and `keywords` as written there, `module` the one whose names they use.

    `cls` is None where the class cannot be seen; `name` is then what is known of its name.
    """

    cls: Defined | None
    name: str
    module: ModuleFile
    arguments: tuple[Argument, ...]

    @property
    def positional(self) -> list[Expression]:
        """Return the positional arguments."""
        return [each.value for each in self.arguments if each.name is None and not each.stars]

    def keyword(self, name: str) -> Expression | None:
        """Return a keyword argument."""
        return next((each.value for each in self.arguments if each.name == name), None)


def construction(names: Names, module: ModuleFile, value: Expression, depth: int = 0) -> Construction | None:
    """Return what an expression constructs: a call of a class, of a factory, or of a `partial` of one."""
    if isinstance(value, Conditional):
        return construction(names, module, value.body, depth) or construction(names, module, value.orelse, depth)
    if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call) or depth > DEEPEST:
        return None
    call, called = value.steps[-1], _without_last(value)
    for target in names.resolve(module, called):
        for found in names.follow(target):
            if isinstance(found, Defined) and isinstance(found.node, Class):
                return Construction(found, found.name, module, call.arguments)
            if isinstance(found, Defined) and (made := _made_by(names, found, depth)):
                return made
            if isinstance(found, External):
                return Construction(None, found.name, module, call.arguments)
            if isinstance(found, Value) and (part := _partial(names, found, call, depth)):
                return part
    return None


def _without_last(chain: Chain) -> Expression:
    rest = chain.steps[:-1]
    return Chain(chain.start, rest[-1].end, chain.base, rest) if rest else chain.base


def _made_by(names: Names, factory: Defined, depth: int) -> Construction | None:
    """Return what a factory function constructs and returns."""
    assert isinstance(factory.node, Function)
    for statement in statements(body_of(factory.node)):
        if isinstance(statement, Return) and statement.value is not None:
            made = construction(names, factory.module, statement.value, depth + 1)
            if made:
                return made
    return None


def _partial(names: Names, value: Value, call: Call, depth: int) -> Construction | None:
    made = construction(names, value.module, value.expression, depth + 1)
    if made is None or made.name not in ("functools.partial", "partial") or not made.positional:
        return None
    for target in names.resolve(value.module, made.positional[0]):
        for found in names.follow(target):
            if isinstance(found, Defined):
                return Construction(found, found.name, value.module, (*call.arguments, *made.arguments[1:]))
    return None


def statements(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield the statements of a body and of the blocks inside it, not of functions and classes."""
    for statement in body:
        yield statement
        if isinstance(statement, If):
            for branch in statement.branches:
                yield from statements(branch.body)
            yield from statements(statement.orelse)
        elif isinstance(statement, Try):
            for handler in statement.handlers:
                yield from statements(handler.body)
            yield from statements((*statement.body, *statement.orelse, *statement.finalbody))
        elif isinstance(statement, With):
            yield from statements(statement.body)
        elif isinstance(statement, For | While):
            yield from statements((*statement.body, *statement.orelse))


@dataclass(frozen=True)
class Given:
    """An argument, and the module and function whose names it uses."""

    name: str | None
    value: Expression
    module: ModuleFile
    local: Bindings | None = None


class Defaults:
    """The arguments that a class's own `__init__` gives to the class above it."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self._found: dict[Defined, tuple[Given, ...]] = {}

    def of(self, cls: Defined) -> tuple[Given, ...]:
        """Return keyword arguments set in the `__init__`s along the MRO, nearest first."""
        found = self._found.get(cls)
        if found is None:
            found = self._found[cls] = tuple(self._collect(cls))
        return found

    def _collect(self, cls: Defined) -> Iterator[Given]:
        for owner in self.classes.mro(cls).classes:
            if owner.name.startswith("django.db.models."):
                return
            for node in self.classes.own(owner).get("__init__", ()):
                if isinstance(node, Function):
                    body = body_of(node)
                    local = bindings_of(body)
                    for argument in (each for statement in statements(body) for each in _given(statement)):
                        yield self._of_self(cls, argument) or Given(argument.name, argument.value, owner.module, local)

    def _of_self(self, cls: Defined, argument: Argument) -> Given | None:
        """Return an argument that is `self.name`, where the class gives the name a value."""
        chain = argument.value
        if not isinstance(chain, Chain) or len(chain.steps) != 1 or getattr(chain.base, "id", "") != "self":
            return None
        step = chain.steps[0]
        member = self.classes.member(cls, step.name) if isinstance(step, Attribute) else None
        if member is None or member.value is None:
            return None
        return Given(argument.name, member.value, member.owner.module)


def _given(statement: Statement) -> Iterator[Argument]:
    """Yield what `kwargs["x"] = …`, `kwargs.setdefault("x", …)` and `super().__init__(x=…)` give."""
    if isinstance(statement, Assign):
        for target in statement.targets:
            if isinstance(target, Chain) and len(target.steps) == 1 and isinstance(target.steps[0], Item):
                index = target.steps[0].index
                if (
                    getattr(target.base, "id", "") == "kwargs"
                    and isinstance(index, Constant)
                    and isinstance(index.value, str)
                ):
                    value = _otherwise(statement.value, index.value)
                    yield Argument(statement.start, statement.end, value, index.value)
    elif isinstance(statement, Evaluate) and isinstance(statement.value, Chain):
        yield from _given_by_call(statement.value)


def _otherwise(value: Expression, name: str) -> Expression:
    """Return the default of `kwargs.get(name, default)`, any other expression as it is."""
    if not isinstance(value, Chain) or len(value.steps) != 2 or getattr(value.base, "id", "") != "kwargs":
        return value
    step, call = value.steps
    if not isinstance(step, Attribute) or step.name != "get" or not isinstance(call, Call) or len(call.arguments) != 2:
        return value
    asked = call.arguments[0].value
    return call.arguments[1].value if isinstance(asked, Constant) and asked.value == name else value


def _given_by_call(chain: Chain) -> Iterator[Argument]:
    names = [step.name for step in chain.steps if isinstance(step, Attribute)]
    last = chain.steps[-1]
    if not isinstance(last, Call) or not names:
        return
    if names[-1] == "setdefault" and len(last.arguments) == 2 and getattr(chain.base, "id", "") == "kwargs":
        key, value = last.arguments
        if isinstance(key.value, Constant) and isinstance(key.value.value, str):
            yield Argument(value.start, value.end, value.value, key.value.value)
    elif names[-1] == "update" and getattr(chain.base, "id", "") == "kwargs":
        yield from (argument for argument in last.arguments if argument.name)
    elif names[-1] == "__init__":
        for at, argument in enumerate(last.arguments):
            if argument.name:
                yield argument
            elif at == 0 and not argument.stars and getattr(argument.value, "id", "") not in ("self", "to"):
                yield Argument(argument.start, argument.end, argument.value, "to")
