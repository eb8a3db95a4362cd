"""Times as people write them."""

from __future__ import annotations

import re

from django_pro.source.errors import UsageError

_TIME = re.compile(r"(\d+(?:\.\d+)?) ?(ms|s)")


def parsed(text: str) -> float:
    """Return a time such as `500ms` or `1s` in milliseconds; `UsageError` for what is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text} is no time", "Write 500ms or 1s.")
    return float(found[1]) * (1000 if found[2] == "s" else 1)
