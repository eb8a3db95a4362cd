"""Rehearsals on record: which migrations were rehearsed, at which commit, on how many rows, with which longest stall."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from django_pro.rehearsal.rehearsal import Rehearsal

#: Where the records stand, below the tree's top: they are for the repository, so that CI and the team see them.
FOLDER = Path(".django-pro") / "rehearsals"


class Record(msgspec.Struct, frozen=True):
    """One migration's latest rehearsal; `digest` is that of the migration's file as it was rehearsed, times milliseconds."""

    migration: str
    digest: str
    commit: str | None
    rows: int
    stall: float
    passes: bool


def write_records(top: Path, found: Rehearsal, most: float, digests: dict[str, str], commit: str | None) -> int:
    """Write a record of each migration that ran to its end, and return how many."""
    folder = top / FOLDER
    done = [each for each in found.migrations if each.migrated.error is None]
    if done:
        folder.mkdir(parents=True, exist_ok=True)
    for each in done:
        passes = each.stall <= most and not each.broken
        digest = digests.get(each.label, "")
        record = Record(each.label, digest, commit, found.rows, round(each.stall, 1), passes)
        file = folder / f"{each.label}.json"
        fresh = file.with_suffix(".new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
        os.replace(fresh, file)
    return len(done)
