"""What Python's own functions of iterables give."""

from __future__ import annotations

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.library.plain import NotPlain, build, plain
from django_pro.project.settings.evaluation.machine import ROUNDS, Machine, truth
from django_pro.project.settings.evaluation.memory import Entries
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    NONE,
    Const,
    Given,
    Handler,
    Thing,
    is_unsure,
    present,
)  # fmt: skip


def collection(kind: str) -> Handler:
    """Return the handler of `list(…)` and its kin."""

    def handler(machine: Machine, given: Given) -> Thing:
        if not given.positional:
            return machine.list((), kind)
        return machine.over(given.positional[0], lambda each: _collected(machine, each, kind))

    return handler


def _collected(machine: Machine, value: Thing, kind: str) -> Thing:
    items = machine.items(value)
    if items is None:
        return machine.list(
            (), kind, value.why if isinstance(value, Unknown) else "it is made of a value that is not known"
        )
    found = items.items if kind != "set" else tuple(dict.fromkeys(items.items))
    shuffled = kind != "set" and items.kind == "set" and len(found) > 1
    return machine.list(found, kind, items.open or ("a set has no order" if shuffled else ""))


def dict_(machine: Machine, given: Given) -> Thing:
    """`dict(…)`."""
    entries: dict[object, Thing] = {}
    open_ = "it is made of a value that is not known" if given.open else ""
    for value in given.positional:
        content, items = machine.content(value), machine.items(value)
        if isinstance(content, Entries):
            entries.update(content.entries)
            open_ = open_ or content.open
            continue
        for each in items.items if items else ():
            pair = machine.items(each)
            if pair and len(pair.items) == 2 and isinstance(pair.items[0], Const):
                entries[pair.items[0].value] = pair.items[1]
        open_ = open_ or ("" if items else "it is made of a value that is not known")
    return machine.dict(entries | dict(given.keywords), open_)


def default_dict(machine: Machine, given: Given) -> Thing:
    """`defaultdict(…)`."""
    return machine.memory.new(Entries({}, default=given.get(0)))


def length(machine: Machine, given: Given) -> Thing:
    """`len(…)`."""
    value = given.get(0) or NONE

    def one(each: Thing) -> Thing:
        items = machine.items(each)
        if items is None or items.open or any(is_unsure(inner) for inner in items.items):
            return Unknown("a length that is not known")
        return Const(len(items.items))

    return machine.over(value, one)


def sorted_(machine: Machine, given: Given) -> Thing:
    """`sorted(…)`; with a key, or with parts that are not known, the order is not."""
    items = machine.items(given.get(0) or NONE)
    if items is None:
        return machine.list((), "list", "it is made of a value that is not known")
    try:
        values = [plain(machine, each) for each in items.items]
        if not items.open and given.get(None, "key") is None:
            reverse = truth(machine, given.get(None, "reverse") or NONE) is True
            return build(machine, sorted(values, reverse=reverse))
    except (NotPlain, TypeError):
        pass
    return machine.list(items.items, "list", items.open)


def range_(machine: Machine, given: Given) -> Thing:
    """`range(…)`, cut where no setting is that long."""
    numbers = [each.value for each in given.positional if isinstance(each, Const) and isinstance(each.value, int)]
    if len(numbers) != len(given.positional) or not 1 <= len(numbers) <= 3 or (len(numbers) == 3 and not numbers[2]):
        return Unknown("a range that is not known")
    found = range(*numbers)
    return machine.list(map(Const, found)) if len(found) <= ROUNDS else Unknown("a very long range")


def zip_(machine: Machine, given: Given) -> Thing:
    """`zip(…)`."""
    lists = [machine.items(each) for each in given.positional]
    if None in lists:
        return Unknown("it is made of a value that is not known")
    pairs = zip(*(each.items for each in lists if each), strict=False)
    return machine.list([machine.list(map(present, pair), "tuple") for pair in pairs])


def enumerate_(machine: Machine, given: Given) -> Thing:
    """`enumerate(…)`."""
    items = machine.items(given.get(0) or NONE)
    if items is None:
        return Unknown("it is made of a value that is not known")
    start = given.get(1, "start")
    first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
    return machine.list([machine.list((Const(n), each), "tuple") for n, each in enumerate(items.items, first)])


def map_(machine: Machine, given: Given) -> Thing:
    """`map(…)` over one iterable."""
    items = machine.items(given.get(1) or NONE)
    if items is None or len(given.positional) != 2:
        return machine.list((), "list", "it is made of a value that is not known")
    return machine.list(
        [machine.call(given.positional[0], Given((present(each),), place=given.place)) for each in items.items],
        "list",
        items.open,
    )


def filter_(machine: Machine, given: Given) -> Thing:
    """`filter(…)`."""
    items = machine.items(given.get(1) or NONE)
    if items is None:
        return machine.list((), "list", "it is made of a value that is not known")
    kept = []
    for each in items.items:
        test = (
            each
            if given.positional[0] == NONE
            else machine.call(given.positional[0], Given((present(each),), place=given.place))
        )
        known = truth(machine, test)
        if known is not False:
            kept.append(each)
    return machine.list(kept, "list", items.open)


def quantified(wanted: bool) -> Handler:
    """Return the handler of `any(…)` or `all(…)`, by the truth value that ends the search."""

    def handler(machine: Machine, given: Given) -> Thing:
        items = machine.items(given.get(0) or NONE)
        if items is None:
            return EITHER_BOOL
        found = [truth(machine, each) for each in items.items]
        if wanted in found:
            return Const(wanted)
        return EITHER_BOOL if items.open or None in found else Const(not wanted)

    return handler
