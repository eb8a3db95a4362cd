"""Where listed rows come from: the expressions that a queryset is put together of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_pro.facts.models.calls import statements
from django_pro.facts.views.functions import walk
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Expression,
    Item,
    Name,
    Node,
    Return,
    Slice,
    Statement,
)  # fmt: skip

_BOUNDED = ("id__in", "pk__in", "ids", "uuid__in")
_QUERIES = frozenset({"all", "filter", "exclude", "order_by", "select_related", "prefetch_related"})
#: What names stand for is followed so often.
_DEEPEST = 3
#: Calls that look one row up.
_ONE = frozenset({"get_object", "get", "first", "get_object_or_404", "aget", "aget_object_or_404"})


def returned(body: tuple[Statement, ...]) -> list[Expression]:
    """Return what a function returns."""
    return [each.value for each in statements(body) if isinstance(each, Return) and each.value is not None]


def parts(value: Expression, body: tuple[Statement, ...], depth: int = 0) -> Iterator[Expression]:
    """Yield an expression, what a view's method is given in it, and what the names in its base were assigned."""
    yield value
    if isinstance(value, Chain) and (of_self(value) or _begun(value) == "super") and depth < _DEEPEST:
        for argument in (each for step in value.steps if isinstance(step, Call) for each in step.arguments):
            if argument.name is None and not argument.stars:
                yield from parts(argument.value, body, depth + 1)
    if (begun := _begun(value)) and depth < _DEEPEST:
        for each in _assigned(begun, body):
            if each is not value:
                yield from parts(each, body, depth + 1)


def given(chains: list[Expression], body: tuple[Statement, ...], depth: int = 0) -> Iterator[Expression]:
    """Yield what the names that a query is given were assigned: `jobs` of `filter(job__in=jobs)`."""
    arguments = [
        argument.value
        for chain in chains
        for step in (chain.steps if isinstance(chain, Chain) else ())
        for argument in (step.arguments if isinstance(step, Call) else ())
    ]
    found = [part for each in arguments if (begun := _begun(each)) for part in _assigned(begun, body)]
    yield from found
    if found and depth < _DEEPEST:
        yield from given(found, body, depth + 1)


def single(body: tuple[Statement, ...]) -> frozenset[str]:
    """Return the names that one row was assigned to."""
    return frozenset(
        target.id
        for each in statements(body)
        if isinstance(each, Assign) and _is_single(each.value)
        for target in each.targets
        if isinstance(target, Name)
    )


def names(nodes: Iterable[Node]) -> set[str]:
    """Return the names that stand anywhere in expressions or statements."""
    return {node.id for node in walk(tuple(nodes)) if isinstance(node, Name)}


def beginnings(value: Expression) -> Iterator[Expression]:
    """Yield what may name a model: `Book`, `models.Book`, or `get_user_model()`."""
    base = value.base if isinstance(value, Chain) else value
    if isinstance(base, Name):
        yield base
        if isinstance(value, Chain) and isinstance(value.steps[0], Attribute | Call):
            yield Chain(value.start, value.steps[0].end, base, value.steps[:1])


def of_self(value: Expression) -> str:
    """Return the attribute of `self` that an expression begins with, "" for any other."""
    if not isinstance(value, Chain) or not isinstance(value.base, Name) or value.base.id != "self":
        return ""
    first = value.steps[0]
    return first.name if isinstance(first, Attribute) else ""


def is_related(value: Expression) -> bool:
    """Whether rows are asked of a row: `author.books.all()`, `self.get_object().books.filter(…)`."""
    if not isinstance(value, Chain) or not isinstance(value.base, Name):
        return False
    called = [each.name for each in value.steps if isinstance(each, Attribute)]
    at = next((i for i, name in enumerate(called) if name in _QUERIES), 0)
    if value.base.id == "self":
        return called[:1] == ["get_object"] and at > 1
    return at == 1 and value.base.id.islower() and called[0] != "objects"


def is_distinct(value: Expression) -> bool:
    """Whether an expression asks for the different values of a column."""
    called = {each.name for each in value.steps if isinstance(each, Attribute)} if isinstance(value, Chain) else set()
    return "distinct" in called and bool(called & {"values", "values_list"})


def cuts(value: Expression) -> bool:
    """Whether an expression takes a slice of rows, or asks for rows by a list of keys."""
    if not isinstance(value, Chain):
        return False
    for step in value.steps:
        if isinstance(step, Item) and isinstance(step.index, Slice) and step.index.upper is not None:
            return True
        if isinstance(step, Call) and any((each.name or "").endswith(_BOUNDED) for each in step.arguments):
            return True
        if isinstance(step, Attribute) and step.name in ("none", "in_bulk"):
            return True
    return False


def _begun(value: Expression) -> str:
    """Return the name that an expression begins with: `rows`, or `self.rows`; "" where it is none."""
    if own := of_self(value):
        return f"self.{own}"
    base = value.base if isinstance(value, Chain) else value
    return base.id if isinstance(base, Name) else ""


def _assigned(name: str, body: tuple[Statement, ...]) -> Iterator[Expression]:
    """Yield what was assigned to a name, or to an attribute of `self`."""
    for each in statements(body):
        if isinstance(each, Assign) and any(_begun(t) == name for t in each.targets if _is_plain(t)):
            yield each.value


def _is_plain(target: Expression) -> bool:
    return isinstance(target, Name) or (isinstance(target, Chain) and len(target.steps) == 1)


def _is_single(value: Expression) -> bool:
    """Whether a call looks one row up."""
    if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
        return False
    before = value.steps[-2] if len(value.steps) > 1 else None
    name = before.name if isinstance(before, Attribute) else value.base.id if isinstance(value.base, Name) else ""
    if name != "get":
        return name in _ONE
    return any(isinstance(each, Attribute) and each.name == "objects" for each in value.steps)
