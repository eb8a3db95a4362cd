"""What django-pro reads of a project, in the shape of `truth.json`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.truth.judged import Row


class NotReadError(Exception):
    """Our facts can't be had in the shape that is compared."""


def read_facts(root: Path, python: Path | None, settings: str | None) -> Row:
    """Read `root` with the packages of `python`'s environment.

    Keys: `models` and `urls` as in `truth.json`, in part; `settings`, a name to its statement (see `setting_facts.py`).
    """
    raise NotReadError(
        f"the facts of django_pro are not yet joined to the comparison (asked: {root}, {python}, {settings})"
    )
