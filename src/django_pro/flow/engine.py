"""One reading of a project: enters functions with the values they are called with, and remembers what they gave back.

A function is read once for each different set of arguments that can lead to the database; a reading that met itself
again (recursion) is kept only until the function it began from is done, so that the order of readings never shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from django_pro.facts.admin import Admins
from django_pro.facts.columns import ColumnReader
from django_pro.facts.forms import Forms
from django_pro.facts.models import Models
from django_pro.facts.serializers import Serializers
from django_pro.facts.signals import Signals
from django_pro.facts.templates.classes import ClassRenders
from django_pro.findings.blind import Unknown
from django_pro.flow import attributes, expressions, moves, rows, statements
from django_pro.flow.arguments import UNKNOWN, Arguments, Bound, bound, shared_row
from django_pro.flow.asking import Asking, given_row, handed_on
from django_pro.flow.asks import Ask
from django_pro.flow.frame import Frame
from django_pro.flow.given import GivenMethods
from django_pro.flow.managers import manager_rows
from django_pro.flow.nodes import nodes_in
from django_pro.flow.parameters import first_value, missing_values
from django_pro.flow.sharing import Sharing
from django_pro.flow.templates.reader import Reader
from django_pro.flow.touches import Ledger
from django_pro.flow.values import (
    Closure,
    Instance,
    Many,
    Place,
    Row,
    Rows,
    Value,
    Values,
    join,
    matters,
    unknown,
)  # fmt: skip
from django_pro.project.classes import Member
from django_pro.project.names import Defined, External
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Call,
    Chain,
    Comprehension,
    Expression,
    For,
    Function,
    Lambda,
    Name,
    Statement,
    Walrus,
    body_of,
)

#: Calls inside calls are followed this far.
DEEPEST = 14
#: Statements read for one root: a clique of functions that all call each other ends here.
MAX_STEPS = 12_000
#: A root that met itself in more functions than this stands in a clique of them.
CLIQUE = 50
#: After so many roots of one file that ended so, each next one is given half as much, at least 1 / 2 ** `LEAST` of it.
SPENT, LEAST = 4, 4
#: A function called with more different arguments than this is read with unknown ones.
MAX_CONTEXTS = 800
#: A method that found nothing and gave the same back for so many different objects is read for its own class alone.
MAX_QUIET = 60
#: A method that was begun for so many classes that inherit it, and nothing found, one after the other, is begun for no more.
MAX_FRUITLESS = 30
#: Bodies kept unpacked at a time.
MAX_BODIES = 2_000

_CACHE = b"_prefetched_objects_cache"
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

Key = tuple[Defined, Value | None, Bound]


class Read(NamedTuple):
    """What a reading of a function gave back, and the queries that it made."""

    values: Values
    asks: tuple[Ask, ...]


class Engine:
    """The state that all readings of a project share."""

    def __init__(self, project: Project, models: Models) -> None:
        self.project = project
        self.models = models
        self.names = project.names
        self.classes = project.classes
        self.ledger = Ledger()
        self.attributes = attributes.Attributes(self)
        self.sharing = Sharing(self)
        self.asking = Asking(self)
        self.owners: dict[tuple[str, str], Defined | None] = {}
        self.values: dict[tuple[str, int, int], Values] = {}
        self.globals: dict[tuple[str, str], Values] = {}
        self.frame = Frame(project.modules.at(""))
        self.alone = True
        self.steps = 0
        self._limit = MAX_STEPS
        self._spent: Counter[str] = Counter()
        self.looping = 0
        self.for_key = False
        #: What `__init__` of forms gives their fields to choose from, by the field's name; None for any of them.
        self.choices: dict[Defined, dict[str | None, Values]] = {}
        self.nested = 0
        self.iterated: set[Instance] = set()
        self._settled: dict[Key, Read] = {}
        self._tentative: dict[Key, Read] = {}
        self._open: dict[Key, tuple[int, Frame]] = {}
        self._contexts: dict[Defined, int] = {}
        self._loud: set[Defined] = set()
        self._fruitless: Counter[Defined] = Counter()
        self._given_back: dict[Defined, Values] = {}
        self._calls: list[Place] = []
        self._closures: list[Closure] = []
        self._lowest = DEEPEST + 1
        self._loops: dict[Defined, bool] = {}
        self._queued: dict[Defined, bool] = {}
        self._named: dict[Defined, Counter[str]] = {}
        self._by_name: dict[str, str | None] | None = None
        self._bodies: dict[Defined, tuple[Statement, ...]] = {}

    @cached_property
    def serializers(self) -> Serializers:
        """The serializers of the project."""
        return Serializers(self.project, self.models)

    @cached_property
    def forms(self) -> Forms:
        """The forms of the project."""
        return Forms(self.project, self.models)

    def senders(self, function: Defined) -> tuple[str, ...]:
        """Return the models whose rows Django's signals give to a decorated receiver."""
        found: list[str] = []
        for each in self._signals.decorated(function):
            sent = isinstance(each.signal, str) and each.signal.startswith("django.db.models.signals.")
            if sent and isinstance(each.sender, str):
                found.append(each.sender)
        return tuple(found)

    @cached_property
    def _signals(self) -> Signals:
        return Signals(self.project, self.models)

    @cached_property
    def columns(self) -> ColumnReader:
        """The tables, resources, indexes and documents of the project."""
        return ColumnReader(self.classes, self.models)

    @cached_property
    def admins(self) -> Admins:
        """The admin's classes."""
        return Admins(self.project, self.models)

    @cached_property
    def given(self) -> GivenMethods:
        """The methods that models have from outside of their classes."""
        return GivenMethods(self.project, self.models)

    @cached_property
    def pages(self) -> Reader:
        """The reader of templates."""
        return Reader(self)

    @cached_property
    def class_renders(self) -> ClassRenders:
        """Which template a class-based view renders."""
        return ClassRenders(self.classes, self.models)

    def is_spent(self) -> bool:
        """Whether so much was read for one root that no more is; each question counts as a step."""
        self.steps += 1
        return self.steps > self._limit

    # Entering functions

    def begin(self, function: Defined, self_value: Value | None) -> None:
        """Read a function as the program may enter it from outside: only types tell its arguments."""
        if self._fruitless[function] >= MAX_FRUITLESS:
            return
        found = self.ledger.size
        path = self_value.cls.module.path if isinstance(self_value, Instance) else function.module.path
        self.steps, self._limit = 0, MAX_STEPS >> min(max(0, self._spent[path] - SPENT), LEAST)
        self._read((function, self_value, ()), None, is_root=True)
        self._spent[path] += self.steps > self._limit or len(self._tentative) > CLIQUE
        self._limit = MAX_STEPS
        self._tentative.clear()
        self._fruitless[function] = 0 if self.ledger.size > found else self._fruitless[function] + 1

    def open(self, view: Instance, name: str, place: Place) -> None:
        """Call a method that Django gives to a class of the project, as a request would."""
        self.begin_at(place, lambda: self.call_of(self.get(view, name, place), Arguments(), place))

    def begin_at(self, place: Place, read: Callable[[], object]) -> None:
        """Read something that begins at a place and not in a function."""
        self.steps = 0
        self._calls.append(place)
        read()
        self._calls.pop()
        self._tentative.clear()

    def enter(self, function: Defined, self_value: Value | None, given: Bound | Arguments, place: Place) -> Values:
        """Return what a function gives back for these arguments."""
        if function.module.origin != "project" or not isinstance(function.node, Function):
            return unknown(f"`{function.qualname}` is not the project's own")
        if self._is_queued(function):
            return unknown("a task is put into a queue")
        if isinstance(self_value, Row):
            self_value = shared_row(self_value)
        if isinstance(given, Arguments):
            skipped = 0 if self_value is None else 1
            given = bound(function.node.parameters[skipped:], given)
        if isinstance(self_value, Instance):
            owner = attributes.owner_of(self, function)
            self_value = self.sharing.widest(self_value, function, owner)
            if owner is not None and self._is_quiet(function) and not self_value.made:
                self_value, given = Instance(owner), tuple((name, (UNKNOWN,)) for name, _ in given)
        if any(_is_concrete(value) for value in _all_values(self_value, given)):
            self.ledger.called.add(function)
        return self._read((function, self_value, self._limited(function, given)), place, is_root=False)

    def _is_queued(self, function: Defined) -> bool:
        """Whether calling a function only puts it into a queue (Huey: "task()")."""
        found = self._queued.get(function)
        if found is None:
            assert isinstance(function.node, Function)
            found = self._queued[function] = any(
                isinstance(target, External) and target.name.startswith("huey.")
                for each in function.node.decorators
                for target in self.names.resolve(function.module, _called(each))
            )
        return found

    def was_entered(self, function: Defined) -> bool:
        """Whether a function was read as something calls it."""
        return function in self._contexts

    def _is_quiet(self, function: Defined) -> bool:
        """Whether a method was read for so many classes, and nothing found, that the next will not differ."""
        return self._contexts.get(function, 0) > MAX_QUIET and function not in self._loud

    def _limited(self, function: Defined, given: Bound) -> Bound:
        if self._contexts.get(function, 0) <= MAX_CONTEXTS:
            return given
        return tuple((name, (UNKNOWN,)) for name, _ in given)

    def _read(self, key: Key, place: Place | None, *, is_root: bool) -> Values:
        found = self._settled.get(key)
        if found is None:
            found = self._tentative.get(key)
        if found is not None and not is_root:
            if found.asks and place is not None:
                self.asking.again(found.asks, place)
            return found.values
        if key in self._open:
            depth, frame = self._open[key]
            self._lowest = min(self._lowest, depth)
            return frame.returns or unknown("it calls itself")
        depth = len(self._calls)
        if depth >= DEEPEST or self.steps > self._limit:
            self._lowest = 0
            return unknown("the calls go too deep to follow")
        return self._run(key, place, depth, is_root)

    def _run(self, key: Key, place: Place | None, depth: int, is_root: bool) -> Values:
        function, self_value, given = key
        self._contexts[function] = self._contexts.get(function, 0) + 1
        frame = self._frame(function, self_value, given, is_root)
        outer, alone, lowest, looping = self.frame, self.alone, self._lowest, self.looping
        self.frame, self.alone, self._lowest, self.looping = frame, True, DEEPEST + 1, 0
        self._open[key] = (depth, frame)
        found = len(self.ledger.touches)
        self._calls.append(place or frame.place(function.node))
        try:
            statements.run(self, frame, self.body(function))
        finally:
            self._calls.pop()
            del self._open[key]
            self.frame, self.alone, self.looping = outer, alone, looping
        result = Read(_result(frame), handed_on(frame))
        leading = tuple(value for value in result.values if matters(value))
        if len(self.ledger.touches) > found or self._given_back.setdefault(function, leading) != leading:
            self._loud.add(function)
        memory = self._settled if self._lowest >= depth else self._tentative
        if not is_root:
            memory[key] = result
            if result.asks and place is not None:
                self.asking.again(result.asks, place)
        self._lowest = lowest if self._lowest >= depth else min(lowest, self._lowest)
        return result.values

    def _frame(self, function: Defined, self_value: Value | None, given: Bound, is_root: bool) -> Frame:
        assert isinstance(function.node, Function)
        frame = Frame(
            function.module, function=function, owner=attributes.owner_of(self, function), self_value=self_value
        )
        frame.over, frame.is_async = given_row(self_value, given), function.node.asynchronous
        parameters = function.node.parameters
        if self_value is not None and parameters:
            frame.env[parameters[0].name] = (self_value,)
            parameters = parameters[1:]
        values = dict(given)
        for parameter in parameters:
            known = values.get(parameter.name, ())
            if not known:
                known = missing_values(self, function, parameter, is_root=is_root)
            elif not any(matters(value) for value in known):
                known = first_value(self, function, parameter) or known
            frame.env[parameter.name] = known
        return frame

    def enter_closure(self, closure: Closure, given: Arguments, place: Place) -> Values:
        """Return what a lambda or nested function gives back."""
        if closure in self._closures or len(self._calls) >= DEEPEST or self.steps > self._limit:
            return unknown("the calls go too deep to follow")
        frame = Frame(
            closure.frame.module, closure.frame.function, closure.frame.owner, closure.frame.self_value, closure.frame
        )
        values = dict(bound(closure.node.parameters, given))
        frame.over = given_row(None, tuple(values.items()))
        frame.is_async = isinstance(closure.node, Function) and closure.node.asynchronous
        for parameter in closure.node.parameters:
            frame.env[parameter.name] = values.get(parameter.name) or (
                self.evaluate(closure.frame, parameter.default) if parameter.default else unknown("an argument")
            )
        outer, self.frame = self.frame, frame
        self._closures.append(closure)
        self._calls.append(place)
        try:
            if isinstance(closure.node, Lambda):
                return self.evaluate(frame, closure.node.body)
            statements.run(self, frame, body_of(closure.node))
            return _result(frame)
        finally:
            self._calls.pop()
            self._closures.pop()
            self.frame = outer

    def made_with(self, function: Defined, given: Arguments) -> Bound:
        """Return the arguments of a class's `__init__` by name."""
        assert isinstance(function.node, Function)
        return bound(function.node.parameters[1:], given)

    def body(self, function: Defined) -> tuple[Statement, ...]:
        """Return a function's statements, unpacked once while they are in use."""
        found = self._bodies.get(function)
        if found is None:
            assert isinstance(function.node, Function)
            if len(self._bodies) > MAX_BODIES:
                self._bodies.clear()
            found = self._bodies[function] = body_of(function.node)
        return found

    def loops(self, function: Defined) -> bool:
        """Whether a function holds a loop or comprehension."""
        found = self._loops.get(function)
        if found is None:
            found = self._loops[function] = any(
                isinstance(node, For | Comprehension) for node in nodes_in(self.body(function))
            )
        return found

    def names_in(self, function: Defined) -> Counter[str]:
        """Return how often each name stands in a function; one that an inner function may use counts for more."""
        found = self._named.get(function)
        if found is None:
            found = self._named[function] = Counter()
            for node in nodes_in(self.body(function)):
                if isinstance(node, Name):
                    found[node.id] += 1
                elif isinstance(node, Walrus):
                    found[node.name] += 2  # bound and read at once
                elif isinstance(node, Function | Lambda):
                    inner = body_of(node) if isinstance(node, Function) else (node.body,)
                    found.update(each.id for each in nodes_in(inner) if isinstance(each, Name))
        return found

    def is_open(self, function: Defined, self_value: Value) -> bool:
        """Whether a function is being read with this `self`."""
        return any(key[0] == function for key in self._open)

    def trail(self) -> tuple[Place, ...]:
        """Return the calls between the root and here, outermost first."""
        return tuple(self._calls[1:])

    # What the library tables and the interpreter ask for

    def evaluate(self, frame: Frame, node: Expression) -> Values:
        """Return what an expression may be."""
        return expressions.evaluate(self, frame, node)

    def get(self, value: Value, name: str, place: Place) -> Values:
        """Return `.name` of a value."""
        return moves.get(self, value, name, place)

    def each(self, value: Value, place: Place) -> Values:
        """Return one item of a value."""
        return moves.each(self, value, place)

    def call(self, value: Value, given: Arguments, place: Place) -> Values:
        """Return what calling a value gives."""
        return moves.call(self, value, given, place)

    def get_of(self, values: Values, name: str, place: Place) -> Values:
        """Return `.name` of whatever the values are."""
        if len(values) == 1:
            return moves.get(self, values[0], name, place)
        before, self.alone = self.alone, self.alone and not _unsure(values)
        found = join(*(moves.get(self, value, name, place) for value in values))
        self.alone = before
        return found

    def each_of(self, values: Values, place: Place) -> Values:
        """Return one item of whatever the values are."""
        if len(values) == 1:
            return moves.each(self, values[0], place)
        before, self.alone = self.alone, self.alone and not _unsure(values)
        found = join(*(moves.each(self, value, place) for value in values))
        self.alone = before
        return found

    def call_of(self, values: Values, given: Arguments, place: Place) -> Values:
        """Return what calling whatever the values are gives."""
        if len(values) == 1:
            return moves.call(self, values[0], given, place)
        return join(*(moves.call(self, value, given, place) for value in values))

    def text_of(self, values: Values, place: Place) -> None:
        """Turn values into text."""
        for value in values:
            if isinstance(value, Row):
                rows.text_of(self, value, place)

    def text(self, values: Values, class_name: str, place: Place) -> None:
        """Turn values into text where a field of that class does."""
        if class_name.rpartition(".")[2] in ("CharField", "StringRelatedField"):
            self.text_of(values, place)

    def consume(self, values: Values, place: Place) -> None:
        """Ask for the items of querysets, as `len()` and `bool()` do."""
        for value in values:
            if isinstance(value, Rows) and not value.is_manager:
                rows.ask(self, value, place)
                self.asking.iterated(value, place)

    def ask(self, queryset: Rows, place: Place) -> None:
        """Note that a related manager's rows are asked for."""
        rows.ask(self, queryset, place)

    def attach(self, row: Row, names: list[str] | None) -> None:
        """Note that the program itself gives a row these relations, or any (None)."""
        if names is None:
            self.ledger.attach_any(row)
        for name in names or ():
            self.ledger.attach(row, name)

    def manager(self, label: str, name: str | None, place: Place) -> Values:
        """Return a model's manager, the default one where `name` is None."""
        return manager_rows(self, label, name, place)

    def member_of(self, cls: Defined, name: str) -> Member | None:
        """Return an attribute of a class, looked up once."""
        return self.classes.member(cls, name)

    def method_in(self, owner: Defined, name: str, node: Function) -> Defined:
        """Return a method of a class, always the same object: it is compared very often."""
        return self.names.define(owner.module, f"{owner.qualname}.{name}", node)

    def looks_at_prefetched(self, row: Row) -> bool:
        """Whether the function being read asks a single row what was prefetched for it."""
        return not row.each and self.asks_what_is_there(row)

    def asks_what_is_there(self, row: Row) -> bool:
        """Whether the function being read looks at what is prefetched for its rows, and goes by that."""
        function = self.frame.function
        return function is not None and _CACHE in bytes(function.node.packed)  # type: ignore[union-attr]

    def model_called(self, name: str) -> str | None:
        """Return the label of the one concrete model of the project whose name is this in snake case."""
        if self._by_name is None:
            self._by_name = {}
            for model in self.models.all():
                if model.cls.module.origin == "project" and not (model.abstract or model.auto_created):
                    snake = _CAPITAL.sub("_", model.name).lower()
                    self._by_name[snake] = None if snake in self._by_name else model.label
        return self._by_name.get(name)

    def member(self, found: Member, value: Value, place: Place) -> Values:
        """Return what a member of a class is, looked up on a value."""
        return attributes.member(self, found, value, place)


def _called(node: Expression) -> Expression:
    """Return what a decorator's call calls, or the decorator as it is."""
    if not isinstance(node, Chain) or not isinstance(node.steps[-1], Call):
        return node
    steps = node.steps[:-1]
    return Chain(node.start, steps[-1].end, node.base, steps) if steps else node.base


def _result(frame: Frame) -> Values:
    if frame.generates:
        return (Many("generator", frame.yields),)
    return frame.returns or expressions.NOTHING


def _unsure(values: Values) -> bool:
    return any(isinstance(value, Unknown) for value in values)


def _all_values(self_value: Value | None, given: Bound) -> list[Value]:
    found = [value for _, values in given for value in values]
    return [self_value, *found] if self_value is not None else found


def _is_concrete(value: Value) -> bool:
    """Whether a value is rows whose queryset is known."""
    if isinstance(value, Row):
        return value.rows.caller is None
    if isinstance(value, Many):
        return any(_is_concrete(item) for item in value.items)
    return isinstance(value, Rows) and value.caller is None
