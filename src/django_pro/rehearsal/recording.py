"""Puts a rehearsal on record, and finds which of the migrations have one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from django_pro.facts.migrations import Migration, Migrations
from django_pro.project.git import git
from django_pro.project.project import Project
from django_pro.rehearsal.record import FOLDER, Record, write_records
from django_pro.rehearsal.rehearsal import Rehearsal
from django_pro.source.errors import UsageError


def keep(project: Project, found: Rehearsal, most: float) -> int:
    """Write a record of each migration that was rehearsed to its end."""
    digests = {each.label: digest_of(project, each) for each in Migrations(project).all}
    return write_records(project.root, found, most, digests, _commit(project))


def digest_of(project: Project, migration: Migration) -> str:
    """Return what a migration's file is known by: another text is another migration."""
    return hashlib.blake2b((project.root / migration.path).read_bytes(), digest_size=8).hexdigest()


def records(project: Project) -> Mapping[str, Record]:
    """Return the records of migrations that are still what they were when they were rehearsed, by label."""
    found: dict[str, Record] = {}
    for file in sorted((project.root / FOLDER).glob("*.json")):
        try:
            record = msgspec.json.decode(file.read_bytes(), type=Record)
        except (OSError, msgspec.DecodeError):  # not ours, or half written: it proves nothing
            continue
        found[record.migration] = record
    there = {each.label: each for each in Migrations(project).all if each.label in found}
    return {label: found[label] for label, each in there.items() if digest_of(project, each) == found[label].digest}


def _commit(project: Project) -> str | None:
    if not (project.root / ".git").exists():
        return None
    try:
        return git(project.root, "rev-parse", "HEAD").decode().strip()
    except UsageError:
        return None
