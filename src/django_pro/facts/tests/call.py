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


@dataclass(frozen=True)
class Outcome:
    """What a test says of a request: the status codes it asserts, and what the request is made with.

    `to_login` tells that it asserts a redirect to where one logs in, `form_errors` that it looks for errors of a form,
    `counted` that the queries are counted, `at_most` only up to a limit, `signed_in` that a user is logged in before.
    """

    statuses: tuple[int, ...] = ()
    to_login: bool = False
    form_errors: bool = False
    counted: bool = False
    signed_in: bool = False
    at_most: bool = False

    def within(self, outer: Outcome) -> Outcome:
        """Return the outcome of a helper's request, of which the helper's caller says more."""
        return Outcome(
            outer.statuses or self.statuses,
            self.to_login or outer.to_login,
            self.form_errors or outer.form_errors,
            self.counted or outer.counted,
            self.signed_in or outer.signed_in,
            self.at_most or outer.at_most,
        )


@dataclass(frozen=True, eq=False)
class ClientCall:
    """A request of a test: its method in upper case, and where it may go, for each class that runs the test."""

    method: str
    options: tuple[tuple[Target, ...], ...]
    path: str
    node: Expression
    outcome: Outcome = Outcome()

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return everywhere it may go."""
        return tuple(dict.fromkeys(target for option in self.options for target in option))


@dataclass(frozen=True, eq=False)
class Test:
    """A test function or method, or a function of a test file that makes requests, and the requests."""

    __test__ = False  # no test of ours

    name: str
    path: str
    node: Function
    calls: tuple[ClientCall, ...]

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The words of its body: every name that it mentions is one of them."""
        return frozenset(_WORD.findall(source_of(self.node) or self.node.packed))
