"""Calls anywhere in a project, found by the name that is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from django_pro.facts.views.functions import walk
from django_pro.project.bindings import Assigned, Bindings, bindings_of
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.places import is_test
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Bytes,
    Call,
    Chain,
    Class,
    Constant,
    Expression,
    Function,
    Import,
    ImportFrom,
    Jump,
    Name,
    Opaque,
    Scope,
    Statement,
    body_of,
    source_of,
)  # fmt: skip

#: What no call can stand in.
_LEAVES = frozenset({
    Name, Constant, Bytes, Opaque, Attribute, Jump, Scope, Import, ImportFrom,
    str, int, float, bool, bytes, type(None), msgspec.Raw,
})  # fmt: skip


@dataclass(frozen=True)
class CallSite:
    """A call: `node` ends with it, `scope` is the qualified name of the function or class it stands in, "" for none.

    `local` is what the functions around it bind, parameters too, None outside of functions.
    """

    module: ModuleFile
    scope: str
    node: Chain
    local: Bindings | None = None

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Return the call's arguments."""
        call = self.node.steps[-1]
        assert isinstance(call, Call)
        return call.arguments

    @property
    def called(self) -> Expression:
        """Return what is called: `shop.send.delay`."""
        return without_last(self.node)

    @property
    def receiver(self) -> Expression | None:
        """Return what a method is called on, None where a bare name is called."""
        called = self.called
        return without_last(called) if isinstance(called, Chain) else None

    @property
    def name(self) -> str:
        """Return the called name: `delay`."""
        return called_name(self.node)

    def argument(self, position: int, name: str) -> Expression | None:
        """Return an argument given by position or by name."""
        return argument_of(self.arguments, position, name)


def argument_of(arguments: tuple[Argument, ...], position: int, name: str) -> Expression | None:
    """Return an argument given by position or by name; None where a `*` before it hides which it is."""
    named = next((each.value for each in arguments if each.name == name), None)
    if named is not None or position < 0:
        return named
    placed = [each for each in arguments if each.name is None and each.stars < 2]
    ahead = placed[: position + 1]
    return ahead[position].value if len(ahead) > position and not any(each.stars for each in ahead) else None


def without_last(chain: Chain) -> Expression:
    """Return a chain without its last step."""
    rest = chain.steps[:-1]
    return Chain(chain.start, rest[-1].end, chain.base, rest) if rest else chain.base


def called_name(chain: Chain, at: int = -1) -> str:
    """Return the name that a chain's step calls, "" where it is none."""
    at = at % len(chain.steps)
    if at == 0:
        return chain.base.id if isinstance(chain.base, Name) else ""
    before = chain.steps[at - 1]
    return before.name if isinstance(before, Attribute) else ""


class Calls:
    """Questions about calls.

    A function's body is unpacked only where its packed bytes hold a name that is asked for: names that are imported under
    another name (`from … import render as draw`) are found by the name that is written.
    """

    def __init__(self, project: Project) -> None:
        self.project = project

    def of(self, *names: str, tests: bool = True) -> Iterator[CallSite]:
        """Yield every call of a function or method of one of these names, by file; perhaps without those of tests.

        In a file those outside of functions come first.
        """
        wanted = frozenset(names)
        holds = _Mention(names)
        for path, file in self._files.items():
            if not tests and is_test(path):
                continue
            module = self.project.modules.at(path)
            outside = [found for name in names for found in file.calls.get(name, ())]
            for scope, chain, at in sorted(outside, key=lambda found: found[1].steps[found[2]].start):
                yield CallSite(module, scope, upto(chain, at))
            for scope, function in file.functions:
                if holds(function):
                    yield from _inside(module, scope, function, wanted)

    @cached_property
    def functions(self) -> tuple[Defined, ...]:
        """Every function that stands in no other function."""
        return tuple(
            Defined(self.project.modules.at(path), scope, function)
            for path, file in self._files.items()
            for scope, function in file.functions
        )

    @cached_property
    def _files(self) -> dict[str, _Outside]:
        found: dict[str, _Outside] = {}
        for path in self.project.files:
            reader = found[path] = _Outside()
            reader.block(self.project.sources.module(path).body, "")
        return found


class _Outside:
    """Reads what stands outside of functions; calls are kept as a chain and a step, since most are never asked for."""

    def __init__(self) -> None:
        self.calls: dict[str, list[tuple[str, Chain, int]]] = {}
        self.functions: list[tuple[str, Function]] = []

    def block(self, body: tuple[Statement, ...], scope: str) -> None:
        waiting: list[msgspec.Struct] = [*reversed(body)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Chain):
                self.chain(node, scope)
            elif isinstance(node, Class | Function):
                self.definition(node, scope)
                waiting.extend(reversed(node.decorators))
                continue
            for name in reversed(node.__struct_fields__[2:]):
                inner = getattr(node, name)
                if type(inner) is tuple:
                    waiting.extend([each for each in reversed(inner) if type(each) not in _LEAVES])
                elif type(inner) not in _LEAVES:
                    waiting.append(inner)

    def definition(self, node: Class | Function, scope: str) -> None:
        inner = f"{scope}.{node.name}" if scope else node.name
        if isinstance(node, Class):
            self.block(node.body, inner)
        else:
            self.functions.append((inner, node))

    def chain(self, node: Chain, scope: str) -> None:
        for at, step in enumerate(node.steps):
            if type(step) is Call:
                self.calls.setdefault(called_name(node, at), []).append((scope, node, at))


def upto(chain: Chain, at: int) -> Chain:
    """Return a chain up to and with a step."""
    if at == len(chain.steps) - 1:
        return chain
    return Chain(chain.start, chain.steps[at].end, chain.base, chain.steps[: at + 1])


class _Mention:
    """Tells whether a function's body may call one of some names, without reading it."""

    def __init__(self, names: tuple[str, ...]) -> None:
        texts = [name.encode() for name in names]
        written = b"|".join(re.escape(text) for text in texts)
        packed = b"|".join(re.escape(_header(len(text)) + text) for text in texts)
        self._in_source = re.compile(rb"\b(?:" + written + rb")\s*(?:\\\s*)?\(").search
        self._in_packed = re.compile(packed).search

    def __call__(self, function: Function) -> bool:
        source = source_of(function)
        found = self._in_source(source) if source is not None else self._in_packed(bytes(function.packed))
        return found is not None


def _header(length: int) -> bytes:
    """Return how msgpack begins a short text; a longer one is looked for as it is."""
    return bytes([0xA0 | length]) if length < 32 else b""


def _inside(module: ModuleFile, qualname: str, outermost: Function, wanted: frozenset[str]) -> Iterator[CallSite]:
    waiting: list[tuple[str, Function, Bindings | None]] = [(qualname, outermost, None)]
    while waiting:
        scope, function, around = waiting.pop()
        body = body_of(function)
        local = local_bindings(function, body, around)
        for node in walk(body):
            if isinstance(node, Chain):
                for at, step in enumerate(node.steps):
                    if isinstance(step, Call) and called_name(node, at) in wanted:
                        yield CallSite(module, scope, upto(node, at), local)
            elif isinstance(node, Function):
                waiting.append((f"{scope}.{node.name}", node, local))


def local_bindings(function: Function, body: tuple[Statement, ...], around: Bindings | None = None) -> Bindings:
    """Return what a function binds, its parameters to what nobody knows, with what the function around it does."""
    own = bindings_of(body)
    outer = around.names if around is not None else {}
    parameters = {each.name: (Assigned(None),) for each in function.parameters}
    return Bindings({**outer, **parameters, **own.names}, own.stars)
