"""The form of a query that stays the same whatever its values are."""

from __future__ import annotations

import hashlib
import re

_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|%\(\w+\)s|%s|\?")
#: Rows of values and lists of them, however long.
_LISTS = re.compile(r"\(\?(?:, ?\?)+\)")
_ROWS = re.compile(r"(?:\((?:\?|\(…\)|, ?|NULL|DEFAULT)+\)|\(…\))(?:, ?(?:\((?:\?|\(…\)|, ?|NULL|DEFAULT)+\)|\(…\)))+")
_NAMES = re.compile(r"(?<=SAVEPOINT )\"?\w+\"?")
#: So many texts are remembered; a program that writes its values into its queries makes ever new ones.
MOST_TEXTS = 10_000

_known: dict[str, str] = {}
#: The normalised text of each fingerprint that was given.
texts: dict[str, str] = {}


def normalised(sql: str) -> str:
    """Return a query with `?` in the place of each value and `(…)` in the place of each list of them."""
    short = _LISTS.sub("(…)", _VALUES.sub("?", _NAMES.sub("?", sql)))
    return " ".join(_ROWS.sub("(…)", short).split())


def fingerprint(sql: str) -> str:
    """Return 12 hexadecimal digits of a query's normalised text."""
    known = _known.get(sql)
    if known is None:
        text = normalised(sql)
        known = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
        if len(_known) >= MOST_TEXTS:
            _known.clear()
        _known[sql] = known
        if len(texts) < MOST_TEXTS:
            texts.setdefault(known, text[:2_000])
    return known
