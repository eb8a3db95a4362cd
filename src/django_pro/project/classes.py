"""Classes: their bases across files, their linearisation, and where an attribute comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned, Binding, Imported, bindings_of
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External, Names, Target, Value, absolute
from django_pro.source.syntax import Attribute, Call, Chain, Class, Expression, Function, ImportFrom

CIRCLE = "the classes inherit in a circle"
_WITH_METACLASS = "with_metaclass"
#: `Manager.from_queryset(QuerySet)` extends the manager it is called on (Django: "from_queryset()").
_FROM_QUERYSET = "from_queryset"


@dataclass(frozen=True)
class Mro:
    """A class and its ancestors in method resolution order.

    `unseen` names the bases that could not be read, as they are written or imported.
    """

    classes: tuple[Defined, ...]
    unseen: tuple[str, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """The full names of all classes, seen or not."""
        return frozenset([*(each.name for each in self.classes), *self.unseen])


@dataclass(frozen=True)
class Member:
    """An attribute of a class, with the class that gives it; `node` is what it is bound to there."""

    owner: Defined
    name: str
    node: Binding

    @property
    def value(self) -> Expression | None:
        """Return the expression it is assigned, where it is an assignment."""
        return self.node.value if isinstance(self.node, Assigned) else None


class Classes:
    """Questions about the classes of a project and of what it uses."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._mros: dict[Defined, Mro] = {}
        self._members: dict[Defined, dict[str, tuple[Binding, ...]]] = {}
        self._found: dict[tuple[Defined, str], Member | None] = {}

    def in_file(self, path: str) -> Iterator[Defined]:
        """Yield the classes a file of the project defines, nested ones after their owner."""
        return self.in_module(self.names.modules.at(path))

    def in_module(self, module: ModuleFile) -> Iterator[Defined]:
        """Yield the classes that any module defines."""
        found = [
            binding
            for bindings in self.names.bindings(module).names.values()
            for binding in bindings
            if isinstance(binding, Class)
        ]
        for node in found:
            yield from self._with_nested(self.names.define(module, node.name, node))

    def _with_nested(self, owner: Defined) -> Iterator[Defined]:
        yield owner
        for found in self.own(owner).values():
            for binding in found:
                if isinstance(binding, Class):
                    yield from self._with_nested(
                        self.names.define(owner.module, f"{owner.qualname}.{binding.name}", binding)
                    )

    def own(self, cls: Defined) -> dict[str, tuple[Binding, ...]]:
        """Return what a class itself binds."""
        found = self._members.get(cls)
        if found is None:
            body = cls.node.body if isinstance(cls.node, Class) else ()
            found = self._members[cls] = bindings_of(body).names
        return found

    def bases(self, cls: Defined) -> list[Target]:
        """Return what each base stands for: a class, or an `External` or `Unknown` where none can be read."""
        if not isinstance(cls.node, Class):
            return []
        found: list[Target] = []
        for argument in cls.node.arguments:
            if argument.name is None and argument.stars == 0:
                found.extend(self._base(cls, argument.value))
            elif argument.stars == 1:
                found.append(Unknown("bases are given by `*`"))
        return found

    def _base(self, cls: Defined, expression: Expression) -> list[Target]:
        targets = self._lexical(cls, expression)
        followed = [each for target in targets for each in self.names.follow(target)]
        classes = [each for each in followed if isinstance(each, Defined) and isinstance(each.node, Class)]
        if classes and classes[0] == cls:
            return list(classes[1:2]) or self._imported_before(cls, expression)
        if classes:
            return [classes[0]]
        if inner := _called_with(expression, _WITH_METACLASS):
            return [each for base in inner[1:] for each in self._base(cls, base)]
        if (manager := _called_on(expression, _FROM_QUERYSET)) is not None:
            return self._base(cls, manager)
        values = [each for each in targets if isinstance(each, Value)]
        if values and (manager := _called_on(values[0].expression, _FROM_QUERYSET)) is not None:
            inside = self.names.resolve(values[0].module, manager)
            return [each for target in inside for each in self.names.follow(target)][:1]
        return [followed[0] if followed and isinstance(followed[0], External) else Unknown(describe(expression))]

    def _imported_before(self, cls: Defined, expression: Expression) -> list[Target]:
        """Return the import that a class of the same name stands in place of: `class AppConfig(AppConfig)`."""
        name = getattr(expression, "id", "")
        for statement in self.names.sources.module(cls.module.path).body:
            if isinstance(statement, ImportFrom) and statement.end <= cls.node.start:
                for each in statement.names:
                    if name == (each.alias or each.name):
                        source = absolute(cls.module, Imported(statement.module, statement.level, each.name))
                        return list(self.names.dotted(f"{source}.{each.name}"))[:1]
        return []

    def _lexical(self, cls: Defined, expression: Expression) -> tuple[Target, ...]:
        """Resolve a base; a nested class sees the names of the class around it."""
        if "." in cls.qualname and isinstance(expression, Chain | object):
            owner = self._owner(cls)
            if owner and (found := self._in_owner(owner, expression)):
                return found
        return self.names.resolve(cls.module, expression)

    def _owner(self, cls: Defined) -> Defined | None:
        found = self.names.name(cls.module, cls.qualname.partition(".")[0])
        return next((each for each in found if isinstance(each, Defined)), None)

    def _in_owner(self, owner: Defined, expression: Expression) -> tuple[Target, ...]:
        name = getattr(expression, "id", None)
        if not isinstance(name, str):
            return ()
        return tuple(
            self.names.define(owner.module, f"{owner.qualname}.{name}", binding)
            for binding in self.own(owner).get(name, ())
            if isinstance(binding, Class)
        )

    def mro(self, cls: Defined) -> Mro:
        """Return the linearisation (C3, depth-first where C3 has none); a cycle of bases is cut and said in `unseen`."""
        found = self._mros.get(cls)
        if found is None:
            found = self._mros[cls] = self._linearise(cls, frozenset())
        return found

    def _linearise(self, cls: Defined, above: frozenset[Defined]) -> Mro:
        known = self._mros.get(cls)
        if known is not None:
            return known
        sequences: list[list[Defined]] = []
        unseen: list[str] = []
        direct: list[Defined] = []
        for base in self.bases(cls):
            if isinstance(base, Defined) and base in above | {cls}:
                unseen.append(f"{base.name}: {CIRCLE}")
            elif isinstance(base, Defined):
                inner = self._linearise(base, above | {cls})
                sequences.append(list(inner.classes))
                unseen.extend(inner.unseen)
                direct.append(base)
            else:
                unseen.append(base.name if isinstance(base, External) else _why(base))
        merged = _merge([*sequences, direct]) or _depth_first(sequences)
        mro = Mro((cls, *merged), tuple(dict.fromkeys(unseen)))
        if not above or not any(CIRCLE in why for why in mro.unseen):
            self._mros[cls] = mro
        return mro

    def inherits(self, cls: Defined, *names: str) -> bool:
        """Whether a class is, or comes from, one of the named classes."""
        return not self.mro(cls).names.isdisjoint(names)

    def member(self, cls: Defined, name: str) -> Member | None:
        """Return an attribute by method resolution order, the last of several bindings in one class."""
        key = (cls, name)
        if key not in self._found:
            self._found[key] = self._first(cls, name)
        return self._found[key]

    def _first(self, cls: Defined, name: str) -> Member | None:
        for owner in self.mro(cls).classes:
            if found := self.own(owner).get(name):
                return Member(owner, name, _read(found))
        return None

    def members(self, cls: Defined, name: str) -> list[Member]:
        """Return every definition of an attribute along the method resolution order."""
        owners = self.mro(cls).classes
        return [Member(owner, name, found[-1]) for owner in owners if (found := self.own(owner).get(name))]

    def method(self, cls: Defined, name: str) -> Defined | None:
        """Return a method as a function of the class that gives it."""
        found = self.member(cls, name)
        if found is None or not isinstance(found.node, Function):
            return None
        return self.names.define(found.owner.module, f"{found.owner.qualname}.{name}", found.node)


def _read(found: tuple[Binding, ...]) -> Binding:
    """Return the binding that reading an attribute finds: the last, but for a property's setter and deleter."""
    readable = [each for each in found if not (isinstance(each, Function) and any(map(_writes, each.decorators)))]
    return (readable or found)[-1]


def _writes(decorator: Expression) -> bool:
    last = decorator.steps[-1] if isinstance(decorator, Chain) else None
    return isinstance(last, Attribute) and last.name in ("setter", "deleter")


def describe(expression: Expression) -> str:
    """Return an expression of names, attributes and calls as text, for messages."""
    if isinstance(expression, Chain):
        text = describe(expression.base)
        for step in expression.steps:
            text += f".{step.name}" if isinstance(step, Attribute) else "(…)" if isinstance(step, Call) else "[…]"
        return text
    name = getattr(expression, "id", None)
    return name if isinstance(name, str) else f"a {type(expression).__name__.lower()}"


def _why(target: Target) -> str:
    return (
        target.why if isinstance(target, Unknown) else describe(target.expression) if isinstance(target, Value) else ""
    )


def _called_with(expression: Expression, name: str) -> list[Expression]:
    """Return the positional arguments of a call of the named function, else nothing."""
    if isinstance(expression, Chain) and len(expression.steps) > 0 and isinstance(expression.steps[-1], Call):
        called = (
            expression.steps[-2].name
            if len(expression.steps) > 1 and isinstance(expression.steps[-2], Attribute)
            else None
        )
        if called == name or (called is None and getattr(expression.base, "id", None) == name):
            return [
                argument.value
                for argument in expression.steps[-1].arguments
                if not argument.stars and not argument.name
            ]
    return []


def _called_on(expression: Expression, name: str) -> Expression | None:
    """Return `x` of `x.name(…)`, else None."""
    if not isinstance(expression, Chain) or len(expression.steps) < 2 or not isinstance(expression.steps[-1], Call):
        return None
    before, rest = expression.steps[-2], expression.steps[:-2]
    if not isinstance(before, Attribute) or before.name != name:
        return None
    return Chain(expression.start, rest[-1].end, expression.base, rest) if rest else expression.base


def _merge(sequences: list[list[Defined]]) -> list[Defined]:
    """Return the C3 merge, or nothing where the bases contradict one another."""
    waiting = [list(sequence) for sequence in sequences if sequence]
    found: list[Defined] = []
    while waiting:
        head = next((s[0] for s in waiting if not any(s[0] in other[1:] for other in waiting)), None)
        if head is None:
            return []
        found.append(head)
        waiting = [rest for s in waiting if (rest := s[1:] if s[0] == head else s)]
    return found


def _depth_first(sequences: list[list[Defined]]) -> list[Defined]:
    return list(dict.fromkeys(each for sequence in sequences for each in sequence))
