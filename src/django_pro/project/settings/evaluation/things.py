"""What the evaluator handles: immutable values; lists, dicts and objects are `Ref`s to what the memory holds for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.settings.setting import Place
from django_pro.source.syntax import Class, Function, Lambda

if TYPE_CHECKING:
    from django_pro.project.settings.evaluation.machine import Machine

#: More alternatives than this say nothing any more.
MOST = 8


class Const:
    """A scalar Python value: None, bool, number, str, bytes, timedelta, PurePosixPath; 1 and True are different."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))

    def __repr__(self) -> str:
        return f"Const({self.value!r})"


@dataclass(frozen=True)
class Either:
    """One of several values, the one that stands without the environment first."""

    values: tuple[Thing, ...]


@dataclass(frozen=True)
class Absent:
    """Nothing: a name, key or item that some ways leave out."""


@dataclass(frozen=True)
class Ref:
    """A list, tuple, set, dict, object or namespace in memory."""

    id: int


@dataclass(frozen=True)
class External:
    """Something of a package that is not read, by its dotted name; `missing` where the package is nowhere."""

    name: str
    missing: bool = False


@dataclass(frozen=True)
class ModuleThing:
    """A module that can be read."""

    module: ModuleFile


@dataclass(frozen=True)
class Outside:
    """A module or object that whoever runs the project provides: reading it is reading the environment."""

    name: str


@dataclass(frozen=True)
class Scope:
    """Where names are looked up: a namespace in memory, and the scope around it."""

    space: int
    module: ModuleFile
    parent: Scope | None = None
    is_class: bool = False

    @property
    def top(self) -> Scope:
        """The module's own scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(frozen=True, eq=False)
class Closure:
    """A function and the scope it was made in; `owner` is the class whose body holds it."""

    node: Function | Lambda
    scope: Scope
    defaults: tuple[tuple[str, Thing], ...] = ()
    owner: ClassThing | None = None

    @property
    def defined(self) -> Place:
        """Where it is written."""
        return Place(self.scope.module.path, self.node.start, self.node.end)

    @property
    def name(self) -> str:
        """The full dotted name, as far as it has one."""
        return f"{self.scope.module.name}.{getattr(self.node, 'name', '<lambda>')}"


@dataclass(frozen=True, eq=False)
class ClassThing:
    """A class: its namespace in memory and its bases."""

    node: Class
    scope: Scope
    space: int
    bases: tuple[Thing, ...]

    @property
    def name(self) -> str:
        """The full dotted name."""
        return f"{self.scope.module.name}.{self.node.name}"


@dataclass(frozen=True)
class Native:
    """A function that is known without reading it."""

    name: str
    function: Handler = field(compare=False)


@dataclass(frozen=True)
class Scoped:
    """A function that needs to know where it is called: `globals()` and its like."""

    name: str
    function: Callable[[Machine, Given, Scope], Thing] = field(compare=False)


@dataclass(frozen=True)
class Method:
    """A method of a value, known by its name or read."""

    receiver: Thing
    name: str
    function: Closure | None = None


@dataclass(frozen=True)
class Super:
    """`super()` in a method of a class."""

    receiver: Thing
    owner: ClassThing


@dataclass(frozen=True)
class Member:
    """A member of an enumeration."""

    cls: ClassThing
    name: str
    value: Thing


Thing = (
    Const | Either | Absent | Ref | Unknown | External | ModuleThing | Outside | Closure | ClassThing | Native | Scoped
    | Method | Super | Member
)  # fmt: skip


_NOWHERE = Place("", 0, 0)


@dataclass(frozen=True)
class Given:
    """A call's arguments and its place; `open` where `*` or `**` of an unknown value may add some."""

    positional: tuple[Thing, ...] = ()
    keywords: tuple[tuple[str, Thing], ...] = ()
    place: Place = _NOWHERE
    open: bool = False
    places: tuple[tuple[int | str, Place], ...] = ()

    def get(self, position: int | None, name: str | None = None) -> Thing | None:
        """Return an argument by position or name; None where it is not given."""
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return next((value for key, value in self.keywords if key == name), None)

    def place_of(self, position: int | None, name: str | None = None) -> Place | None:
        """Return where an argument is written."""
        at = dict(self.places)
        return at.get(position if position is not None and position < len(self.positional) else name or "")

    def after(self, count: int) -> Given:
        """Return the arguments without the first ones."""
        places = tuple((key - count if isinstance(key, int) else key, place) for key, place in self.places)
        return Given(self.positional[count:], self.keywords, self.place, self.open, places)

    def before(self, first: Thing) -> Given:
        """Return the arguments behind another one."""
        places = tuple((key + 1 if isinstance(key, int) else key, place) for key, place in self.places)
        return Given((first, *self.positional), self.keywords, self.place, self.open, places)


Handler = Callable[["Machine", Given], Thing]


@dataclass(frozen=True)
class Read:
    """A read of the environment; see `EnvironmentRead`."""

    variable: str
    place: Place
    default: Thing | None = None
    default_place: Place | None = None
    cast: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Binding:
    """What a name is bound to: the value, where it was last assigned, and what was read from outside for it."""

    value: Thing
    module: str
    place: Place
    reads: tuple[Read, ...] = ()


NONE, TRUE, FALSE, ABSENT = Const(None), Const(True), Const(False), Absent()


def either(values: Iterable[Thing]) -> Thing:
    """Return one of several values: each once, an unknown one last."""
    found: dict[Thing, None] = {}
    unknown: Unknown | None = None
    for value in values:
        for each in value.values if isinstance(value, Either) else (value,):
            if isinstance(each, Unknown):
                unknown = unknown or each
            else:
                found[each] = None
    kept: list[Thing] = list(found)
    if len(kept) > MOST:
        return Unknown(f"more than {MOST} possibilities")
    if unknown is not None:
        kept.append(unknown)
    return kept[0] if len(kept) == 1 else Either(tuple(kept)) if kept else Unknown("nothing")


EITHER_BOOL = Either((FALSE, TRUE))


def ways(value: Thing) -> tuple[Thing, ...]:
    """Return a value's alternatives, without those where it is absent."""
    values = value.values if isinstance(value, Either) else (value,)
    return tuple(each for each in values if not isinstance(each, Absent))


def present(value: Thing) -> Thing:
    """Return a value without the alternative that it is absent."""
    if not isinstance(value, Either):
        return value
    return either(ways(value))


def is_unsure(value: Thing) -> bool:
    """Whether a value may be absent."""
    return isinstance(value, Absent) or (isinstance(value, Either) and ABSENT in value.values)
