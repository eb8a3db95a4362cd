"""How much of the critical path ran: statements and branches of its functions, as coverage.py counts them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from django_pro.findings.evidence import RanFile
from django_pro.rules.critical import Critical, critical
from django_pro.rules.reviewed import Reviewed
from django_pro.source.nesting import inside
from django_pro.source.syntax import Class, Function, Statement, body_of


class Covered(msgspec.Struct, frozen=True):
    """A function, and how many of its statements and branches ran."""

    name: str
    path: str
    line: int
    kind: str
    statements: int
    executed: int
    branches: int
    taken: int

    @property
    def missing(self) -> int:
        """How many statements and branches did not run."""
        return self.statements - self.executed + self.branches - self.taken


def covered(review: Reviewed) -> tuple[Covered, ...]:
    """Return the critical path's functions in files that were measured and are as they were."""
    assert review.running is not None
    found: list[Covered] = []
    for each in critical(review):
        file = review.running.file(each.function.module.path)
        if file is not None:
            found.append(_covered(review, each, file))
    return tuple(found)


def _covered(review: Reviewed, one: Critical, file: RanFile) -> Covered:
    node, path = one.function.node, one.function.module.path
    lines = _own_lines(review, path, node) if isinstance(node, Function) else frozenset()
    executed, missing = lines & set(file.executed), lines & set(file.missing)
    taken = [pair for pair in file.taken if pair[0] in lines]
    untaken = [pair for pair in file.untaken if pair[0] in lines]
    return Covered(
        one.function.name, path, review.line(path, node.start), one.kind,
        len(executed) + len(missing), len(executed), len(taken) + len(untaken), len(taken),
    )  # fmt: skip


def _own_lines(review: Reviewed, path: str, function: Function) -> frozenset[int]:
    """Return the lines of a function's body that are no inner function's or class's body (coverage.py: "regions")."""
    body = body_of(function)
    if not body:
        return frozenset()
    lines = set(range(review.line(path, body[0].start), review.line(path, body[-1].end - 1) + 1))
    for inner in _inner(body):
        held = body_of(inner) if isinstance(inner, Function) else inner.body
        if held:
            lines -= set(range(review.line(path, held[0].start), review.line(path, held[-1].end - 1) + 1))
    return frozenset(lines)


def _inner(body: Iterable[Statement]) -> list[Function | Class]:
    found: list[Function | Class] = []
    for each in body:
        if isinstance(each, Function | Class):
            found.append(each)
        else:
            found.extend(_inner(tuple(inside(each))))
    return found


def share(done: int, of: int) -> float | None:
    """Return a part in percent, None of nothing."""
    return round(100 * done / of, 1) if of else None
