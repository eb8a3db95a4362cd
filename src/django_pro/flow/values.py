"""What a name may hold while the program is only being read.

All values are frozen: a branch or a loop never changes one, it makes another.  A name holds several values, one for
each way the program may have come here, in the order they were met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.flow.frame import Frame
    from django_pro.source.syntax import Function as FunctionNode
    from django_pro.source.syntax import Lambda

Path = tuple[str, ...]

#: A path longer than this is not followed: a walk over a tree ends here.
MAX_STEPS = 6
#: The same step more often than this is a walk over a tree too.
MAX_REPEATS = 2
#: In a path as long as this no step comes twice: a loop that feeds on what it finds.
SHORT = 3
#: A name with more possible values than this holds `Unknown` instead.
MAX_VALUES = 12
#: A queryset of at most so many rows is no loop worth a join.
FEW = 3


class Place(NamedTuple):
    """A stretch of a file, in bytes."""

    path: str
    start: int
    end: int


class Plain(msgspec.Struct, frozen=True, cache_hash=True):
    """A value that never leads to the database; `varies` tells that it is another one for each row, `there` that it is
    neither None nor empty, as the key of a stored row is.
    """

    varies: bool = False
    there: bool = False


class Const(msgspec.Struct, frozen=True, cache_hash=True):
    """A literal."""

    value: bool | int | str | None


class ModelClass(msgspec.Struct, frozen=True, cache_hash=True):
    """A model class itself, as in `Book.objects`."""

    label: str


class Load(msgspec.Struct, frozen=True, cache_hash=True):
    """A relation that comes with the rows: by a join, or by a query of its own.

    `attribute` is the model of the rows in a list of that name (`Prefetch(…, to_attr="recent")`).
    """

    path: Path
    joined: bool
    attribute: str = ""


class Rows(msgspec.Struct, frozen=True, cache_hash=True, kw_only=True):
    """A queryset or manager: what it loads with each row, and where it was written.

    `parent` is the row whose related manager it is, `accessor` that manager's name; `narrowed` tells that it asks the
    database even where it was prefetched.  `joins_all` is a bare `select_related()`; `blind` says why the loads are not
    known.  `caller` is the function whose caller alone could know them, for the manager
    `via` of its own row; `few` that the rows are too few to matter,
    `unseen` that they come from a manager of a package that cannot be seen, which may but hardly does load anything.
    `plain` rows are dictionaries, tuples or columns; `varies` tells that it is another queryset for each row of a loop.
    `fields` are those that `only()` names (`below` those of prefetched rows), `deferred` those that `defer()` does.  `held`
    says why nobody else can change
    the rows meanwhile: they are `locked`, or in `memory` alone.
    """

    model: str
    source: Place
    loads: tuple[Load, ...] = ()
    parent: Row | None = None
    accessor: str = ""
    narrowed: bool = False
    is_manager: bool = False
    joins_all: bool = False
    few: bool = False
    unseen: bool = False
    blind: str = ""
    annotated: tuple[str, ...] = ()
    methods: tuple[Defined, ...] = ()
    caller: Defined | None = None
    via: str = ""
    plain: bool = False
    varies: bool = False
    fields: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    below: tuple[tuple[Path, str], ...] = ()
    held: str = ""

    def loading(self, *loads: Load) -> Rows:
        """Return the same queryset, also loading these."""
        return msgspec.structs.replace(self, loads=(*self.loads, *(load for load in loads if load not in self.loads)))

    @property
    def depth(self) -> int:
        """Return how many rows of rows lead here."""
        return self.parent.depth + 1 if self.parent else 0


class Row(msgspec.Struct, frozen=True, cache_hash=True):
    """A model instance: reached from `rows` by `path`; `each` when it stands for every row.

    `known` are relations that it holds already, by attribute.
    """

    model: str
    rows: Rows
    path: Path = ()
    each: bool = True
    known: tuple[tuple[str, Values], ...] = ()

    @property
    def depth(self) -> int:
        """Return how many relations lead here."""
        return len(self.path) + self.rows.depth

    @property
    def is_stored(self) -> bool:
        """Whether it comes from the database; a row of a function that nobody was seen to call may be a new one."""
        return self.each or bool(self.path) or (self.rows.caller is None and self.rows.held != MEMORY)


class Many(msgspec.Struct, frozen=True, cache_hash=True):
    """A list, tuple, set, generator or dictionary: `items` are a dictionary's values.

    `fixed` are the parts of a tuple, each with its own values; `named` those under literal keys of a dictionary.
    """

    kind: str
    items: Values = ()
    keys: Values = ()
    fixed: tuple[Values, ...] | None = None
    named: tuple[tuple[str, Values], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether a dictionary has no other keys than those of `named`."""
        own = {value for _, values in self.named for value in values}
        return self.kind == "dict" and bool(self.named) and own.issuperset(self.items)


class Package(msgspec.Struct, frozen=True, cache_hash=True):
    """A module."""

    module: ModuleFile


class Library(msgspec.Struct, frozen=True, cache_hash=True):
    """A function or class of Python or of a package, by its full name; one of a class with its `owner`."""

    name: str
    owner: Value | None = None


class FunctionValue(msgspec.Struct, frozen=True, cache_hash=True):
    """A function of the project, with its `self` where it is a method; `cls` is the class it was looked up on."""

    defined: Defined
    owner: Value | None = None


class Closure(msgspec.Struct, frozen=True, eq=False):
    """A lambda or nested function, with the frame whose names it sees."""

    node: Lambda | FunctionNode
    frame: Frame


class ClassValue(msgspec.Struct, frozen=True, cache_hash=True):
    """A class of the project that is no model."""

    defined: Defined


class Instance(msgspec.Struct, frozen=True, cache_hash=True):
    """An object of such a class; `made` are the arguments it was made with, `known` attributes that Django has set."""

    cls: Defined
    made: tuple[tuple[str, Values], ...] = ()
    known: tuple[tuple[str, Values], ...] = ()


class Partial(msgspec.Struct, frozen=True, cache_hash=True):
    """`functools.partial(function, …)`: a function with some of its arguments."""

    function: Value
    positional: tuple[Values, ...] = ()
    named: tuple[tuple[str, Values], ...] = ()


class Getter(msgspec.Struct, frozen=True, cache_hash=True):
    """`operator.attrgetter("author.name")` and `methodcaller("count")`: what it takes of its argument, by path."""

    paths: tuple[Path, ...]
    calls: bool = False


class FormSet(msgspec.Struct, frozen=True, cache_hash=True):
    """A class of model formsets, with the model of the row that an inline one belongs to, and the fields shown."""

    model: str
    parent: str = ""
    fields: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, cache_hash=True):
    """A template that was looked up and waits to be rendered."""

    names: tuple[str, ...]


class Super(msgspec.Struct, frozen=True, cache_hash=True):
    """`super()`: the classes after `after`, seen from `owner`."""

    owner: Value
    after: Defined


class Method(msgspec.Struct, frozen=True, cache_hash=True):
    """A method of the library waiting to be called: of a queryset, a row, or a container."""

    owner: Value
    name: str


class Prefetch(msgspec.Struct, frozen=True, cache_hash=True):
    """`Prefetch("tags", queryset=…, to_attr=…)`."""

    lookup: str
    rows: Rows | None = None
    to_attr: str = ""
    blind: str = ""


class Request(msgspec.Struct, frozen=True, cache_hash=True):
    """The request that a view is given; `method` is that of HTTP, where it is known."""

    method: str = ""


#: Why rows are `held`: the function that asks for them has looked whether they are there; the program has made them; it has
#: locked them.
CHECKED, MEMORY, LOCKED = "checked", "memory", "locked"

Value = (
    Unknown | Plain | Const | ModelClass | Rows | Row | Many | Package | Library | FunctionValue | Closure | ClassValue
    | Instance | Super | Method | Prefetch | Request | Partial | Getter | Page | FormSet
)  # fmt: skip
Values = tuple[Value, ...]

PLAIN: Values = (Plain(),)
VARYING: Values = (Plain(varies=True),)
NONE: Values = (Const(None),)
TOO_MANY: Values = (Unknown("too many possibilities"),)
V = TypeVar("V")


def unknown(why: str) -> Values:
    """Return the one value that is not known, and why."""
    return (Unknown(why),)


def join(*sides: Values) -> Values:
    """Return what a name may hold after any of the sides."""
    if len(sides) == 2:
        left, right = sides
        if not right or left == right:
            return left
        if not left:
            return right
    merged = tuple(dict.fromkeys(value for side in sides for value in side))
    return merged if len(merged) <= MAX_VALUES else TOO_MANY


def singled(items: Values) -> Values:
    """Return what one of the items is, taken once."""
    return tuple(
        Row(each.model, each.rows, each.path, False, each.known) if isinstance(each, Row) else each for each in items
    )


def matters(value: Value) -> bool:
    """Whether a value can lead to the database."""
    return not isinstance(value, Unknown | Plain | Const)


def holds_rows(value: Value) -> bool:
    """Whether a value is rows, or something made with rows."""
    if isinstance(value, Many):
        return any(holds_rows(item) for item in value.items)
    return isinstance(value, Rows | Row | Closure | ModelClass) or (isinstance(value, Instance) and bool(value.made))


def constants(values: Values) -> list[str] | None:
    """Return strings where all the values are literal ones."""
    found = [value.value for value in values if isinstance(value, Const) and isinstance(value.value, str)]
    return found if found and len(found) == len(values) else None


def too_deep(path: Path, step: str) -> bool:
    """Whether one more step is a walk that does not end."""
    return len(path) >= MAX_STEPS or path.count(step) >= (MAX_REPEATS if len(path) < SHORT else 1)
