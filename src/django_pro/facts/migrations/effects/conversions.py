"""What changing a column's type costs on PostgreSQL.

Measured on PostgreSQL 15 and 18 (`benchmarks/measure_locks.py`); the rules are those of `ATColumnChangeRequiresRewrite`:
a type that is binary coercible, or only wider, is changed in the catalog alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.facts.migrations.columns import Column

_INTEGERS = ("smallint", "integer", "bigint")
_TEXTS = frozenset({"varchar", "text", "citext"})


#: Types whose values PostgreSQL compares with one another.
_ALIKE = (
    frozenset({*_INTEGERS, "numeric", "double precision"}),
    _TEXTS,
    frozenset({"date", "timestamptz"}),
    frozenset({"inet", "cidr"}),
)


def comparable(old: Column, new: Column) -> bool:
    """Whether what was compared with one type can be compared with another."""
    return old.type == new.type or any({old.type, new.type} <= each for each in _ALIKE)


@dataclass(frozen=True)
class Conversion:
    """A change of type: whether the table is rewritten, whether values may not fit, and whether some are damaged.

    Where it `cuts`, texts that do not fit are cut off instead of failing: Django casts between types by
    `USING column::type`, and such a cast to `varchar` is silent (PostgreSQL: "Character Types"). `breaks` are the actions
    of the old release that fail whatever the values.
    """

    rewrites: bool = False
    narrows: bool = False
    cuts: bool = False
    damages: bool = False
    breaks: frozenset[str] = frozenset()


FREE = Conversion()


def conversion(old: Column, new: Column) -> Conversion:
    """Return what changing one type into another costs."""
    if old.type == new.type:
        return _same_type(old, new)
    if old.type in _INTEGERS and new.type in _INTEGERS:
        return Conversion(rewrites=True, narrows=_INTEGERS.index(new.type) < _INTEGERS.index(old.type))
    if old.type in _TEXTS and new.type in _TEXTS:
        return _between_texts(old, new)
    if {old.type, new.type} == {"inet", "cidr"}:
        return Conversion(rewrites=new.type == "cidr")
    breaks = _BOOLEAN.get(new.type, frozenset()) if old.type == "boolean" else frozenset()
    cuts = _cuts(old, new)
    return Conversion(
        rewrites=True,
        narrows=cuts or _narrows(old, new),
        cuts=cuts,
        damages=(old.type, new.type) in _DAMAGING,
        breaks=breaks,
    )


#: How many digits before the point an integer has at most, and how many characters other values as texts.
_DIGITS = {"smallint": 5, "integer": 10, "bigint": 19}
_WIDTHS = {
    "smallint": 6, "integer": 11, "bigint": 20, "boolean": 5, "uuid": 36, "date": 10, "time": 15, "timestamptz": 32,
    "inet": 43, "double precision": 24,
}  # fmt: skip


def _cuts(old: Column, new: Column) -> bool:
    """Whether values are longer as texts than a varchar that they become."""
    if new.type != "varchar" or new.numbers[0] is None:
        return False
    width = _WIDTHS.get(old.type)
    return width is None or width > new.numbers[0]


def _narrows(old: Column, new: Column) -> bool:
    """Whether values may be out of range, or no value of the new type at all."""
    if old.type in _TEXTS:
        return new.type not in ("jsonb", "bytea")
    if new.type == "numeric" and None not in new.numbers:
        return _room(new) < _DIGITS.get(old.type, _ENDLESS)
    is_number = old.type in ("numeric", "double precision")
    return new.type in _DIGITS and is_number and _room(old) >= _DIGITS[new.type]


#: More digits than any number has.
_ENDLESS = 1000


def _room(column: Column) -> int:
    """Return how many digits a number may have before its point."""
    digits, places = column.numbers if column.type == "numeric" else (None, None)
    return _ENDLESS if digits is None or places is None else digits - places


#: What an old release's statements with a boolean parameter do to a column that is no boolean any more.
_BOOLEAN = {
    **dict.fromkeys(_INTEGERS, frozenset({"insert", "update"})),
    "varchar": frozenset({"update"}),
    "text": frozenset({"update"}),
}
#: Pairs whose way there loses what the way back cannot give.
_DAMAGING = frozenset(
    {
        ("double precision", "numeric"), ("timestamptz", "date"), ("timestamptz", "time"), ("numeric", "integer"),
        ("numeric", "bigint"), ("numeric", "smallint"), ("double precision", "integer"), ("double precision", "bigint"),
        ("double precision", "smallint"),
    }
)  # fmt: skip


def _same_type(old: Column, new: Column) -> Conversion:
    if old.type == "numeric":
        return _numeric(old, new)
    if old.type != "varchar" or old.numbers == new.numbers:
        return FREE
    length, wanted = old.numbers[0], new.numbers[0]
    narrows = wanted is not None and (length is None or wanted < length)
    return Conversion(rewrites=narrows, narrows=narrows)


def _numeric(old: Column, new: Column) -> Conversion:
    if old.numbers == new.numbers or new.numbers == (None, None):
        return FREE
    if None in (*old.numbers, *new.numbers):
        return Conversion(rewrites=True, narrows=None not in new.numbers)
    (digits, places), (wanted, kept) = old.numbers, new.numbers
    assert digits is not None and places is not None and wanted is not None and kept is not None
    narrows = wanted - kept < digits - places
    return Conversion(rewrites=kept != places or wanted < digits, narrows=narrows, damages=kept < places)


def _between_texts(old: Column, new: Column) -> Conversion:
    if "citext" in (old.type, new.type):
        is_text = new.type == "varchar"
        return Conversion(rewrites=is_text, narrows=is_text, cuts=is_text and new.numbers != (None,))
    narrows = new.type == "varchar" and new.numbers != (None,)
    return Conversion(rewrites=narrows, narrows=narrows, cuts=narrows)
