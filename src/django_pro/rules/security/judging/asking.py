"""Which statements of a view are reached when it is asked by GET."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from django_pro.facts.bodies import parts
from django_pro.facts.views.functions import walk
from django_pro.source.syntax import (
    Branch,
    Comparison,
    Constant,
    Expression,
    For,
    If,
    Raise,
    Return,
    Sequence,
    Statement,
    Try,
    While,
    With,
)

#: What is too old is cleared away by whoever comes by.
_OLD = re.compile(r"(?i)expir|^now$|^today$|stale|outdated")
#: What only a request with a body has.
_BODY = frozenset({"POST", "FILES", "body", "is_valid", "data", "cleaned_data"})


def reached_by_get(statements: Iterable[Statement]) -> list[msgspec.Struct]:
    """Return the statements that a GET reaches as far as can be told; compound ones as their parts."""
    found: list[msgspec.Struct] = []
    _block(tuple(statements), found)
    return found


def _block(statements: tuple[Statement, ...], found: list[msgspec.Struct]) -> bool:
    """Add what is reached; return whether a GET goes on after it."""
    for each in statements:
        if isinstance(each, If):
            if not _choose(each, found):
                return False
        elif isinstance(each, Try):
            on = _block(each.body, found)  # what is done where nothing was found is done once
            if not (on and _block((*each.orelse, *each.finalbody), found)):
                return False
        elif isinstance(each, With):
            found.extend(each.items)
            if _reads_body(each.items) or not _block(each.body, found):
                return False
        elif isinstance(each, For | While):
            found.append(each.iterable if isinstance(each, For) else each.test)
            _block(each.body, found)
        elif _reads_body((each,)):
            return False
        else:
            found.append(each)
            if isinstance(each, Return | Raise):
                return False
    return True


def _choose(node: If, found: list[msgspec.Struct]) -> bool:
    """Add what an `if` lets a GET reach; return whether a GET goes on after it."""
    on = False
    for branch in node.branches:
        said = _says(branch)
        found.append(branch.test)
        if said is not False:
            on = _block(() if _is_first_time(branch.test) else branch.body, found) or on
        elif _is_unsure(branch.test) and not _leaves(branch.body):
            on = True
        if said is True:
            return on
    rest = _block(node.orelse, found)
    denied = any(_is_denied_body(branch.test) and _leaves(branch.body) for branch in node.branches)
    return (rest or on) and not denied


def _says(branch: Branch) -> bool | None:
    """Return whether a test holds for a GET, None where something else decides it."""
    test = branch.test
    for node in walk((test,)):
        if isinstance(node, Comparison) and any(parts(each)[-1:] == ("method",) for each in node.operands):
            listed = {each for operand in node.operands for each in _texts(operand)}
            if listed:
                same = node.operators[0] in ("==", "in")
                return ("GET" in listed) is same
    return False if _mentions_body(test) and not _is_denied_body(test) else None


def _is_denied_body(test: Expression) -> bool:
    """Whether a test asks that there is no body: `if not form.is_valid(): return …`."""
    return _mentions_body(test) and getattr(test, "operator", "") == "not"


def _is_unsure(test: Expression) -> bool:
    return getattr(test, "operator", "") != "not"


def _is_first_time(test: Expression) -> bool:
    """Whether a test asks that something is not there yet, or is too old: what is done then is done once."""
    if any(_OLD.search(name) for each in walk((test,)) for name in parts(each)):
        return True
    for each in walk((test,)):
        if isinstance(each, Comparison) and isinstance(each.operands[-1], Constant):
            last = each.operands[-1].value
            if (each.operators[0] == "is" and last is None) or (each.operators[0] == "==" and last == 0):
                return True
    return getattr(test, "operator", "") == "not"


def _texts(node: Expression) -> Iterator[str]:
    items = node.items if isinstance(node, Sequence) else (node,)
    yield from (str(each.value).upper() for each in items if isinstance(each, Constant))


def _mentions_body(node: Expression) -> bool:
    return any(_BODY.intersection(parts(each)[1:]) for each in walk((node,)))


def _reads_body(nodes: Iterable[msgspec.Struct]) -> bool:
    """Whether something reads the body of the request, which a GET has none of."""
    return any(
        {"POST", "FILES", "body"}.intersection(parts(each)[1:]) and "request" in parts(each)[:2]
        for node in nodes
        for each in walk((node,))
    )


def _leaves(body: tuple[Statement, ...]) -> bool:
    return bool(body) and isinstance(body[-1], Return | Raise)
