"""The bodies of functions, and what stands outside of them, found by the words they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from django_pro.facts.calls import called_name, local_bindings, upto
from django_pro.facts.views.functions import walk
from django_pro.project.bindings import Assigned, Bindings
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Constant,
    Evaluate,
    Expression,
    Function,
    Jump,
    Name,
    Return,
    Statement,
    body_of,
    source_of,
)

_WORD = re.compile(rb"[A-Za-z_]\w+")
#: A function inside a function is read this deep.
DEEPEST = 4


@dataclass(frozen=True, eq=False)
class Body:
    """A function that stands in no other function, or all that stands outside of functions in a module.

    `defined` is the function, None for a module; `owner` the class of a method.
    """

    project: Project
    module: ModuleFile
    defined: Defined | None
    owner: Defined | None = None

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Return its statements."""
        if self.function is None:
            return self.project.sources.module(self.module.path).body
        return body_of(self.function)

    @property
    def function(self) -> Function | None:
        """The function's node."""
        node = self.defined.node if self.defined is not None else None
        return node if isinstance(node, Function) else None

    @property
    def path(self) -> str:
        """The file."""
        return self.module.path

    @property
    def name(self) -> str:
        """The full name of the function or module."""
        return self.defined.name if self.defined is not None else self.module.name

    @property
    def short(self) -> str:
        """The function's own name, "" for a module."""
        return self.function.name if self.function is not None else ""

    @cached_property
    def nodes(self) -> tuple[msgspec.Struct, ...]:
        """Every node, those of the functions inside too."""
        return tuple(_deep(self.statements, 0 if self.function is not None else DEEPEST))

    @cached_property
    def local(self) -> Bindings | None:
        """What the function binds."""
        return local_bindings(self.function, self.statements) if self.function is not None else None

    def calls(self, *names: str) -> Iterator[Chain]:
        """Yield the calls of functions or methods of some names, of all where none is given; each ends with its call."""
        for node in self.nodes:
            if isinstance(node, Chain):
                for at, step in enumerate(node.steps):
                    if isinstance(step, Call) and (not names or called_name(node, at) in names):
                        yield upto(node, at)

    def full_name(self, node: Expression) -> str:
        """Return the full name that an expression stands for, as it is written where nobody knows."""
        names = self.project.names
        if isinstance(node, Name | Chain):
            for found in names.resolve(self.module, node, self.local):
                for each in names.follow(found):
                    if isinstance(each, Defined | External):
                        return each.name
        return ".".join(parts(node))

    def called(self, call: Chain) -> str:
        """Return the full name of what a call calls."""
        rest = call.steps[:-1]
        return self.full_name(Chain(call.start, call.end, call.base, rest) if rest else call.base)

    def target(self, node: Expression) -> Defined | None:
        """Return the function or class of the project that an expression names; `self.name` is looked up in the class."""
        said = parts(node)
        if self.owner is not None and len(said) == 2 and said[0] in ("self", "cls"):
            return self.project.classes.method(self.owner, said[1])
        names = self.project.names
        if isinstance(node, Name | Chain):
            for found in names.resolve(self.module, node, self.local):
                for each in names.follow(found):
                    if isinstance(each, Defined):
                        return each
        return None

    def values(self, name: str) -> tuple[Expression, ...]:
        """Return what a local name is assigned; a module's own where the function binds no such name."""
        found = self.local.names.get(name) if self.local is not None else None
        if found is None:
            found = self.project.names.bindings(self.module).names.get(name, ())
        return tuple(each.value for each in found if isinstance(each, Assigned) and each.value is not None)


class Bodies:
    """The bodies of some files of a project."""

    def __init__(self, project: Project, files: Iterable[str]) -> None:
        self.project = project
        self.files = tuple(files)
        self._bodies: dict[tuple[str, int], Body] = {}
        self._held_by: dict[Defined, frozenset[bytes]] = {}

    @cached_property
    def _words(self) -> dict[str, frozenset[bytes]]:
        found: dict[str, frozenset[bytes]] = {}
        for path in self.files:
            try:
                found[path] = frozenset(_WORD.findall((self.project.root / path).read_bytes()))
            except OSError:
                found[path] = frozenset()
        return found

    def words(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the words of the files that a question is answered with yes for."""
        return [word for word in self._all if wanted(word)]

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return tuple(sorted(each.decode() for each in frozenset().union(*self._words.values())))

    def of(self, *words: str, outside: bool = False) -> Iterator[Body]:
        """Yield the functions whose text holds one of some words, perhaps also what stands outside of functions."""
        wanted = frozenset(each.encode() for each in words)
        for path, known in self._words.items():
            if known.isdisjoint(wanted):
                continue
            if outside:
                yield self._body(self.project.modules.at(path), None, None)
            for defined, owner in self.functions(path):
                if not wanted.isdisjoint(self.words_of(defined)):
                    yield self._body(defined.module, defined, owner)

    def words_of(self, defined: Defined) -> frozenset[bytes]:
        """Return the words of a function: those of its source, or of its packed nodes, which begin with a length."""
        found = self._held_by.get(defined)
        if found is None and isinstance(defined.node, Function):
            source = source_of(defined.node)
            text = bytes(defined.node.packed) if source is None else source
            found = self._held_by[defined] = frozenset(_WORD.findall(text)) | frozenset(
                each[1:] for each in _WORD.findall(text) if source is None
            )
        return found or frozenset()

    def functions(self, path: str) -> Iterator[tuple[Defined, Defined | None]]:
        """Yield the functions and methods of a file, with the class of each."""
        names, classes = self.project.names, self.project.classes
        module = self.project.modules.at(path)
        for name, found in names.bindings(module).names.items():
            for node in found:
                if isinstance(node, Function):
                    yield names.define(module, name, node), None
        for cls in classes.in_module(module):
            for name, found in classes.own(cls).items():
                for node in found:
                    if isinstance(node, Function):
                        yield names.define(module, f"{cls.qualname}.{name}", node), cls

    def at(self, defined: Defined, owner: Defined | None = None) -> Body:
        """Return the body of a function."""
        return self._body(defined.module, defined, owner)

    def _body(self, module: ModuleFile, defined: Defined | None, owner: Defined | None) -> Body:
        key = (module.path, defined.node.start if defined is not None else -1)
        found = self._bodies.get(key)
        if found is None:
            found = self._bodies[key] = Body(self.project, module, defined, owner)
        return found


def parts(node: object) -> tuple[str, ...]:
    """Return the name and the attributes of an expression: `("request", "POST", "get")`."""
    if isinstance(node, Name):
        return (node.id,)
    if isinstance(node, Chain):
        return (*parts(node.base), *(each.name for each in node.steps if isinstance(each, Attribute)))
    return ()


def _deep(statements: tuple[Statement, ...], depth: int) -> Iterator[msgspec.Struct]:
    for node in walk(statements):
        yield node
        if isinstance(node, Function) and depth < DEEPEST:
            yield from _deep(body_of(node), depth + 1)


def does_nothing(method: Defined) -> bool:
    """Whether a function has no statement that does anything."""
    body = body_of(method.node) if isinstance(method.node, Function) else ()
    return all(
        isinstance(each, Jump)
        or (isinstance(each, Return) and (each.value is None or isinstance(each.value, Constant)))
        or (isinstance(each, Evaluate) and isinstance(each.value, Constant))
        for each in body
    )
