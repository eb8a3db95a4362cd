"""The test run as a process: started, waited for, and ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django_pro.source.errors import UsageError
from django_pro.verifying.commands import Command

_LAST = 12
#: Between asking a process group to end and ending it.
_GRACE = 5.0


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, how long it took, the last lines that it said, and whether its time was over."""

    code: int
    seconds: float
    last: tuple[str, ...]
    overdue: bool = False


def run(command: Command, environment: dict[str, str], patience: float, say: Callable[[str], None]) -> Ended:
    """Run a command in a process group of its own; `say` hears its lines, and whatever happens to us the group ends."""
    began = time.monotonic()
    try:
        process = subprocess.Popen(
            command.words, cwd=command.folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise UsageError(
            f"{command.words[0]} cannot be run: {error.strerror}", "Say how the tests are run: verify -- COMMAND"
        ) from None
    last: deque[str] = deque(maxlen=_LAST)

    def hear(line: str) -> None:
        last.append(line)
        say(line)

    try:
        overdue = _listen(process, began + patience, hear)
    finally:
        end(process)
        assert process.stdout is not None
        process.stdout.close()
    return Ended(process.returncode, time.monotonic() - began, tuple(last), overdue)


def _listen(process: subprocess.Popen[bytes], until: float, hear: Callable[[str], object]) -> bool:
    """Hear what a process says until it ends, and say whether it was still running at the end of its time."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    rest = b""
    while True:
        said = process.stdout.read()
        if said:
            *lines, rest = (rest + said).split(b"\n")
            for line in lines:
                hear(line.decode("utf-8", "replace").rstrip())
        elif process.poll() is not None:
            if rest:
                hear(rest.decode("utf-8", "replace").rstrip())
            return False
        elif time.monotonic() > until:
            return True
        else:
            time.sleep(0.02)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all of its group: first asked, then made to."""
    for number, wait in ((signal.SIGTERM, _GRACE), (signal.SIGKILL, None)):
        with suppress(OSError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(wait)
            break
    with suppress(OSError):  # what it had started and left behind
        os.killpg(process.pid, signal.SIGKILL)
