"""Folders of clusters: each belongs to a process as long as that lives; what others left behind is swept away."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

from django_pro.rehearsal.guardian import clean

PREFIX = "django-pro-rehearsal-"
#: The file in a folder that its process has locked: the system lets go of it when the process ends, however that is.
_LOCK = "lock"
#: A folder without that file was left in the instant of being made; so old, in seconds, it is nobody's.
_OLD = 86_400.0


@dataclass(frozen=True)
class Claim:
    """A folder that is ours until the lock is closed."""

    folder: Path
    lock: BufferedWriter


def claimed(parent: Path | None = None) -> Claim:
    """Make a folder that no sweep takes while this process lives."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    unlocked = folder / f"{_LOCK}.new"
    lock = unlocked.open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    unlocked.rename(folder / _LOCK)
    return Claim(folder, lock)


def sweep(parent: Path | None = None) -> list[Path]:
    """Remove the clusters of processes that are gone, and return their folders."""
    base = parent or Path(tempfile.gettempdir())
    left = [folder for folder in base.glob(f"{PREFIX}*") if _is_ours(folder) and _is_left(folder)]
    return [folder for folder in left if clean(folder)]


def _is_ours(folder: Path) -> bool:
    """Whether we may take a folder away: its lock, or the folder, is of our own user."""
    try:
        of = next(each for each in (folder / _LOCK, folder) if each.exists())
        return folder.is_dir() and not folder.is_symlink() and of.stat().st_uid == os.geteuid()
    except (OSError, StopIteration):  # another's folder is closed to us, or has just gone
        return False


def _is_left(folder: Path) -> bool:
    """Whether the process that a folder belongs to is no more."""
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return folder.exists() and time.time() - folder.stat().st_mtime > _OLD
