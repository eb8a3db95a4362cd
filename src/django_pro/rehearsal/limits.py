"""Times as people write them."""

from __future__ import annotations

import re

from django_pro.source.errors import UsageError

_TIME = re.compile(r"(\d+(?:\.\d+)?) ?(ms|s|m)")
_UNITS = {"ms": 1, "s": 1_000, "m": 60_000}


def parsed(text: str) -> float:
    """Return a time such as `500ms` or `1s` in milliseconds; `UsageError` for what is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text} is no time", "Write 500ms, 1s or 10m.")
    return float(found[1]) * _UNITS[found[2]]
