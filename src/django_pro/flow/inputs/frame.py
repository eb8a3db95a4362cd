"""One function being read: what its names hold, statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django_pro.flow.inputs.calls import Calls
from django_pro.flow.inputs.dangers import taken
from django_pro.flow.inputs.guards import absent, after, checked
from django_pro.flow.inputs.values import NOTHING, Entry, Landing, Origin, Source, Taint, Taints, merged
from django_pro.flow.values import Place
from django_pro.project.names import Defined
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assert,
    Assign,
    Attribute,
    AugmentedAssign,
    Chain,
    Constant,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Item,
    Jump,
    Match,
    Name,
    Node,
    Raise,
    Return,
    Sequence,
    Starred,
    Statement,
    Try,
    While,
    With,
    body_of,
)

if TYPE_CHECKING:
    from django_pro.flow.inputs.reading import Inputs

Names = dict[str, Taints]


class Frame:
    """The state of one reading: `names` hold taints, `literals` the expression that a name was given last."""

    def __init__(self, inputs: Inputs, function: Defined, given: Names, depth: int) -> None:
        self.inputs = inputs
        self.function = function
        self.names: Names = dict(given)
        self.bound: set[str] = {each.name for each in getattr(function.node, "parameters", ())}
        self.values: dict[str, Expression] = {}
        #: Dictionaries that hold `shell`, and parameters that are None where the reading is.
        self.shells: set[str] = set()
        self.absent: frozenset[str] = frozenset()
        self.depth = depth
        self.returns: Taints = NOTHING
        self.entries: list[Entry] = []
        self.owner = inputs.owner(function)
        self.calls = Calls(self)

    @property
    def path(self) -> str:
        """The file of the function."""
        return self.function.module.path

    def place(self, node: Node) -> Place:
        """Return a node's place."""
        return Place(self.path, node.start, node.end)

    def is_model(self, name: str) -> bool:
        """Whether a class of this full name is a model."""
        found = self.inputs.project.names.dotted(name)
        return any(isinstance(each, Defined) and self.inputs.models.of(each) is not None for each in found)

    def source(self, origin: Origin, node: Node, label: str) -> Taints:
        """Return a value that enters here."""
        return frozenset({Taint(Source(origin, self.place(node), label))})

    def run(self) -> None:
        """Read the whole function."""
        assert isinstance(self.function.node, Function)
        self.block(body_of(self.function.node))

    def block(self, statements: Iterable[Statement]) -> None:
        """Read statements in order."""
        for each in statements:
            handler = _STATEMENTS.get(type(each))
            if handler is not None:
                handler(self, each)

    def value(self, node: Expression) -> Taints:
        """Return what an expression may hold."""
        return self.calls.value(node)

    def assign(self, target: Expression, taints: Taints, value: Expression | None = None) -> None:
        """Give a name, an attribute of `self` or an item what it is assigned."""
        if isinstance(target, Name):
            self.names = {**self.names, target.id: merged(taints)}
            self.bound.add(target.id)
            self.values.pop(target.id, None)
            if value is not None:
                self.values[target.id] = value
        elif isinstance(target, Sequence):
            parts = value.items if isinstance(value, Sequence) and len(value.items) == len(target.items) else ()
            for at, each in enumerate(target.items):
                part = parts[at] if parts else None
                given = self.value(part) if part is not None else taken(taints, None)
                self.assign(each.value if isinstance(each, Starred) else each, given, part)
        elif isinstance(target, Chain) and isinstance(target.base, Name):
            self._assign_part(target, taints)

    def _assign_part(self, target: Chain, taints: Taints) -> None:
        assert isinstance(target.base, Name)
        last = target.steps[-1]
        if isinstance(last, Item) and len(target.steps) == 1:
            self._put(target.base.id, last, taints)
        elif target.base.id == "self" and self.owner is not None and len(target.steps) == 1 and taints:
            key = (self.owner.name, getattr(last, "name", ""))
            sent = frozenset(each for each in taints if each.source.origin is not Origin.PARAMETER)
            self.inputs.attributes[key] = self.inputs.attributes.get(key, NOTHING) | sent

    def _put(self, name: str, item: Item, taints: Taints) -> None:
        """Put a value into a container under a key."""
        keys = self.value(item.index)
        key = str(item.index.value) if isinstance(item.index, Constant) else ""
        if key == "shell":
            self.shells.add(name)
        before = frozenset(each for each in self.names.get(name, NOTHING) if not key or each.held != key)
        if key:
            before = frozenset(
                replace(each, without=each.without | {key}) if each.held is None else each for each in before
            )
        self.names = {**self.names, name: before | keys | frozenset(replace(each, held=key) for each in taints)}

    def bind(self, target: Expression, iterable: Expression) -> None:
        """Give the names of a loop what one turn holds; the keys of the program's own containers are its own."""
        taints = self.value(iterable)
        call = iterable.steps[-2] if isinstance(iterable, Chain) and len(iterable.steps) > 1 else None
        pair = isinstance(target, Sequence) and len(target.items) == 2
        if isinstance(call, Attribute) and call.name == "items" and isinstance(target, Sequence) and pair:
            keys = frozenset(each for each in taints if each.held is None)
            self.assign(target.items[0], taken(keys, None))
            self.assign(target.items[1], taken(taints, None))
        else:
            self.assign(target, taken(taints, None))

    def land(self, kind_of: Entry) -> None:
        """Note that a value reaches a dangerous call: a finding, or an entry where it is a parameter."""
        if kind_of.taint.source.origin is Origin.PARAMETER:
            if len(kind_of.trail) < 4:
                self.entries.append(replace(kind_of, absent=self.absent))
            return
        found = Landing(kind_of.kind, kind_of.call, kind_of.taint, kind_of.place, kind_of.function, kind_of.trail)
        self.inputs.land(found)

    def branch(self, statements: Iterable[Statement], names: Names) -> Names:
        """Read a branch with names of its own and return them."""
        before, self.names = self.names, dict(names)
        self.block(statements)
        found, self.names = self.names, before
        return found


def joined(ways: Iterable[Names]) -> Names:
    """Return what names may hold where several ways meet."""
    every = list(ways)
    found: Names = {}
    for way in every:
        for name, taints in way.items():
            if name[0] == "?" and not all(name in each for each in every):
                continue  # a question that was not asked on every way settles nothing
            found[name] = found.get(name, NOTHING) | taints
    return {name: merged(taints) for name, taints in found.items()}


def _leaves(statements: tuple[Statement, ...]) -> bool:
    """Whether statements end the function or the turn of a loop."""
    last = statements[-1] if statements else None
    return isinstance(last, Return | Raise) or (isinstance(last, Jump) and last.kind != "pass")


def _assign(frame: Frame, node: Assign) -> None:
    taints = frame.value(node.value)
    for target in node.targets:
        frame.assign(target, taints, node.value)


def _annotated(frame: Frame, node: AnnotatedAssign) -> None:
    if node.value is not None:
        frame.assign(node.target, frame.value(node.value), node.value)


def _augmented(frame: Frame, node: AugmentedAssign) -> None:
    added = frame.value(node.value)
    before = frame.value(node.target)
    if added:
        added = frozenset(Taint(each.source, each.harmless, True, False) for each in added)
    frame.assign(node.target, before | added)


def _evaluate(frame: Frame, node: Evaluate) -> None:
    frame.value(node.value)
    if isinstance(node.value, Chain):
        after(frame, node.value)


def _return(frame: Frame, node: Return) -> None:
    if node.value is not None:
        frame.returns |= frame.value(node.value)


def _raise(frame: Frame, node: Raise) -> None:
    if node.exception is not None:
        frame.value(node.exception)


def _assert(frame: Frame, node: Assert) -> None:
    frame.value(node.test)
    frame.names = checked(frame, node.test, frame.names, holds=True)


def _if(frame: Frame, node: If) -> None:
    names = frame.names
    ways: list[Names] = []
    for each in node.branches:
        frame.names = names
        frame.value(each.test)
        before, frame.absent = frame.absent, frame.absent | absent(each.test)
        found = frame.branch(each.body, checked(frame, each.test, frame.names, holds=True))
        frame.absent = before
        if not _leaves(each.body):
            ways.append(found)
        names = checked(frame, each.test, frame.names, holds=False)
    otherwise = frame.branch(node.orelse, names)
    if not _leaves(node.orelse):
        ways.append(otherwise)
    frame.names = joined(ways) if ways else names


def _for(frame: Frame, node: For) -> None:
    frame.bind(node.target, node.iterable)
    before = dict(frame.names)
    for _ in range(2):
        frame.block(node.body)
        frame.names = joined((before, frame.names))
    frame.block(node.orelse)


def _while(frame: Frame, node: While) -> None:
    frame.value(node.test)
    before = dict(frame.names)
    for _ in range(2):
        frame.block(node.body)
        frame.names = joined((before, frame.names))
    frame.block(node.orelse)


def _with(frame: Frame, node: With) -> None:
    for each in node.items:
        taints = frame.value(each.context)
        if each.target is not None:
            frame.assign(each.target, taints, each.context)
    frame.block(node.body)


def _try(frame: Frame, node: Try) -> None:
    before = dict(frame.names)
    frame.block(node.body)
    ways = [frame.names]
    start = joined((before, frame.names))
    for handler in node.handlers:
        found = frame.branch(handler.body, {**start, **({handler.name: NOTHING} if handler.name else {})})
        if not _leaves(handler.body):
            ways.append(found)
    frame.names = joined(ways)
    frame.block(node.orelse)
    frame.block(node.finalbody)


def _match(frame: Frame, node: Match) -> None:
    frame.value(node.subject)
    frame.names = joined([frame.names, *(frame.branch(case.body, frame.names) for case in node.cases)])


def _function(frame: Frame, node: Function) -> None:
    inner = {each.name: NOTHING for each in node.parameters}
    frame.bound.update(inner)
    frame.branch(body_of(node), {**frame.names, **inner})


_STATEMENTS: dict[type, Callable[[Frame, Any], None]] = {
    Assign: _assign, AnnotatedAssign: _annotated, AugmentedAssign: _augmented, Evaluate: _evaluate, Return: _return,
    Raise: _raise, Assert: _assert, If: _if, For: _for, While: _while, With: _with, Try: _try, Match: _match,
    Function: _function,
}  # fmt: skip
