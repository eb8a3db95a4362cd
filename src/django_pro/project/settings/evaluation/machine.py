"""The evaluator: one memory at a time, forked where a condition is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile, Modules
from django_pro.project.settings.evaluation.memory import Entries, Items, Memory, Object, Space
from django_pro.project.settings.evaluation.things import (
    ABSENT,
    Binding,
    Const,
    Either,
    External,
    Given,
    ModuleThing,
    Outside,
    Read,
    Ref,
    Scope,
    Thing,
    either,
    present,
    ways,
)  # fmt: skip
from django_pro.project.settings.setting import Place
from django_pro.project.sources import Sources
from django_pro.source.syntax import Expression, Node, Statement

#: Expressions and statements followed for one settings module; real ones need under 60,000, a loop without end never ends.
STEPS = 400_000
#: Calls inside calls; a helper of a settings module needs three or four.
DEEPEST = 25
#: Rounds of one loop; `for code in LANGUAGES` has about a hundred.
ROUNDS = 2_000


class Exhausted(Exception):
    """The settings were followed as far as is reasonable."""


@dataclass
class Frame:
    """A call being followed: the ways that returned, each with its memory."""

    returned: list[tuple[Memory, Thing]] = field(default_factory=list)


@dataclass
class Attempt:
    """A `try` being followed: the memories of the places where it may fail; `sure` when it certainly does."""

    failed: list[Memory] = field(default_factory=list)


@dataclass
class Loop:
    """A loop being followed: the memories that left it or went on early."""

    broken: list[Memory] = field(default_factory=list)
    continued: list[Memory] = field(default_factory=list)


class Machine:
    """Follows modules; `parts` are the handlers of expressions, statements, attributes and calls, `files` those of the tree."""

    def __init__(self, modules: Modules, sources: Sources, parts: Parts, files: frozenset[str] = frozenset()) -> None:
        self.modules = modules
        self.sources = sources
        self.files = files
        self.parts = parts
        self.memory = Memory()
        self.steps = 0
        self.depth = 0
        self.unsure_rounds = 0
        self.frames: list[Frame] = []
        self.attempts: list[Attempt] = []
        self.loops: list[Loop] = []
        self.reading: list[list[Read]] = []
        self.main: str | None = None
        self.paths: list[Thing] = []
        self.place: Place | None = None

    # What is read

    def evaluate(self, node: Expression, scope: Scope) -> Thing:
        """Return what an expression is."""
        self.step()
        handler = self.parts.expressions.get(type(node))
        return handler(self, node, scope) if handler else Unknown(f"a {type(node).__name__.lower()}")

    def execute(self, body: Iterable[Statement], scope: Scope) -> bool:
        """Follow statements; return whether some way goes on behind them."""
        for node in body:
            self.step()
            self.place = Place(scope.module.path, node.start, node.end)
            handler = self.parts.statements.get(type(node))
            if handler and not handler(self, node, scope):
                return False
        return True

    def attribute(self, value: Thing, name: str) -> Thing:
        """Return an attribute of a value."""
        return self.over(value, lambda each: self.parts.attribute(self, each, name))

    def item(self, value: Thing, key: Thing) -> Thing:
        """Return what stands under a key."""
        return self.over(value, lambda each: self.over(key, lambda one: self.parts.item(self, each, one)))

    def call(self, function: Thing, given: Given) -> Thing:
        """Return what a call gives; too deep a call gives nothing known."""
        if self.depth >= DEEPEST:
            return Unknown("calls inside calls")
        self.depth += 1
        try:
            return self.over(function, lambda each: self.parts.call(self, each, given))
        finally:
            self.depth -= 1

    def over(self, value: Thing, function: Callable[[Thing], Thing]) -> Thing:
        """Return a function's result for each alternative of a value."""
        return either(function(each) for each in ways(value)) if isinstance(value, Either) else function(value)

    def step(self) -> None:
        """Count a step of the work."""
        self.steps += 1
        if self.steps > STEPS:
            raise Exhausted

    # Modules

    def load(self, module: ModuleFile) -> int:
        """Return the namespace of a module, followed now if it was not yet."""
        if module.path in self.memory.modules:
            return self.memory.modules[module.path]
        ref = self.memory.new(Space({}))
        self.memory.modules[module.path] = ref.id
        scope = Scope(ref.id, module)
        self.bind(scope, "__file__", self.parts.file(module))
        self.bind(scope, "__name__", Const("__main__" if module.path == self.main else module.name))
        frames, self.frames = self.frames, [Frame()]
        loops, self.loops = self.loops, []
        attempts, self.attempts = self.attempts, []
        with self.reads():
            try:
                self.execute(self.sources.module(module.path).body, scope)
            except RecursionError:
                self.open(ref.id, "its statements are too deep")
            finally:
                self.frames, self.loops, self.attempts = frames, loops, attempts
        return ref.id

    def import_module(self, name: str) -> Thing:
        """Return the module of a dotted name."""
        if name.partition(".")[0] in self.parts.opaque:
            return External(name)
        found = self.modules.find(name)
        if found is not None:
            return ModuleThing(found)
        return External(name, missing=name.partition(".")[0] not in self.parts.standard)

    # Names

    def look_up(self, name: str, scope: Scope) -> Thing:
        """Return what a name is bound to; its reads count as the reader's."""
        inner: Scope | None = scope
        start = scope
        while inner is not None:
            if not inner.is_class or inner is start:
                binding = self.memory.space(inner.space).names.get(name)
                if binding is not None:
                    self.read(*binding.reads)
                    return self.forced(binding, inner, name)
            inner = inner.parent
        why = self.memory.space(scope.top.space).open
        if why:
            return Unknown(why)
        return self.parts.builtin(name)

    def forced(self, binding: Binding, scope: Scope, name: str) -> Thing:
        """Return a binding's value; one that may be absent is taken as present."""
        return present(binding.value)

    def bind(self, scope: Scope, name: str, value: Thing, node: Node | None = None, reads: Iterable[Read] = ()) -> None:
        """Bind a name in a scope."""
        place = Place(scope.module.path, node.start, node.end) if node else Place(scope.module.path, 0, 0)
        unique = tuple(dict.fromkeys(reads))
        self.memory.bind(scope.space, name, Binding(value, scope.module.name, place, unique))

    def open(self, space: int, why: str) -> None:
        """Say that a namespace may hold other names than it shows."""
        self.memory.contents[space] = replace(self.memory.space(space), open=why)

    # The environment

    @contextmanager
    def reads(self) -> Iterator[list[Read]]:
        """Collect what is read from outside meanwhile, for one assignment or call."""
        found: list[Read] = []
        self.reading.append(found)
        try:
            yield found
        finally:
            self.reading.pop()

    def read(self, *reads: Read) -> None:
        """Remember reads of the environment."""
        if self.reading and reads:
            self.reading[-1].extend(reads)

    def may_fail(self) -> None:
        """Note that what is done just now may raise an exception."""
        if self.attempts and len(self.attempts[-1].failed) < 3:
            self.attempts[-1].failed.append(self.memory.fork())

    # Branches

    def branches(self, *branches: Callable[[], bool]) -> bool:
        """Follow ways apart, the likeliest first, and join those that go on; return whether one does."""
        start = self.memory
        left: list[Memory] = []
        for branch in branches:
            self.memory = start.fork()
            if branch():
                left.append(self.memory)
        self.memory = start
        if left:
            start.take(left)
        return bool(left)

    # Containers

    def list(self, items: Iterable[Thing], kind: str = "list", open: str = "") -> Ref:  # noqa: A002
        """Return a new list, tuple or set."""
        return self.memory.new(Items(kind, tuple(items), open))

    def dict(self, entries: Mapping[str, Thing] | Mapping[object, Thing], open: str = "") -> Ref:  # noqa: A002
        """Return a new dict."""
        return self.memory.new(Entries(dict[object, Thing](entries.items()), open))

    def content(self, value: Thing) -> Items | Entries | Object | Space | None:
        """Return what a reference stands for."""
        return self.memory.contents.get(value.id) if isinstance(value, Ref) else None

    def items(self, value: Thing) -> Items | None:
        """Return what iterating over a value gives, None where that is not known."""
        content = self.content(value)
        if isinstance(content, Items):
            return content
        if isinstance(content, Entries):
            return Items(
                "list", tuple(unsure_like(Const(key), each) for key, each in content.entries.items()), content.open
            )
        if isinstance(value, Const) and isinstance(value.value, str):
            return Items("list", tuple(Const(each) for each in value.value[:ROUNDS]))
        if isinstance(value, Either):
            return self._items_of_ways(value)
        return None

    def _items_of_ways(self, value: Either) -> Items | None:
        found = [self.items(each) for each in ways(value)]
        known = [each for each in found if each is not None]
        if not known:
            return None
        items = dict.fromkeys(item for each in known for item in each.items)
        sure = len(known) == len(found)
        merged = (
            item if sure and all(item in each.items for each in known) else either((item, ABSENT)) for item in items
        )
        why = next((each.open for each in known if each.open), "" if sure else "one way is not known")
        return Items(known[0].kind, tuple(merged), why)


def unsure_like(value: Thing, other: Thing) -> Thing:
    """Return a value that may be absent where the other one may be."""
    return either((value, ABSENT)) if isinstance(other, Either) and ABSENT in other.values else value


@dataclass(frozen=True)
class Parts:
    """What the machine is made of."""

    expressions: dict[type, Callable[..., Thing]]
    statements: dict[type, Callable[..., bool]]
    attribute: Callable[[Machine, Thing, str], Thing]
    item: Callable[[Machine, Thing, Thing], Thing]
    call: Callable[[Machine, Thing, Given], Thing]
    builtin: Callable[[str], Thing]
    file: Callable[[ModuleFile], Thing]
    opaque: frozenset[str]
    standard: frozenset[str]


def truth(machine: Machine, value: Thing) -> bool | None:
    """Return whether a value is true, None where it may be either."""
    found = {_one_truth(machine, each) for each in ways(value)}
    return found.pop() if len(found) == 1 else None


def _one_truth(machine: Machine, value: Thing) -> bool | None:
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Unknown | External | Outside):
        return None
    content = machine.content(value)
    if isinstance(content, Items):
        if any(not isinstance(each, Either) for each in content.items):
            return True
        return None if content.open or content.items else False
    if isinstance(content, Entries):
        if any(not isinstance(each, Either) or ABSENT not in each.values for each in content.entries.values()):
            return True
        return None if content.open or content.entries else False
    if isinstance(content, Object) and content.open:
        return None
    return True
