"""The arguments of a call, and how they meet a function's parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from django_pro.findings.blind import Unknown
from django_pro.flow.loading import below
from django_pro.flow.values import PLAIN, Const, Many, Place, Plain, Row, Rows, Value, Values, constants, unknown
from django_pro.source.syntax import Parameter


@dataclass(frozen=True)
class Arguments:
    """Values by position and by name; `is_open` where `*args` or `**kwargs` bring more that is not known."""

    positional: tuple[Values, ...] = ()
    named: dict[str, Values] = field(default_factory=dict)
    is_open: bool = False

    def at(self, index: int, name: str = "") -> Values:
        """Return an argument by its place or name, nothing where it is not given."""
        if index < len(self.positional):
            return self.positional[index]
        return self.named.get(name, ())

    def texts(self) -> list[str] | None:
        """Return the positional arguments where all are literal strings."""
        if self.is_open:
            return None
        found: list[str] = []
        for values in self.positional:
            texts = constants(values)
            if texts is None or len(texts) != 1:
                return None
            found.append(texts[0])
        return found

    def every(self) -> tuple[Values, ...]:
        """Return all the arguments."""
        return (*self.positional, *self.named.values())


Bound = tuple[tuple[str, Values], ...]


def bound(parameters: tuple[Parameter, ...], given: Arguments) -> Bound:
    """Return what each parameter is given; one that is not given is left out."""
    found: dict[str, Values] = {}
    rest = list(given.positional)
    names = {parameter.name for parameter in parameters if parameter.kind not in ("args", "kwargs")}
    for parameter in parameters:
        if parameter.kind in ("positional", "normal") and rest:
            found[parameter.name] = rest.pop(0)
        elif parameter.kind == "args":
            items = tuple(dict.fromkeys(v for values in rest for v in values))
            found[parameter.name] = (Many("tuple", items, fixed=None if given.is_open else tuple(rest)),)
            rest = []
        elif parameter.kind == "kwargs":
            extra = tuple((name, values) for name, values in given.named.items() if name not in names)
            inside = tuple(dict.fromkeys(v for _, values in extra for v in values))
            found[parameter.name] = unknown("more keywords") if given.is_open else (Many("dict", inside, named=extra),)
        elif parameter.name in given.named:
            found[parameter.name] = given.named[parameter.name]
        elif given.is_open:
            found[parameter.name] = unknown("given by `*` or `**`")
    return tuple((name, tuple(dict.fromkeys(_lean(value) for value in values))) for name, values in found.items())


def _lean(value: Value) -> Value:
    """Return a value without what a reading does not depend on, so that readings can be shared."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Row):
        return shared_row(value)
    if isinstance(value, Plain) or (isinstance(value, Const) and type(value.value) is int):
        return PLAIN[0]
    return value


def shared_row(row: Row) -> Row:
    """Return a single row without the queryset it came from: what is read of it alone is no matter."""
    if row.each:
        return row
    rows = Rows(
        model=row.model, source=_NOWHERE, loads=below(row.rows, row.path), joins_all=row.rows.joins_all,
        blind=row.rows.blind, held=row.rows.held, annotated=() if row.path else row.rows.annotated, caller=row.rows.caller,
    )  # fmt: skip
    return Row(row.model, rows, (), False, row.known)


_NOWHERE = Place("", 0, 0)
UNKNOWN = Unknown("the caller does not know it either")
