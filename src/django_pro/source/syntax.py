"""The small syntax that all Python is lowered to.

About fifty frozen node types.  `start` and `end` are byte offsets into the file as it stands on disk.  Left-deep
attributes, calls and subscripts are one flat `Chain`, left-deep operators one flat `Operation`, so that no chain of
20,000 terms is a tree 20,000 deep.  A function's body stays packed until `body_of` is asked for it.
"""

from __future__ import annotations

import msgspec

from django_pro.source.depth import DEEPEST, STORING, room


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Anything with a place in a file."""

    start: int
    end: int


# Expressions


class Name(Node, frozen=True, array_like=True, gc=False, tag=1):
    """A bare name."""

    id: str


class Constant(Node, frozen=True, array_like=True, gc=False, tag=2):
    """A literal; adjacent strings are joined."""

    value: bool | int | float | str | None


class Bytes(Node, frozen=True, array_like=True, gc=False, tag=24):
    """A literal of bytes."""

    value: bytes


class Opaque(Node, frozen=True, array_like=True, gc=False, tag=3):
    """A literal whose value is of no use here: `ellipsis`, `complex`, or `integer` beyond 64 bits."""

    kind: str


class FString(Node, frozen=True, array_like=True, gc=False, tag=4):
    """An f-string or t-string: literal parts as `Constant`, the others as they are."""

    parts: tuple[Expression, ...]


class Attribute(Node, frozen=True, array_like=True, gc=False, tag=5):
    """A chain's step `.name`; its place is the name's."""

    name: str


class Argument(Node, frozen=True, array_like=True, gc=False):
    """An argument of a call or class; `stars` is 0, 1 (`*x`) or 2 (`**x`)."""

    value: Expression
    name: str | None = None
    stars: int = 0


class Call(Node, frozen=True, array_like=True, gc=False, tag=6):
    """A chain's step `(…)`; its place is from the opening to the closing parenthesis."""

    arguments: tuple[Argument, ...]


class Item(Node, frozen=True, array_like=True, gc=False, tag=7):
    """A chain's step `[…]`."""

    index: Expression


class Chain(Node, frozen=True, array_like=True, gc=False, tag=8):
    """Attributes, calls and subscripts in a row: `Book.objects.filter(x=1)[0]`."""

    base: Expression
    steps: tuple[Step, ...]


class Operation(Node, frozen=True, array_like=True, gc=False, tag=9):
    """Arithmetic, left to right: one operator between each two operands."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]


class Boolean(Node, frozen=True, array_like=True, gc=False, tag=10):
    """Operands joined by one of `and`, `or`."""

    operator: str
    operands: tuple[Expression, ...]


class Comparison(Node, frozen=True, array_like=True, gc=False, tag=11):
    """A comparison, perhaps chained; `not in` and `is not` are one operator."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]


class Unary(Node, frozen=True, array_like=True, gc=False, tag=12):
    """One of `not`, `-`, `+`, `~` before an operand."""

    operator: str
    operand: Expression


class Conditional(Node, frozen=True, array_like=True, gc=False, tag=13):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression


class Parameter(Node, frozen=True, array_like=True, gc=False):
    """A parameter; `kind` is `positional`, `normal`, `keyword`, `args` or `kwargs`."""

    name: str
    kind: str
    annotation: Expression | None = None
    default: Expression | None = None


class Lambda(Node, frozen=True, array_like=True, gc=False, tag=14):
    """A lambda."""

    parameters: tuple[Parameter, ...]
    body: Expression


class Sequence(Node, frozen=True, array_like=True, gc=False, tag=15):
    """A display: `kind` is `tuple`, `list` or `set`."""

    kind: str
    items: tuple[Expression, ...]


class Entry(Node, frozen=True, array_like=True, gc=False):
    """A dictionary's `key: value`; without a key, `**value`."""

    key: Expression | None
    value: Expression


class Mapping(Node, frozen=True, array_like=True, gc=False, tag=16):
    """A dictionary display."""

    entries: tuple[Entry, ...]


class Clause(Node, frozen=True, array_like=True, gc=False):
    """`for target in iterable if …` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]
    asynchronous: bool


class Comprehension(Node, frozen=True, array_like=True, gc=False, tag=17):
    """A comprehension: `kind` is `list`, `set`, `dict` or `generator`; `value` is a dict's."""

    kind: str
    element: Expression
    value: Expression | None
    clauses: tuple[Clause, ...]


class Starred(Node, frozen=True, array_like=True, gc=False, tag=18):
    """`*value` in a display, a target or a subscript."""

    value: Expression


class Await(Node, frozen=True, array_like=True, gc=False, tag=19):
    """`await value`."""

    value: Expression


class Yield(Node, frozen=True, array_like=True, gc=False, tag=20):
    """`yield value`, or `yield from value` where it delegates."""

    value: Expression | None
    delegates: bool


class Walrus(Node, frozen=True, array_like=True, gc=False, tag=21):
    """`name := value`."""

    name: str
    value: Expression


class Slice(Node, frozen=True, array_like=True, gc=False, tag=22):
    """`lower:upper:step`."""

    lower: Expression | None
    upper: Expression | None
    step: Expression | None


class Unread(Node, frozen=True, array_like=True, gc=False, tag=23):
    """An expression or statement that could not be read, and why."""

    why: str


# Statements


class Assign(Node, frozen=True, array_like=True, gc=False, tag=30):
    """`a = b = value`."""

    targets: tuple[Expression, ...]
    value: Expression


class AugmentedAssign(Node, frozen=True, array_like=True, gc=False, tag=31):
    """`target += value`; the operator is kept without its `=`."""

    target: Expression
    operator: str
    value: Expression


class AnnotatedAssign(Node, frozen=True, array_like=True, gc=False, tag=32):
    """`target: annotation = value`."""

    target: Expression
    annotation: Expression
    value: Expression | None


class Evaluate(Node, frozen=True, array_like=True, gc=False, tag=33):
    """An expression for its effect."""

    value: Expression


class Return(Node, frozen=True, array_like=True, gc=False, tag=34):
    """`return value`."""

    value: Expression | None


class Raise(Node, frozen=True, array_like=True, gc=False, tag=35):
    """`raise exception from cause`."""

    exception: Expression | None
    cause: Expression | None


class Assert(Node, frozen=True, array_like=True, gc=False, tag=36):
    """`assert test, message`."""

    test: Expression
    message: Expression | None


class Delete(Node, frozen=True, array_like=True, gc=False, tag=37):
    """`del targets`."""

    targets: tuple[Expression, ...]


class Alias(Node, frozen=True, array_like=True, gc=False):
    """`name as alias` of an import; the name `*` stands for all."""

    name: str
    alias: str | None = None


class Import(Node, frozen=True, array_like=True, gc=False, tag=38):
    """`import a.b as c, d`."""

    names: tuple[Alias, ...]


class ImportFrom(Node, frozen=True, array_like=True, gc=False, tag=39):
    """`from ..module import names`; `level` counts the dots."""

    module: str
    level: int
    names: tuple[Alias, ...]


class Branch(Node, frozen=True, array_like=True, gc=False):
    """`if` or `elif` with its body."""

    test: Expression
    body: tuple[Statement, ...]


class If(Node, frozen=True, array_like=True, gc=False, tag=40):
    """An `if` with all its `elif`s."""

    branches: tuple[Branch, ...]
    orelse: tuple[Statement, ...]


class While(Node, frozen=True, array_like=True, gc=False, tag=41):
    """A `while` loop."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class For(Node, frozen=True, array_like=True, gc=False, tag=42):
    """A `for` loop."""

    target: Expression
    iterable: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    asynchronous: bool


class WithItem(Node, frozen=True, array_like=True, gc=False):
    """A context manager and what it is bound to."""

    context: Expression
    target: Expression | None


class With(Node, frozen=True, array_like=True, gc=False, tag=43):
    """A `with` statement."""

    items: tuple[WithItem, ...]
    body: tuple[Statement, ...]
    asynchronous: bool


class Handler(Node, frozen=True, array_like=True, gc=False):
    """An `except` clause; several types are a tuple."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


class Try(Node, frozen=True, array_like=True, gc=False, tag=44):
    """A `try` statement."""

    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    finalbody: tuple[Statement, ...]


class Pattern(Node, frozen=True, array_like=True, gc=False):
    """A pattern of `match`.

    `kind` is `capture`, `value`, `class`, `sequence`, `mapping`, `or`, `star` or `any`; `value` is the compared value or
    the class; `names` are a class pattern's keywords ("" where positional) beside its `parts`.
    """

    kind: str
    name: str | None = None
    value: Expression | None = None
    parts: tuple[Pattern, ...] = ()
    names: tuple[str, ...] = ()


class Case(Node, frozen=True, array_like=True, gc=False):
    """A `case` of `match`."""

    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(Node, frozen=True, array_like=True, gc=False, tag=45):
    """A `match` statement."""

    subject: Expression
    cases: tuple[Case, ...]


class Function(Node, frozen=True, array_like=True, gc=False, tag=46):
    """A function; its place begins at `def` (or `async`), never at a decorator."""

    name: str
    parameters: tuple[Parameter, ...]
    packed: msgspec.Raw
    decorators: tuple[Expression, ...]
    returns: Expression | None
    asynchronous: bool


class Class(Node, frozen=True, array_like=True, gc=False, tag=47):
    """A class; its place begins at `class`."""

    name: str
    arguments: tuple[Argument, ...]
    body: tuple[Statement, ...]
    decorators: tuple[Expression, ...]


class Jump(Node, frozen=True, array_like=True, gc=False, tag=48):
    """`pass`, `break` or `continue`."""

    kind: str


class Scope(Node, frozen=True, array_like=True, gc=False, tag=49):
    """`global` or `nonlocal` names."""

    kind: str
    names: tuple[str, ...]


class TypeAlias(Node, frozen=True, array_like=True, gc=False, tag=50):
    """`type Name = value` (PEP 695)."""

    name: str
    value: Expression


Step = Attribute | Call | Item
Expression = (
    Name | Constant | Bytes | Opaque | FString | Chain | Operation | Boolean | Comparison | Unary | Conditional | Lambda
    | Sequence | Mapping | Comprehension | Starred | Await | Yield | Walrus | Slice | Unread
)  # fmt: skip
Statement = (
    Assign | AugmentedAssign | AnnotatedAssign | Evaluate | Return | Raise | Assert | Delete | Import | ImportFrom | If
    | While | For | With | Try | Match | Function | Class | Jump | Scope | TypeAlias | Unread
)  # fmt: skip


class Comment(Node, frozen=True, array_like=True, gc=False):
    """A comment that speaks to us (`# djp: …`)."""

    text: str


class Module(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of Python: its statements, what could not be read, and where its lines begin.

    `lines` holds the byte offset of each line's first byte as packed 32-bit little-endian integers.
    """

    body: tuple[Statement, ...]
    unread: tuple[Unread, ...]
    comments: tuple[Comment, ...]
    lines: bytes


_encoder = msgspec.msgpack.Encoder()
_modules = msgspec.msgpack.Decoder(Module)
_bodies = msgspec.msgpack.Decoder(tuple[Statement, ...])


#: How msgpack begins bytes: such a body is source that waits to be read.
_BINARY = frozenset({0xC4, 0xC5, 0xC6})
_sources = msgspec.msgpack.Decoder(bytes)


def pack_source(source: bytes) -> msgspec.Raw:
    """Return the source of a function as a `Function` keeps it until its body is asked for."""
    return msgspec.Raw(_encoder.encode(source))


def pack_body(body: tuple[Statement, ...]) -> msgspec.Raw:
    """Return a function's statements as a `Function` keeps them."""
    return msgspec.Raw(_encoder.encode(body))


def pack(module: Module) -> bytes:
    """Return a module as msgpack."""
    with room(DEEPEST * STORING, more=True):
        return _encoder.encode(module)


def unpack(data: bytes | memoryview) -> Module:
    """Return the module that `pack` wrote."""
    with room(DEEPEST * STORING, more=True):
        return _modules.decode(data)


def source_of(function: Function) -> bytes | None:
    """Return the source of a function whose body was not read yet, None where it was."""
    packed = memoryview(function.packed)
    return _sources.decode(packed) if packed[0] in _BINARY else None


def body_of(function: Function) -> tuple[Statement, ...]:
    """Return a function's statements, read or unpacked anew at each call."""
    source = source_of(function)
    if source is not None:
        from django_pro.source.lowering.later import read_body

        return read_body(source, function.start)
    try:
        return _bodies.decode(function.packed)
    except RecursionError:  # rare, and counting frames at each call is not cheap
        with room(DEEPEST * STORING, more=True):
            return _bodies.decode(function.packed)
