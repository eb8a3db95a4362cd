"""The test run as a process: started, listened to, and ended with all that it started, whatever becomes of us."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django_pro.source.errors import UsageError
from django_pro.verifying import supervisor
from django_pro.verifying.commands import Command

#: So many of its last lines are kept.
_LAST = 12


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, how long it took, the last lines that it said, and whether its time was over."""

    code: int
    seconds: float
    last: tuple[str, ...]
    overdue: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What a run is given: its environment, its folder of ours, and how long it may take in seconds."""

    environment: dict[str, str]
    folder: Path
    patience: float


def run(command: Command, given: Surroundings, say: Callable[[str], None]) -> Ended:
    """Run a command; `say` hears its lines."""
    began = time.monotonic()
    if shutil.which(command.words[0], path=given.environment.get("PATH")) is None:
        raise UsageError(
            f"{command.words[0]} cannot be run: there is no such program",
            "Say how the tests are run: verify -- COMMAND",
        )
    process = subprocess.Popen(
        [sys.executable, "-I", str(Path(supervisor.__file__)), str(given.folder), *command.words],
        cwd=command.folder, env=given.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    last: deque[str] = deque(maxlen=_LAST)

    def hear(line: str) -> None:
        last.append(line)
        say(line)

    try:
        overdue = _listen(process, began + given.patience, hear)
    finally:
        _end(process)
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


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the supervisor's input, which ends the group, and wait."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.wait(supervisor.GRACE * 3)
    process.stdout.close()
