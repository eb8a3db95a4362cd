"""The inner half of a rehearsal, asked and listened to."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from django_pro.project.running.listening import Part, listen
from django_pro.rehearsal.rows import STATISTICS
from django_pro.rehearsal.told import Counted, Done, Event, Failed
from django_pro.source.errors import UsageError

_INSIDE = "rehearsal.inside"


@dataclass(frozen=True)
class Request:
    """What is to be rehearsed: where, with which interpreter and settings, on how many rows.

    `patience` is how long one migration may take, in seconds.
    """

    python: Path
    root: Path
    settings: str
    migrations: tuple[tuple[str, str], ...]
    rows: dict[str, int]
    environment: dict[str, str] = field(default_factory=dict)
    stalls_only: bool = False
    patience: float = 600.0
    dump: Path | None = None


def run(request: Request, database: dict[str, object]) -> Generator[Event, None, None]:
    """Run the inner half and yield its events as they come; the last one is `Done` or `Failed`."""
    return _told(Part(_INSIDE, "main", request.python, request.root), _asked(request, database))


def counted(python: Path, url: str) -> dict[str, int]:
    """Return how many rows each table of a running database has, by its own estimate; `UsageError` where it does not tell."""
    last = next(_told(Part(_INSIDE, "statistics", python, Path.cwd()), {"url": url, "sql": STATISTICS}))
    if isinstance(last, Failed):
        raise UsageError(last.text, "--rows-from takes a URL like postgresql://user@host/name, or a file.")
    assert isinstance(last, Counted)
    return last.rows


def _told(part: Part, asked: dict[str, object]) -> Generator[Event, None, None]:
    return listen(part, asked, msgspec.json.Decoder(Event), (Done, Counted))


def _asked(request: Request, database: dict[str, object]) -> dict[str, object]:
    return {
        "root": str(request.root), "path": [str(request.root)], "settings": request.settings,
        "environment": request.environment, "database": database, "migrations": request.migrations,
        "rows": request.rows, "stalls_only": request.stalls_only, "patience": request.patience,
        "dump": str(request.dump) if request.dump else None,
    }  # fmt: skip
