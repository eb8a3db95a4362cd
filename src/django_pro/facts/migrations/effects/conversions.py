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

    `breaks` are the actions of the old release that fail whatever the values.
    """

    rewrites: bool = False
    narrows: bool = False
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
    return Conversion(
        rewrites=True,
        narrows=old.type in _TEXTS and new.type not in ("jsonb", "bytea"),
        damages=(old.type, new.type) in _DAMAGING,
        breaks=breaks,
    )


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
        return Conversion(rewrites=new.type == "varchar", narrows=new.type == "varchar")
    narrows = new.type == "varchar" and new.numbers != (None,)
    return Conversion(rewrites=narrows, narrows=narrows)
