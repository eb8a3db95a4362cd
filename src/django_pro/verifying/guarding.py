"""Edits that are on trial: kept only when told so, put back after Ctrl-C, an error, and kill -9."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django_pro.project.cache import cache_folder
from django_pro.reports.diff import changes
from django_pro.source.edits import Edit, apply_edits
from django_pro.verifying import guardian

_OWNER = "owner"


class Trial:
    """One trial: `keep()` makes its edits last."""

    def __init__(self) -> None:
        self.kept = False

    def keep(self) -> None:
        """Let the edits stay."""
        self.kept = True


@contextmanager
def trial(root: Path, edits: Sequence[Edit]) -> Iterator[Trial]:
    """Make edits, and put the files back at the end of the block unless they are kept."""
    journal = _written(root, edits)
    with subprocess.Popen(
        [sys.executable, "-I", str(Path(guardian.__file__)), str(journal)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    ) as watching:
        assert watching.stdin is not None
        found = Trial()
        try:
            apply_edits(root, edits)
            yield found
        finally:
            if found.kept:
                watching.stdin.write(guardian.KEEP)
            watching.stdin.close()
            watching.wait()


def sweep() -> list[str]:
    """Put back what trials left whose process and guardian were both killed; return the files that others have changed."""
    left: list[str] = []
    for journal in sorted(_journals().glob("*")):
        if not _is_alive(journal):
            left.extend(guardian.put_back(journal))
    return left


def _is_alive(journal: Path) -> bool:
    """Whether the process of a trial still runs."""
    try:
        os.kill(int((journal / _OWNER).read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return True


def _journals() -> Path:
    folder = cache_folder() / "trials"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _written(root: Path, edits: Sequence[Edit]) -> Path:
    """Return the journal of some edits: the files as they are, and what they will be."""
    journal = Path(tempfile.mkdtemp(dir=_journals()))
    (journal / _OWNER).write_text(str(os.getpid()), encoding="ascii")
    files: dict[str, dict[str, str | None]] = {}
    for number, (path, _, after) in enumerate(changes(tuple(edits), lambda path: _held(root / path))):
        is_there = (root / path).exists()
        held = str(number) if is_there else None
        if held is not None:
            shutil.copy2(root / path, journal / held)
        files[path] = {
            "held": held,
            "before": guardian.digest(root / path),
            "after": hashlib.sha256(after).hexdigest(),
        }
    part = journal / "manifest.part"
    part.write_text(json.dumps({"root": str(root.resolve()), "files": files}), encoding="utf-8")
    part.replace(journal / guardian.MANIFEST)
    return journal


def _held(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""
