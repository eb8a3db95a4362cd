"""Evidence: what a run of the tests under the recorder showed, as `django-pro verify` writes it and everything else reads it.

Paths are POSIX and relative to the reviewed folder; lines count from 1; times are in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from django_pro.findings.blind import Unknown

SCHEMA = 1
#: The `model` of a query that `delete()` made by itself for a relation, as the recorder calls it.
CASCADE = "(cascade)"
#: Where `verify` keeps it, below the reviewed folder.
PLACE = ".django-pro/evidence.json"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """How it was run: `made` is when it began (ISO 8601, UTC), `commit` what was checked out, `dirty` that more had changed."""

    made: str
    commit: str | None
    dirty: bool
    command: tuple[str, ...]
    exit_code: int
    seconds: float
    tests: int
    failed: int
    skipped: int
    units: int
    dropped: int
    covered: bool


class RanQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A query made from one line: how often in all, and in the unit that made it `most` often, which is a request or a test.

    `relation` and `model` tell what was loaded when it was read; `rows` is the largest number that it gave at once, -1 where
    that is not known; `tests` are some of those in which it was made, `beside` the tables of which the units that repeated it
    read several rows at once.
    """

    path: str
    line: int
    relation: str
    model: str
    sql: str
    count: int
    most: int
    kind: str
    where: str
    rows: int
    tests: tuple[str, ...]
    beside: tuple[str, ...] = ()


class RanRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of a view by one method.

    `states` are those of `endpoints.tested.State` and further ones; `sizes` are (rows, queries, counted) of the requests that
    succeeded, each different one once; `statuses` how often each was answered; `tables` those of which it read several rows at
    once, the one with most rows first.
    """

    name: str
    route: str
    view: str
    method: str
    states: tuple[str, ...]
    statuses: dict[str, int]
    sizes: tuple[tuple[int, int, bool], ...]
    tests: tuple[str, ...]
    tables: tuple[str, ...] = ()


class RanFile(msgspec.Struct, frozen=True):
    """A file as it was: its SHA-256; the lines and branches that coverage.py saw run, and those that it did not."""

    digest: str
    executed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    taken: tuple[tuple[int, int], ...] = ()
    untaken: tuple[tuple[int, int], ...] = ()
    measured: bool = False


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """All that a run showed."""

    schema: int
    version: str
    run: Run
    queries: tuple[RanQuery, ...]
    requests: tuple[RanRequest, ...]
    files: Mapping[str, RanFile]


_decoder = msgspec.json.Decoder(Ran)


def read(path: Path) -> Ran | Unknown | None:
    """Return the evidence of a file, None where there is none, `Unknown` where it cannot be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Unknown(f"`{path.name}` cannot be read: {error.strerror}")
    try:
        found = _decoder.decode(raw)
    except msgspec.MsgspecError as error:
        return Unknown(f"`{path.name}` is no evidence of this version: {error}")
    return found if found.schema == SCHEMA else Unknown(f"`{path.name}` is of another version: run verify again")
