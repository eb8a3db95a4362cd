"""Cleans up after a rehearsal that was killed: run as a script, with the folder of the cluster.

It waits until the pipe on its standard input ends, which it does when the process that started it does, however that ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

#: The file of a cluster's folder in which each program that is started for it writes its process before it begins.
STARTED = "started"
#: Rounds of cleaning, a tenth of a second apart; so many of them a server has to stop by itself.
_ROUNDS, _GENTLE = 80, 20


def main() -> None:
    """Wait, stop the server, remove the folder."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    clean(Path(sys.argv[1]))


def clean(folder: Path) -> bool:
    """Stop what runs for a folder at once, remove the folder, and say whether it is gone.

    In rounds, since a program may have been on its way to its first line when the one that started it was killed.
    """
    seen: list[int] = []
    for number in range(_ROUNDS):
        seen = seen or started(folder)  # the list goes with the folder
        running = [pid for pid in seen if is_of(folder, pid)]
        for pid in running:
            _stop(pid, signal.SIGQUIT if number < _GENTLE else signal.SIGKILL)
        if not running:
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                return True
        time.sleep(0.1)  # the end of a process that is no child is not told: it is looked for again
    return False


def started(folder: Path) -> list[int]:
    """Return the processes that were started for a folder, whether or not they run."""
    try:
        return [int(line) for line in (folder / STARTED).read_text(encoding="ascii").split()]
    except (OSError, ValueError):
        return []


def is_of(folder: Path, pid: int) -> bool:
    """Whether a process runs, and for this folder: a number is given again to others."""
    listed = subprocess.run(
        ["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, errors="replace", check=False
    ) if not Path("/proc/self/cmdline").exists() else None  # fmt: skip
    if listed is not None:
        return str(folder) in listed.stdout and not listed.stdout.startswith("Z")
    try:
        return os.fsencode(folder) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _stop(pid: int, number: int) -> None:
    """Tell the process group of a program: each is the first of a session of its own."""
    try:
        os.killpg(pid, number)
    except OSError:  # it has just ended
        return


if __name__ == "__main__":
    main()
