"""DJP315 raw-request-data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.bodies import Stretch, Use, caught, checked_by_hand, is_in, looked_at, uses_of_body
from django_pro.rules.functions import calls_of, last_name, names_in, nodes_of
from django_pro.rules.handling import handlers_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import (
    Argument,
    Assign,
    Attribute,
    Chain,
    Comparison,
    Constant,
    Expression,
    Function,
    Name,
    body_of,
)  # fmt: skip

#: Words of what takes the whole body, of other kinds of requests, and of messages that somebody signs.
_WHOLE = re.compile(
    r"serializer|(?:^|_)form|(?-i:Form(?:$|[A-Z]))|is_valid|full_clean|webhook|signature|hmac|jsonschema|pydantic|schema"
    r"|from_data|loads|validated_|clean_fields",
    re.IGNORECASE,
)
#: Actions of DRF that take the body through the view's serializer.
_ABOVE = frozenset({"create", "update", "partial_update", "post", "put", "patch"})
_WRITES = frozenset({"create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
_RELATED = frozenset({"add", "set"})
_NUMBERS = frozenset({"int", "float", "Decimal", "UUID"})


@dataclass(frozen=True)
class _Raw:
    """A key that is used as it came, and in words what that leads to."""

    use: Use
    said: str


@rule("DJP315", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    for function in handlers_of(review):
        uses = list(uses_of_body(function))
        if not uses:
            continue
        key = f"{function.name} data"
        found = None if _takes_whole(function) else _raw(function, uses)
        if found is None:
            yield check.kept(key)
            continue
        yield check.broken(
            key,
            Span(function.module.path, found.use.node.start, found.use.node.end),
            message=f"`{found.use.name[:30]}` of the request {found.said}",
            recipe="Take the body through a serializer: `serializer.is_valid(raise_exception=True)`",
            confidence=Confidence.LIKELY,
            scope=function.name,
            trace=(
                Step(
                    review.span(function.module.path, uses[0].node), "the body is read here, and no serializer takes it"
                ),
                Step(review.span(function.module.path, found.use.node), f"`{found.use.name[:30]}` {found.said}"),
            ),
            data={"cwe": "CWE-20"},
        )


def _takes_whole(function: Defined) -> bool:
    """Whether a serializer or form is at work, or somebody signs what is sent."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    if any(_WHOLE.search(name) for name, _ in names_in(body)):
        return True
    for _, _, called in calls_of(function):
        base = called.base if isinstance(called, Chain) else None
        if last_name(called) in _ABOVE and isinstance(base, Name) and base.id == "super":
            return True
    return False


def _raw(function: Defined, uses: list[Use]) -> _Raw | None:
    """Return the first key that raises where it is not as it is wanted, else the first that is written."""
    checked, tested, safe = list(checked_by_hand(function)), list(looked_at(function)), list(caught(function))
    asked = _asked(function)
    for use in uses:
        if use.indexed and use.name not in asked and not is_in(use.node.start, safe):
            return _Raw(use, "is taken without a check: without it the answer is 500")
    written, numbers = list(_written(function)), list(_numbers(function))
    for use in uses:
        if is_in(use.node.start, numbers) and not is_in(use.node.start, safe):
            return _Raw(use, "is made a number without a check: a text answers 500")
    for use in uses:
        if not is_in(use.node.start, [*tested, *checked]) and _lands(function, use, written):
            return _Raw(use, "is written to a row without a check")
    return None


def _asked(function: Defined) -> set[str]:
    """Return the keys that are asked for: `"title" in request.data`."""
    return {
        str(node.operands[0].value)
        for node in nodes_of(function)
        if isinstance(node, Comparison)
        and node.operators[0] in ("in", "not in")
        and isinstance(node.operands[0], Constant)
    }


def _numbers(function: Defined) -> Iterator[Stretch]:
    for _, call, called in calls_of(function):
        if isinstance(called, Name) and called.id in _NUMBERS:
            yield call.start, call.end


def _written(function: Defined) -> Iterator[Expression]:
    """Yield what is written to rows: arguments of calls that write, and values given to attributes."""
    for _, call, called in calls_of(function):
        if isinstance(called, Chain) and _writes(called):
            yield from (each.value for each in call.arguments if _is_given(each, called))
    for node in nodes_of(function):
        if isinstance(node, Assign) and any(_is_column(each) for each in node.targets):
            yield node.value


def _is_given(argument: Argument, called: Chain) -> bool:
    """Whether an argument of a call is written: those of `update` by keyword, one by one or all of a dictionary."""
    return bool(argument.name) or argument.stars == 2 or last_name(called) != "update"


def _writes(called: Chain) -> bool:
    """Whether a call writes rows: of a manager, of a queryset by keyword, or of a row's relation."""
    names = [getattr(called.base, "id", ""), *(each.name for each in called.steps if isinstance(each, Attribute))]
    if names[-1] in _RELATED:
        return len(names) > 2 and names[0] not in ("self", "cache", "request")
    return names[-1] in _WRITES and (names[-1] == "update" or "objects" in names or names[-2].endswith("_set"))


def _is_column(target: Expression) -> bool:
    return (
        isinstance(target, Chain)
        and isinstance(target.steps[-1], Attribute)
        and not (isinstance(target.base, Name) and target.base.id in ("self", "request"))
    )


def _lands(function: Defined, use: Use, written: list[Expression]) -> bool:
    """Whether a key, or a name that it is given, is in what is written as it came."""
    given = [
        target.id
        for node in nodes_of(function)
        if isinstance(node, Assign)
        for target in node.targets
        if isinstance(target, Name)
    ]
    names = {
        target.id
        for node in nodes_of(function)
        if isinstance(node, Assign) and _hands_on(node.value, use)
        for target in node.targets
        if isinstance(target, Name) and given.count(target.id) == 1
    } - _members(function)
    for value in written:
        for node in walk((value,)):
            if node == use.node or (isinstance(node, Name) and node.id in names):
                return True
    return False


def _members(function: Defined) -> set[str]:
    """Return the names that are looked up among others, or that others are looked up in: they are checked by hand."""
    return {
        operand.id
        for node in nodes_of(function)
        if isinstance(node, Comparison) and node.operators[0] in ("in", "not in")
        for operand in node.operands
        if isinstance(operand, Name)
    }


def _hands_on(value: Expression, use: Use) -> bool:
    """Whether a value is the key that was read, not what something else made of it."""
    if value == use.node:
        return True
    operands = getattr(value, "operands", ()) if not isinstance(value, Comparison) else ()
    return any(each == use.node for each in operands)
