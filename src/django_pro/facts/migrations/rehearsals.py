"""Rehearsals on record: which migrations were run on rows, at which commit, on how many, with which longest stall."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from django_pro.facts.migrations.migration import Migration

#: Where the records stand, below the tree's top: they are for the repository, so that CI and the team see them.
FOLDER = Path(".django-pro") / "rehearsals"


class Record(msgspec.Struct, frozen=True):
    """One migration's latest rehearsal; `digest` is that of the migration's file as it was then, `stall` milliseconds."""

    migration: str
    digest: str
    commit: str | None
    rows: int
    stall: float
    passes: bool


def digest_of(top: Path, migration: Migration) -> str:
    """Return what a migration's file is known by: another text is another migration."""
    return hashlib.blake2b((top / migration.path).read_bytes(), digest_size=8).hexdigest()


def records(top: Path, migrations: Iterable[Migration]) -> Mapping[str, Record]:
    """Return the records of migrations that are still what they were when they were rehearsed, by label."""
    there = {each.label: each for each in migrations}
    found: dict[str, Record] = {}
    for file in sorted((top / FOLDER).glob("*.json")):
        try:
            record = msgspec.json.decode(file.read_bytes(), type=Record)
        except (OSError, msgspec.DecodeError):  # not ours, or half written: it proves nothing
            continue
        migration = there.get(record.migration)
        if migration is not None and digest_of(top, migration) == record.digest:
            found[record.migration] = record
    return found
