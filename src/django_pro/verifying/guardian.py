"""Puts edited files back when the process that edited them ends without keeping them, however it ends.

Run as a script with the folder of a journal: it waits on its standard input for `keep`, or for its end.  Only what is still as
it was edited is put back: what somebody else has written since is theirs.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

MANIFEST = "manifest.json"
KEEP = b"keep"


def main() -> None:
    """Wait, then put back or forget."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    journal = Path(sys.argv[1])
    if sys.stdin.buffer.read().strip() == KEEP:
        shutil.rmtree(journal, ignore_errors=True)
    else:
        put_back(journal)


def put_back(journal: Path) -> list[str]:
    """Put back the files of a journal, remove it, and return those that were changed by others and left alone."""
    try:
        manifest = json.loads((journal / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # it was killed before the first edit was made
        shutil.rmtree(journal, ignore_errors=True)
        return []
    left = [path for path in manifest["files"] if not _put_back(journal, manifest, path)]
    shutil.rmtree(journal, ignore_errors=True)
    return left


def _put_back(journal: Path, manifest: dict[str, dict[str, dict[str, str | None]]], path: str) -> bool:
    """Put one file back, and say whether it is as it was before."""
    entry = manifest["files"][path]
    file = Path(str(manifest["root"])) / path
    now = digest(file)
    if now == entry["before"]:
        return True
    if now != entry["after"]:
        return False
    if entry["held"] is None:
        file.unlink(missing_ok=True)
        return True
    part = file.with_name(f".{file.name}.django-pro")
    shutil.copy2(journal / entry["held"], part)
    os.replace(part, file)
    return True


def digest(file: Path) -> str | None:
    """Return the SHA-256 of a file, None where there is none."""
    with contextlib.suppress(OSError):
        return hashlib.sha256(file.read_bytes()).hexdigest()
    return None


if __name__ == "__main__":
    main()
