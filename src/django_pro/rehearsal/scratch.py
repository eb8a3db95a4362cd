"""A database that somebody else runs, whose name says that nobody minds losing it."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django_pro.source.errors import UsageError

#: Words of which one is in the name of a database that may be written to.
WORDS = ("scratch", "rehearsal", "throwaway", "sandbox")


def scratch(url: str) -> dict[str, object]:
    """Return how a database is reached that a URL names; `UsageError` where its name does not say that it is a scratch one."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise UsageError(
            f"{parts.scheme or 'this'} is no URL of a PostgreSQL database", "postgresql://user@host/name_scratch"
        )
    if not any(word in name.lower() for word in WORDS):
        raise UsageError(
            f"the database {name} may be somebody's: a rehearsal writes to it",
            f"Make one whose name has one of these words: {', '.join(WORDS)}",
        )
    return {
        "host": parts.hostname or "localhost", "port": parts.port or 5432, "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""), "name": name, "scratch": True,
    }  # fmt: skip
