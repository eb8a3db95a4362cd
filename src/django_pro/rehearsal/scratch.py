"""A database that somebody else runs, whose name says that nobody minds losing it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from django_pro.source.errors import UsageError

#: Words of which one is in the name of a database that may be worked beside.
WORDS = ("scratch", "rehearsal", "throwaway", "sandbox", "test")
#: One that stands in other words: it counts alone.
_ALONE = "test"


def scratch(url: str) -> dict[str, object]:
    """Return how a database is reached that a URL names; `UsageError` where its name does not say that it is a scratch one."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise UsageError(
            f"{parts.scheme or 'this'} is no URL of a PostgreSQL database", "postgresql://user@host/name_scratch"
        )
    if not is_scratch(name):
        raise UsageError(
            f"the database {name} may be somebody's: a rehearsal is done beside it",
            f"Make one whose name has one of these words: {', '.join(WORDS)}",
        )
    asked = dict(parse_qsl(parts.query))
    return {
        "host": asked.get("host") or parts.hostname or "localhost", "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""), "name": name, "scratch": True,
    }  # fmt: skip


def is_scratch(name: str) -> bool:
    """Whether a database's name says that nobody minds losing it."""
    words = re.split(r"[^a-z]+", name.lower())
    return any(word in name.lower() for word in WORDS if word != _ALONE) or _ALONE in words
