"""Tests that settle what a value may be: on the side where they hold, or where they do not, it is harmless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django_pro.flow.inputs.questions import checks, raising
from django_pro.flow.inputs.sinks import CHECKS
from django_pro.flow.inputs.values import NOTHING, Kind, Origin, Taint, Taints
from django_pro.source.syntax import (
    Attribute,
    Boolean,
    Call,
    Chain,
    Comparison,
    Constant,
    Expression,
    Name,
    Unary,
    Walrus,
)

if TYPE_CHECKING:
    from django_pro.flow.inputs.frame import Frame, Names

_ALL = tuple(Kind)
#: A text that settles the host: a scheme with a host behind it, or a path of more than a slash.
_HOSTED = re.compile(r"^(?:\w+://\w|/\w)")


def checked(frame: Frame, test: Expression, names: Names, *, holds: bool, known: frozenset[str] = frozenset()) -> Names:
    """Return what names hold where a test holds, or does not."""
    if isinstance(test, Unary) and test.operator == "not":
        return checked(frame, test.operand, names, holds=not holds, known=known)
    if isinstance(test, Boolean):
        every = (test.operator == "and") == holds  # every part holds, or none does
        for each in test.operands:
            if every or _asks(each):  # `if strict and not is_safe(url): return` was written to let safe ones through
                names = checked(frame, each, names, holds=holds, known=known)
        return names
    if isinstance(test, Name) and test.id in frame.values and test.id not in known and not names.get(test.id):
        asked = frame.values[test.id]  # `is_ours = url_has_allowed_host_and_scheme(url)` asked before
        names = checked(frame, asked, names, holds=holds, known=known | {test.id})
        if holds and isinstance(asked, Chain):
            names = _of_table(asked, names)
        return names
    if isinstance(test, Comparison) and len(test.operators) == 1 and str(test.operators[0]) in ("is", "is not"):
        left, right = test.operands
        if isinstance(left, Name) and isinstance(right, Constant) and right.value is None:
            there = (str(test.operators[0]) == "is not") == holds
            return checked(frame, left, names, holds=there, known=known)
    for passed, kinds in _settled(frame, test, names, holds=holds):
        names = _cleaned(names, passed, kinds)
    return names


def absent(test: Expression) -> frozenset[str]:
    """Return the name that a test says is None: `if file is None`, `if not file`."""
    if isinstance(test, Unary) and test.operator == "not" and isinstance(test.operand, Name):
        return frozenset({test.operand.id})
    if isinstance(test, Comparison) and len(test.operators) == 1 and str(test.operators[0]) == "is":
        left, right = test.operands
        if isinstance(left, Name) and isinstance(right, Constant) and right.value is None:
            return frozenset({left.id})
    return frozenset()


def after(frame: Frame, call: Chain) -> None:
    """Note what a statement settles that calls a function which raises where a value is not as it has to be."""
    last = call.steps[-1]
    if not isinstance(last, Call) or not last.arguments:
        return
    before = call.steps[-2] if len(call.steps) > 1 else None
    name = before.name if isinstance(before, Attribute) else getattr(call.base, "id", "")
    first = last.arguments[0].value
    if name.startswith("assert") and isinstance(first, Comparison | Boolean | Chain):
        frame.names = checked(frame, first, frame.names, holds=True)
        return
    kinds = raising(frame.calls, call, name)
    for each in last.arguments if kinds else ():
        settle(frame, frame.value(each.value), kinds)


def settle(frame: Frame, taints: Taints, kinds: tuple[Kind, ...]) -> None:
    """Note that a value passed a question that raises where it is not answered well."""
    if taints:
        frame.names = _cleaned(frame.names, taints, kinds)


def _cleaned(names: Names, passed: Taints, kinds: tuple[Kind, ...]) -> Names:
    """Return names with what passed a question cleaned, wherever it is held."""
    same = {each.identity for each in passed} - {None}
    again = {mark(each): frozenset({each.cleaned(*kinds)}) for each in passed if each.identity is not None}
    return again | {
        name: frozenset(
            each.cleaned(*kinds) if each in passed or (each.source.place, each.source.label, each.key) in same else each
            for each in taints
        )
        for name, taints in names.items()
    }  # fmt: skip


def mark(taint: Taint) -> str:
    """Return the name under which is kept that what is written so passed a question: `?request.GET["next"]`."""
    return f"?{taint.source.label}{taint.key}"


def _of_table(asked: Chain, names: Names) -> Names:
    """`found = TABLE.get(key)` is something only where the key is one of the table's."""
    before = asked.steps[-2] if len(asked.steps) > 1 else None
    call = asked.steps[-1]
    if (
        not isinstance(before, Attribute)
        or before.name != "get"
        or not isinstance(call, Call)
        or len(call.arguments) != 1
    ):
        return names
    key = call.arguments[0].value
    base = names.get(asked.base.id, NOTHING) if isinstance(asked.base, Name) else NOTHING
    return _cleaned(names, names.get(key.id, NOTHING), _ALL) if isinstance(key, Name) and not base else names


def _asks(test: Expression) -> bool:
    """Whether a test is one of the known questions, or denies one."""
    inner = test.operand if isinstance(test, Unary) else test
    if not isinstance(inner, Chain) or not isinstance(inner.steps[-1], Call):
        return False
    before = inner.steps[-2] if len(inner.steps) > 1 else None
    return (before.name if isinstance(before, Attribute) else getattr(inner.base, "id", "")) in CHECKS


def _settled(
    frame: Frame, test: Expression, names: Names, *, holds: bool
) -> tuple[tuple[Taints, tuple[Kind, ...]], ...]:
    """Return the values that a single test settles, with the kinds of calls they are then harmless for."""
    if isinstance(test, Comparison) and len(test.operators) == 1:
        return _compared(frame, test, names, holds=holds)
    if not isinstance(test, Chain) or not isinstance(test.steps[-1], Call):
        return ()
    before = test.steps[-2] if len(test.steps) > 1 else None
    called = before.name if isinstance(before, Attribute) else test.base.id if isinstance(test.base, Name) else ""
    kinds = CHECKS.get(called) or checks(frame.calls, test)
    kinds = kinds or _of_prefix(called, test.steps[-1])
    if not kinds or not holds:
        return ()
    given = [each.value for each in test.steps[-1].arguments]
    passed = [frame.value(each) for each in given if isinstance(each, Name | Chain)]
    if isinstance(before, Attribute) and len(test.steps) > 2:
        passed.append(frame.value(Chain(test.start, before.start, test.base, test.steps[:-2])))
    elif isinstance(before, Attribute) and isinstance(test.base, Name):
        passed.append(names.get(test.base.id, NOTHING))
    return tuple((each, kinds) for each in passed)


def _of_prefix(called: str, call: Call) -> tuple[Kind, ...]:
    """Return what `url.startswith(OWN)` and `re.match("^/books", url)` settle; a lone `/` may begin `//host` too."""
    given = call.arguments[0].value if call.arguments else None
    if called == "startswith" and given is not None:
        text = str(given.value) if isinstance(given, Constant) else None
        if text is None:
            return (Kind.REDIRECT, Kind.FETCH, Kind.PATH)
        return (Kind.REDIRECT, Kind.FETCH) if _HOSTED.match(text) else ()
    if called == "match" and isinstance(given, Constant) and len(call.arguments) > 1:
        text = str(given.value)
        return _ALL if text.endswith(("$", r"\Z")) and ".*" not in text else (Kind.REDIRECT, Kind.FETCH)
    return ()


def _is_own(frame: Frame, allowed: Expression) -> bool:
    """Whether a container is the program's own; one that a caller gives is its list of what is allowed."""
    return all(each.source.origin is Origin.PARAMETER for each in frame.value(allowed))


def _compared(
    frame: Frame, test: Comparison, names: Names, *, holds: bool
) -> tuple[tuple[Taints, tuple[Kind, ...]], ...]:
    operator = test.operators[0]
    left, right = test.operands
    name = left.name if isinstance(left, Walrus) else left.id if isinstance(left, Name) else ""
    value = names.get(name, NOTHING) if name else frame.value(left) if isinstance(left, Chain) else NOTHING
    if operator == ("in" if holds else "not in") and not isinstance(right, Constant) and _is_own(frame, right):
        return ((value, _ALL),)
    if operator == ("==" if holds else "!=") and isinstance(right, Constant):
        return ((value, _ALL),)
    return ()
