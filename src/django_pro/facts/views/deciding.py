"""What a `get_permissions` or `get_serializer_class` gives for one action and method, as far as reading it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django_pro.project.classes import Classes
from django_pro.project.names import Defined, External, Names
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assign,
    Attribute,
    AugmentedAssign,
    Boolean,
    Call,
    Chain,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Evaluate,
    Expression,
    Function,
    If,
    Item,
    Jump,
    Mapping,
    Name,
    Operation,
    Return,
    Sequence,
    Statement,
    Unary,
    body_of,
)

_SAFE = "rest_framework.permissions.SAFE_METHODS"
#: Ways through one method beyond which nobody follows it.
_WAYS = 24


class Asked(NamedTuple):
    """The request: a viewset's action ("" elsewhere) and the HTTP method, in upper case."""

    action: str
    method: str


class Above(NamedTuple):
    """`super().get_…()`: what the bases decide."""


class Own(NamedTuple):
    """`self.permission_classes` and its like: what the class states."""


Given = Expression | Above | Own | None
"""What one way through a method gives; None where it cannot be told."""


@dataclass(frozen=True)
class Deciding:
    """Reads one method of a view: `target` is the view's class, `attribute` what the method would give by itself."""

    names: Names
    classes: Classes
    target: Defined
    method: Defined
    attribute: str
    asked: Asked

    def ways(self) -> list[Given]:
        """Return what each way through the method gives, [None] where there are too many or one is not understood."""
        if not isinstance(self.method.node, Function):
            return [None]
        found: list[Given] = []
        for way in self._run(tuple(body_of(self.method.node)), {}):
            found.append(way)
            if len(found) > _WAYS:
                return [None]
        return found or [None]

    def _run(self, statements: tuple[Statement, ...], known: dict[str, Expression]) -> Iterator[Given]:
        for at, each in enumerate(statements):
            if isinstance(each, Return):
                yield self._given(each.value, known) if each.value is not None else None
                return
            if isinstance(each, If):
                yield from self._branches(each, statements[at + 1 :], known)
                return
            if not self._noted(each, known):
                yield None
                return
        yield None

    def _branches(self, node: If, rest: tuple[Statement, ...], known: dict[str, Expression]) -> Iterator[Given]:
        """Go the ways of an `if` that may be gone, each with what follows it."""
        for branch in node.branches:
            holds = self._holds(branch.test, known)
            if holds is not False:
                yield from self._run((*branch.body, *rest), dict(known))
            if holds is True:
                return
        yield from self._run((*node.orelse, *rest), dict(known))

    def _noted(self, node: Statement, known: dict[str, Expression]) -> bool:
        """Remember what a statement assigns; False for one that may decide something else."""
        if isinstance(node, Assign) and len(node.targets) == 1:
            return self._assigned(node.targets[0], node.value, known)
        if isinstance(node, AnnotatedAssign) and node.value is not None:
            return self._assigned(node.target, node.value, known)
        if isinstance(node, AugmentedAssign) and node.operator == "+":
            before = self._inner(node.target, known)
            return self._assigned(node.target, Operation(node.start, node.end, (before, node.value), ("+",)), known)
        return isinstance(node, Evaluate | Jump)

    def _assigned(self, target: Expression, value: Expression, known: dict[str, Expression]) -> bool:
        if (key := _key(target)) is not None:
            known[key] = self._inner(value, known)
        return key is not None

    def _inner(self, node: Expression, known: dict[str, Expression]) -> Expression:
        """Return what a name stands for by now."""
        key = _key(node)
        return known.get(key, node) if key is not None else node

    def _given(self, node: Expression, known: dict[str, Expression]) -> Given:
        node = _without_tuple(self._listed(node, known))
        node = self._inner(node, known)
        if isinstance(node, Conditional):
            holds = self._holds(node.test, known)
            return None if holds is None else self._given(node.body if holds else node.orelse, known)
        if _key(node) == f"self.{self.attribute}":
            return Own()
        if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id == "super":
            called = [each.name for each in node.steps if isinstance(each, Attribute)]
            above = called == [self.method.qualname.rpartition(".")[2]]
            return known.get(f"self.{self.attribute}", Above()) if above else None
        return self._looked_up(node, known)

    def _listed(self, node: Expression, known: dict[str, Expression]) -> Expression:
        """Return the list that `[permission() for permission in …]` goes through."""
        if isinstance(node, Comprehension) and len(node.clauses) == 1 and not node.clauses[0].conditions:
            clause = node.clauses[0]
            made = node.element
            if isinstance(made, Chain) and len(made.steps) == 1 and isinstance(made.steps[0], Call):
                made = made.base
            if isinstance(made, Name) and isinstance(clause.target, Name) and made.id == clause.target.id:
                return clause.iterable
        return node

    def _looked_up(self, node: Expression, known: dict[str, Expression]) -> Given:
        """Return what `serializers[self.action]` or `serializers.get(self.action, …)` stands for."""
        if not isinstance(node, Chain):
            return node
        last = node.steps[-1]
        if isinstance(last, Item):
            return self._entry(_shorter(node, 1), last.index, None, known)
        before = node.steps[-2] if len(node.steps) > 1 else None
        if isinstance(last, Call) and isinstance(before, Attribute) and before.name == "get" and last.arguments:
            other = last.arguments[1].value if len(last.arguments) > 1 else None
            return self._entry(_shorter(node, 2), last.arguments[0].value, other, known)
        return node

    def _entry(
        self, table: Expression, key: Expression, other: Expression | None, known: dict[str, Expression]
    ) -> Given:
        table = self._value(table, known)
        wanted = self._plain(key, known)
        if not isinstance(table, Mapping) or not isinstance(wanted, str):
            return None
        for entry in table.entries:
            if isinstance(entry.key, Constant) and entry.key.value == wanted:
                return self._given(entry.value, known)
        return self._given(other, known) if other is not None else None

    def _value(self, node: Expression, known: dict[str, Expression]) -> Expression:
        """Return an expression with `self.name` followed to the class."""
        node = self._inner(node, known)
        key = _key(node)
        if key is not None and key.startswith("self."):
            member = self.classes.member(self.target, key.removeprefix("self."))
            return member.value if member is not None and member.value is not None else node
        return node

    def _plain(self, node: Expression, known: dict[str, Expression]) -> object:
        """Return the text of an expression, or a tuple of texts; None where it is neither."""
        node = self._value(node, known)
        key = _key(node)
        if key == "self.action":
            return self.asked.action
        if isinstance(node, Chain) and _is_method(node):
            return self.asked.method
        if isinstance(node, Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, Sequence):
            return tuple(self._plain(each, known) for each in node.items)
        if isinstance(node, Name | Chain):
            found = self.names.resolve(self.method.module, node)
            if (
                any(isinstance(each, Defined | External) and each.name == _SAFE for each in found)
                or key == "SAFE_METHODS"
            ):
                return ("GET", "HEAD", "OPTIONS")
        return None

    def _holds(self, node: Expression, known: dict[str, Expression]) -> bool | None:
        """Return whether a test holds for the request, None where something else decides it."""
        if isinstance(node, Unary) and node.operator == "not":
            inner = self._holds(node.operand, known)
            return None if inner is None else not inner
        if isinstance(node, Boolean):
            sides = [self._holds(each, known) for each in node.operands]
            sure = node.operator == "or"
            return sure if sure in sides else None if None in sides else not sure
        if isinstance(node, Comparison) and len(node.operators) == 1:
            return self._compared(node, known)
        if isinstance(node, Constant):
            return bool(node.value)
        return bool(self.asked.action) if _key(node) == "self.action" else None

    def _compared(self, node: Comparison, known: dict[str, Expression]) -> bool | None:
        left, right = (self._plain(each, known) for each in node.operands)
        if left is None or right is None or (isinstance(right, tuple) and None in right):
            return None
        operator = node.operators[0]
        if operator in ("==", "!="):
            return (left == right) == (operator == "==")
        if operator in ("in", "not in") and isinstance(right, tuple):
            return (left in right) == (operator == "in")
        return None


def _key(node: Expression) -> str | None:
    """Return `name` or `self.name`, None for anything else."""
    if isinstance(node, Name):
        return node.id
    if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id == "self" and len(node.steps) == 1:
        step = node.steps[0]
        return f"self.{step.name}" if isinstance(step, Attribute) else None
    return None


def _is_method(node: Chain) -> bool:
    """Whether it is `self.request.method` or `request.method`, perhaps with `.upper()`."""
    names = [each.name for each in node.steps if isinstance(each, Attribute)]
    base = node.base.id if isinstance(node.base, Name) else ""
    names = names[:-1] if names[-1:] == ["upper"] else names
    return (base, *names) in (("self", "request", "method"), ("request", "method"))


def _shorter(node: Chain, steps: int) -> Expression:
    rest = node.steps[:-steps]
    return Chain(node.start, node.end, node.base, rest) if rest else node.base


def _without_tuple(node: Expression) -> Expression:
    """Return what `tuple(…)` or `list(…)` is made of."""
    if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id in ("tuple", "list"):
        call = node.steps[0]
        if len(node.steps) == 1 and isinstance(call, Call) and len(call.arguments) == 1:
            return call.arguments[0].value
    return node
