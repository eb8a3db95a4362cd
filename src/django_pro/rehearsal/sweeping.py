"""What an earlier rehearsal left behind where even its guardian was killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django_pro.rehearsal.guardian import clean

#: How the folder of a cluster begins, and the file in it that names the process it belongs to.
PREFIX, OWNER = "django-pro-rehearsal-", "owner"


def sweep(parent: Path | None = None) -> list[Path]:
    """Remove the clusters of processes that are gone, and return their folders."""
    base = parent or Path(tempfile.gettempdir())
    left = [
        folder for folder in base.glob(f"{PREFIX}*") if folder.is_dir() and not folder.is_symlink() and _is_left(folder)
    ]
    for folder in left:
        clean(folder)
    return left


def _is_left(folder: Path) -> bool:
    """Whether a folder is ours, and the process that it belongs to is no more."""
    try:
        if folder.stat().st_uid != os.geteuid() and os.geteuid() != 0:
            return False
        owner = int((folder / OWNER).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    try:
        os.kill(owner, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
