"""Cleans up after a rehearsal that was killed: run as a script, with the folder of the cluster.

It waits until the pipe on its standard input ends, which it does when the process that started it does, however that ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path


def main() -> None:
    """Wait, stop the server, remove the folder."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    clean(Path(sys.argv[1]))


def clean(folder: Path) -> None:
    """Stop the server of a folder at once, and remove the folder; what is gone already is left."""
    pid = pid_of(folder)
    if pid is not None:
        for number in (signal.SIGQUIT, signal.SIGKILL):
            if not _told(pid, number):
                break
            _wait(pid)
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def pid_of(folder: Path) -> int | None:
    """Return the process of a folder's server, None where it has none."""
    try:
        return int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _told(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except OSError:
        return False
    return True


def _wait(pid: int) -> None:
    for _ in range(30):
        if not _told(pid, 0):
            return
        time.sleep(0.1)


if __name__ == "__main__":
    main()
