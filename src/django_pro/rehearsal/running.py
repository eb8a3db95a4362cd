"""The inner half, started in the project's own interpreter and listened to."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from django_pro.rehearsal.inside.probes import LOADER
from django_pro.rehearsal.told import Done, Event, Failed

_INSIDE = Path(__file__).with_name("inside")
_CHANNEL = 3
#: So much of what the child wrote to standard error is told where it ended without a word.
_TAIL = 300


@dataclass(frozen=True)
class Request:
    """What is to be rehearsed: where, with which interpreter and settings, on how many rows.

    `patience` is how long one migration may take, in seconds.
    """

    python: Path
    root: Path
    settings: str
    migrations: tuple[tuple[str, str], ...]
    rows: dict[str, int]
    environment: dict[str, str] = field(default_factory=dict)
    stalls_only: bool = False
    patience: float = 600.0


def run(request: Request, database: dict[str, object]) -> Iterator[Event]:
    """Run the inner half and yield its events as they come; the last one is `Done` or `Failed`."""
    with tempfile.TemporaryFile() as errors:  # a pipe that nobody reads would stop a talkative project
        process, channel = _started(request, errors)
        assert process.stdin is not None
        ended = False
        try:
            process.stdin.write(msgspec.json.encode(_asked(request, database)) + b"\n")
            process.stdin.flush()
            with channel:
                for line in channel:
                    event = msgspec.json.decode(line, type=Event)
                    ended = isinstance(event, Done | Failed)
                    yield event
            if not ended:
                yield Failed("ended", _last_words(process, errors))
        finally:
            process.kill()
            process.wait()
            process.stdin.close()


def _started(request: Request, errors: IO[bytes]) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """Start the inner half, and return it with the channel that its events come through."""
    read, write = os.pipe()
    command = [str(request.python), "-c", _moved(write), str(_INSIDE), "main"]
    try:
        process = subprocess.Popen(
            command, cwd=request.root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors,
            pass_fds=(write,), env=_environment(),
        )  # fmt: skip
    finally:
        os.close(write)
    return process, os.fdopen(read, "rb")


def _moved(descriptor: int) -> str:
    """Return the loader, with the channel put where the inner half looks for it."""
    return f"import os; os.dup2({descriptor}, {_CHANNEL}); os.set_inheritable({_CHANNEL}, False)\n{LOADER}"


def _environment() -> dict[str, str]:
    """Return our environment without what would lead the project's interpreter to our packages."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def _asked(request: Request, database: dict[str, object]) -> dict[str, object]:
    return {
        "root": str(request.root), "path": [str(request.root)], "settings": request.settings,
        "environment": request.environment, "database": database, "migrations": request.migrations,
        "rows": request.rows, "stalls_only": request.stalls_only, "patience": request.patience,
    }  # fmt: skip


def _last_words(process: subprocess.Popen[bytes], errors: IO[bytes]) -> str:
    code = process.wait()
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return f"the project's interpreter ended with {code}: {lines[-1][-_TAIL:] if lines else 'it said nothing'}"
