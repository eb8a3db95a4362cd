"""SQL that gives the value of a column in the k-th row: the same value for the same k, so that keys can be followed."""

from __future__ import annotations

import re
from typing import Any

_SIZED = re.compile(r"(?:varchar|char|character varying|character)\((\d+)\)")
_NUMERIC = re.compile(r"numeric\((\d+), ?(\d+)\)")
_VECTOR = re.compile(r"(?:vector|halfvec)\((\d+)\)")
#: By type, the value as SQL with `{k}` for the row's number.
_PLAIN = {
    "integer": "({k})::integer", "serial": "({k})::integer", "bigint": "({k})::bigint", "bigserial": "({k})::bigint",
    "smallint": "({k})::smallint", "smallserial": "({k})::smallint", "boolean": "(({k}) % 3 <> 0)",
    "double precision": "({k})::float8", "real": "({k})::float4", "numeric": "({k})::numeric",
    "date": "(date '2000-01-01' + ({k})::integer)", "uuid": "md5('row ' || ({k}))::uuid",
    "timestamp with time zone": "(timestamptz '2000-01-01' + ({k}) * interval '1 minute')",
    "timestamp": "(timestamp '2000-01-01' + ({k}) * interval '1 minute')",
    "time": "(time '00:00' + ({k}) * interval '1 second')", "interval": "(({k}) * interval '1 second')",
    "jsonb": "jsonb_build_object('number', {k})", "json": "json_build_object('number', {k})",
    "bytea": "decode(md5(({k})::text), 'hex')", "inet": "(inet '10.0.0.0' + ({k})::bigint)",
    "cidr": "(inet '10.0.0.0' + ({k})::bigint)::cidr", "macaddr": "(lpad(to_hex({k}), 12, '0'))::macaddr",
    "hstore": "hstore('number', ({k})::text)", "tsvector": "to_tsvector('simple', 'word' || ({k}))",
    "int4range": "int4range((2 * ({k}))::integer, (2 * ({k}) + 1)::integer)",
    "int8range": "int8range(2 * ({k}), 2 * ({k}) + 1)", "numrange": "numrange(2 * ({k}), 2 * ({k}) + 1)",
    "daterange": "daterange(date '2000-01-01' + (2 * ({k}))::integer, date '2000-01-01' + (2 * ({k}) + 1)::integer)",
    "tstzrange": "tstzrange(timestamptz '2000-01-01' + 2 * ({k}) * interval '1 minute',"
    " timestamptz '2000-01-01' + (2 * ({k}) + 1) * interval '1 minute')",
    "ltree": "(('n' || ({k}))::ltree)", "oid": "({k})::oid", "bit": "(({k}) % 2)::bit",
}  # fmt: skip
#: How many different values a type has, where that may be fewer than there are rows.
_FEW = {"boolean": 2, "smallint": 32_000, "smallserial": 32_000, "bit": 2, "time": 86_400}


def distinct(kind: str, length: int | None = None) -> int:
    """Return how many different values a type can give."""
    size = _length(kind, length)
    if size is not None:
        return int(36 ** min(size, 12))
    if digits := _NUMERIC.match(kind):
        return int(10 ** int(digits[1]))
    return _FEW.get(kind, 2**31 - 1)


def value(kind: str, k: str, field: Any = None, length: int | None = None, longest: bool = False) -> str | None:
    """Return the value of a type such as `varchar(20)` in row `k`, None where nobody here knows how to make one.

    `longest` texts are as long as the column takes.
    """
    kind = kind.lower()
    if kind.endswith("[]"):
        inner = value(kind[:-2], k, getattr(field, "base_field", None))
        return f"ARRAY[{inner}]::{kind}" if inner else None
    if kind in ("text", "citext") or _length(kind, length) is not None:
        size = _length(kind, length)
        made = _text(k, field, size)
        return f"rpad({made}, {min(size or 3000, 3000)}, 'x')::{kind}" if longest else f"{made}::{kind}"
    if digits := _NUMERIC.match(kind):
        whole = int(digits[1]) - int(digits[2])
        return f"(({k}) % {10**whole} + 0)::{kind}" if whole else f"(({k})::numeric / 10 ^ {digits[2]})::{kind}"
    if kind.startswith("geometry(point") or kind.startswith("geography(point"):
        return f"ST_SetSRID(ST_MakePoint((({k}) % 180)::float8, (({k}) % 90)::float8), 4326)"
    if vector := _VECTOR.match(kind):
        return f"array_fill((({k}) % 10)::float4, ARRAY[{vector[1]}])::{kind}"
    found = _PLAIN.get(kind.partition(" collate ")[0])
    return found.format(k=k) if found else None


def _length(kind: str, length: int | None) -> int | None:
    sized = _SIZED.match(kind)
    if sized is None:
        return length
    return int(sized[1]) if length is None else min(length, int(sized[1]))


def _text(k: str, field: Any, size: int | None) -> str:
    """Return a text that is as long as it may be at most, and looks like what the field is for."""
    name = type(field).__name__
    if name == "EmailField" and (size is None or size >= 32):
        return f"('user' || ({k}) || '@example.com')"
    if name == "URLField" and (size is None or size >= 40):
        return f"('https://example.com/' || ({k}))"
    if size is None or size >= 16:
        return f"('word-' || ({k}))"
    return f"left(reverse(lpad(to_hex(({k})::bigint), 12, '0')), {size})"


def repeated(k: str, pool: int) -> str:
    """Return the number of a row whose value this row repeats: each of `pool` values comes again."""
    return f"(1 + ((({k}) * 7919) % {max(pool, 1)}))"


def skewed(k: str, count: int) -> str:
    """Return the number of a parent's row: few parents have many children, as in most data."""
    return f"(1 + floor(({count} - 1) * power(((({k}) * 7919) % 10007) / 10007.0, 2))::bigint)"
