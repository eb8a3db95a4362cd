"""A test, and the requests it makes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Expression, Function, source_of

#: Stands in a name or a path for a part that is not known.
ANY = "*"
_WORD = re.compile(rb"[^\W\d]\w*")


@dataclass(frozen=True)
class Named:
    """A URL by the name that `reverse()` takes; `ANY` stands for parts that are not known, `rest` follows what it gives."""

    name: str
    rest: str = ""


@dataclass(frozen=True)
class Path:
    """A URL by its path, without its query; `ANY` stands for parts that are not known."""

    text: str


Target = Named | Path | Unknown


@dataclass(frozen=True, eq=False)
class ClientCall:
    """A request of a test: its method in upper case, and where it may go."""

    method: str
    targets: tuple[Target, ...]
    path: str
    node: Expression


@dataclass(frozen=True, eq=False)
class Test:
    """A test function or method: its requests, and the status codes that it asserts.

    `times` counts the classes that run it: its own, and those that inherit it.
    """

    __test__ = False  # no test of ours

    name: str
    path: str
    node: Function
    calls: tuple[ClientCall, ...]
    statuses: tuple[int, ...]
    times: int = 1

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The words of its body: every name that it mentions is one of them."""
        return frozenset(_WORD.findall(source_of(self.node) or self.node.packed))
