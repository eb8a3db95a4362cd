"""Puts a rehearsal on record."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.rehearsals import FOLDER, Record, digest_of
from django_pro.project.git import git
from django_pro.project.project import Project
from django_pro.rehearsal.rehearsal import Rehearsal, Rehearsed
from django_pro.source.errors import UsageError


def keep(project: Project, found: Rehearsal, most: float) -> int:
    """Write a record of each migration that was rehearsed to its end, and return how many there are."""
    there = {each.label: each for each in Migrations(project).all}
    done = [each for each in found.migrations if each.migrated.error is None and each.label in there]
    commit = _commit(project.root)
    for each in done:
        passes = each.stall <= most and not each.broken
        digest = digest_of(project.root, there[each.label])
        record = Record(each.label, digest, commit, found.rows, round(each.stall, 1), passes)
        _write(project.root / FOLDER, each, record)
    return len(done)


def _write(folder: Path, each: Rehearsed, record: Record) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{each.label}.json"
    fresh = file.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    os.replace(fresh, file)


def _commit(top: Path) -> str | None:
    if not (top / ".git").exists():
        return None
    try:
        return git(top, "rev-parse", "HEAD").decode().strip()
    except UsageError:
        return None
