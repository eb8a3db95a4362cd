"""Checks that a form, serializer or model writes out though an argument of its field says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.views.functions import walk
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Boolean,
    Call,
    Chain,
    Comparison,
    Constant,
    Expression,
    Function,
    If,
    Item,
    Name,
    Raise,
    Return,
    Sequence,
    Statement,
    Unary,
    body_of,
)  # fmt: skip

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_PATTERNS = frozenset({"match", "search", "fullmatch"})
_DATA = frozenset({"cleaned_data", "attrs", "data", "validated_data"})


@dataclass(frozen=True)
class Limit:
    """What a field's argument would say: `bound` is the value as it is written, with what is to be added to it."""

    argument: str
    bound: Expression | None = None
    added: int = 0

    @property
    def number(self) -> int | float | None:
        """Return the bound where it is a number."""
        value = self.bound.value if isinstance(self.bound, Constant) else None
        return value + self.added if isinstance(value, int | float) and not isinstance(value, bool) else None


@dataclass(frozen=True)
class WrittenCheck:
    """An `if` that refuses a field's value for a reason that the field can give by itself."""

    field: str
    node: If
    raised: Raise
    limits: tuple[Limit, ...]
    alone: bool


class Reading:
    """Reads the checks of one method."""

    def __init__(self, function: Function, fields: frozenset[str] | None = None) -> None:
        self.body = tuple(each for each in body_of(function) if not _is_docstring(each))
        self.model = fields
        self.names = dict(self._named(function))
        self.changed = {target.id for target in self._targets() if target.id not in self.names}

    def checks(self) -> Iterator[WrittenCheck]:
        """Yield the checks that always run, each of one field."""
        for at, statement in enumerate(self.body):
            if any(isinstance(each, Return) for each in walk((self.body[:at],))):
                return  # what stands behind a way out is not always run
            if not isinstance(statement, If) or len(statement.branches) != 1 or statement.orelse:
                continue
            branch = statement.branches[0]
            raised = branch.body[0] if len(branch.body) == 1 else None
            if not isinstance(raised, Raise) or not _is_validation(raised):
                continue
            found = self._limits(branch.test)
            names = {name for name, _ in found or ()}
            if found and len(names) == 1:
                alone = self._is_alone(at)
                yield WrittenCheck(names.pop(), statement, raised, tuple(limit for _, limit in found), alone)

    def _named(self, function: Function) -> Iterator[tuple[str, str]]:
        """Yield the local names of values, each with its field; a name that is given twice stands for none."""
        if function.name.startswith("validate_") and len(function.parameters) > 1:
            name = function.parameters[1].name
            if not any(target.id == name for target in self._targets()):
                yield name, function.name.removeprefix("validate_")
        given = [target.id for target in self._targets()]
        for statement in self.body:
            if isinstance(statement, Assign) and isinstance(statement.targets[0], Name):
                field = self._key(statement.value)
                if field and given.count(statement.targets[0].id) == 1:
                    yield statement.targets[0].id, field

    def _targets(self) -> Iterator[Name]:
        for node in walk(self.body):
            if isinstance(node, Assign):
                yield from (each for each in node.targets if isinstance(each, Name))

    def _key(self, node: Expression) -> str:
        """Return the key that is read of what was cleaned: `self.cleaned_data["x"]`, `attrs.get("x")`."""
        if not isinstance(node, Chain):
            return ""
        steps = node.steps
        base = node.base.id if isinstance(node.base, Name) else ""
        if base == "self" and isinstance(steps[0], Attribute) and steps[0].name == "cleaned_data":
            steps = steps[1:]
        elif base not in _DATA:
            return ""
        if len(steps) == 1 and isinstance(steps[0], Item):
            return _text(steps[0].index)
        if (
            len(steps) == 2
            and isinstance(steps[0], Attribute)
            and steps[0].name == "get"
            and isinstance(steps[1], Call)
        ):
            given = steps[1].arguments
            return _text(given[0].value) if len(given) == 1 else ""
        return ""

    def field_of(self, node: Expression) -> str:
        """Return the field whose value an expression is, "" for any other."""
        if isinstance(node, Name):
            return self.names.get(node.id, "")
        if isinstance(node, Chain) and self.model is not None:
            only = node.steps[0] if len(node.steps) == 1 else None
            owned = isinstance(node.base, Name) and node.base.id == "self"
            return only.name if owned and isinstance(only, Attribute) and only.name in self.model else ""
        return self._key(node)

    def _limits(self, test: Expression) -> list[tuple[str, Limit]] | None:
        """Return the fields and limits that a test is made of, None where it asks anything else."""
        if isinstance(test, Boolean) and test.operator == "or":
            parts = [self._limits(each) for each in test.operands]
            return [each for part in parts for each in part or ()] if all(parts) else None
        if isinstance(test, Boolean):
            return self._guarded(test)
        if isinstance(test, Unary) and test.operator == "not":
            return self._refused(test.operand)
        return self._compared(test) if isinstance(test, Comparison) else None

    def _guarded(self, test: Boolean) -> list[tuple[str, Limit]] | None:
        """Read `value and len(value) > 9`, `value is not None and value < 0`."""
        first, *rest = test.operands
        guard = first.operands[0] if isinstance(first, Comparison) and first.operators == ("is not",) else first
        field = self.field_of(guard)
        found = self._limits(rest[0]) if field and len(rest) == 1 else None
        return found if found and all(name == field for name, _ in found) else None

    def _refused(self, operand: Expression) -> list[tuple[str, Limit]] | None:
        """Read `not re.match(…, value)` and `not 0 <= value <= 9`."""
        if isinstance(operand, Comparison) and len(operand.operands) == 3:
            low, value, high = operand.operands
            field = self.field_of(value)
            kept = operand.operators
            if field and kept == ("<=", "<=") and isinstance(low, Constant) and isinstance(high, Constant):
                return [(field, Limit("min_value", low)), (field, Limit("max_value", high))]
            return None
        if not isinstance(operand, Chain) or not isinstance(operand.steps[-1], Call) or len(operand.steps) != 2:
            return None
        step, call = operand.steps[0], operand.steps[1]
        if not isinstance(step, Attribute) or not isinstance(call, Call) or step.name not in _PATTERNS:
            return None
        given = [each.value for each in call.arguments if each.name is None]
        pattern = given[0] if len(given) == 2 else operand.base
        written = isinstance(pattern, Constant) or (isinstance(pattern, Name) and pattern.id.isupper())
        field = self.field_of(given[-1]) if given and written else ""
        return [(field, Limit("regex", pattern))] if field else None

    def _compared(self, test: Comparison) -> list[tuple[str, Limit]] | None:
        if len(test.operands) != 2:
            return None
        left, right = test.operands
        operator = test.operators[0]
        if operator == "not in" and _is_choices(right):
            field = self.field_of(left)
            return [(field, Limit("choices", right))] if field else None
        if operator not in _FLIPPED:
            return None
        if _is_bound(left):
            left, right, operator = right, left, _FLIPPED[operator]
        if not _is_bound(right):
            return None
        measured = _measured(left)
        field = self.field_of(measured if measured is not None else left)
        return [(field, _limit(operator, right, measured is not None))] if field else None

    def _is_alone(self, at: int) -> bool:
        """Whether a method does nothing but this check."""
        others = [each for i, each in enumerate(self.body) if i != at]
        reads = [each for each in others if isinstance(each, Assign) and self._key(each.value)]
        left = [each for each in others if each not in reads]
        return len(left) == 1 and isinstance(left[0], Return) and bool(left[0].value) and len(reads) <= 1


def _limit(operator: str, bound: Expression, measured: bool) -> Limit:
    kind = "length" if measured else "value"
    if operator in (">", ">="):
        return Limit(f"max_{kind}", bound, -1 if operator == ">=" else 0)
    return Limit(f"min_{kind}", bound, 1 if operator == "<=" else 0)


def _measured(node: Expression) -> Expression | None:
    """Return `x` of `len(x)`."""
    if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id == "len" and len(node.steps) == 1:
        call = node.steps[0]
        return call.arguments[0].value if isinstance(call, Call) and len(call.arguments) == 1 else None
    return None


def _is_bound(node: Expression) -> bool:
    """Whether an expression is a number, or a name that is written as constants are."""
    if isinstance(node, Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    if isinstance(node, Chain):
        last = node.steps[-1]
        return isinstance(last, Attribute) and last.name.isupper()
    return isinstance(node, Name) and node.id.isupper()


def _is_choices(node: Expression) -> bool:
    if isinstance(node, Sequence):
        return bool(node.items) and all(isinstance(each, Constant) for each in node.items)
    return isinstance(node, Name) and node.id.isupper()


def _is_validation(raised: Raise) -> bool:
    node = raised.exception
    if not isinstance(node, Chain) or not isinstance(node.steps[-1], Call):
        return False
    before = node.steps[-2] if len(node.steps) > 1 else node.base
    return getattr(before, "name", getattr(before, "id", "")) == "ValidationError"


def _is_docstring(statement: Statement) -> bool:
    return isinstance(getattr(statement, "value", None), Constant) and not isinstance(statement, Assign | Return)


def _text(node: Expression) -> str:
    return node.value if isinstance(node, Constant) and isinstance(node.value, str) else ""
