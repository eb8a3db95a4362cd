"""Runs a command in a process group of its own and ends all of it when its own standard input ends.

Run as a script: the folder to remove where the one who started it is gone, then the command.  It exits as the command does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading

#: Seconds between asking the group to end and ending it.
GRACE = 5.0


def main() -> int:
    """Run the command and return its exit code; -n for a signal, as `subprocess` does, is told as 128 + n."""
    folder, *words = sys.argv[1:]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_as_usual)
    threading.Thread(target=_watch, args=(process, folder), daemon=True).start()
    code = process.wait()
    _signal(process.pid, signal.SIGKILL)  # what it had started and left behind
    return code if code >= 0 else 128 - code


def _as_usual() -> None:
    """Let the command hear the signals that its supervisor does not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _watch(process: subprocess.Popen[bytes], folder: str) -> None:
    """Wait for the end of the one who started us; end the group, and remove what was made for it."""
    os.read(0, 1)
    if process.poll() is None:
        _signal(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    _signal(process.pid, signal.SIGKILL)
    if os.getppid() == 1:
        shutil.rmtree(folder, ignore_errors=True)


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
