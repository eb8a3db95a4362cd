"""The inner half, started in the project's own interpreter and listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from django_pro.rehearsal.inside.probes import LOADER
from django_pro.rehearsal.rows import STATISTICS
from django_pro.rehearsal.told import Counted, Done, Event, Failed
from django_pro.source.errors import UsageError

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
    dump: Path | None = None


def run(request: Request, database: dict[str, object]) -> Generator[Event, None, None]:
    """Run the inner half and yield its events as they come; the last one is `Done` or `Failed`."""
    return _told((request.python, request.root, "main"), _asked(request, database))


def counted(python: Path, url: str) -> dict[str, int]:
    """Return how many rows each table of a running database has, by its own estimate; `UsageError` where it does not tell."""
    last = next(_told((python, Path.cwd(), "statistics"), {"url": url, "sql": STATISTICS}))
    if isinstance(last, Failed):
        raise UsageError(last.text, "--rows-from takes a URL like postgresql://user@host/name, or a file.")
    assert isinstance(last, Counted)
    return last.rows


def _told(part: tuple[Path, Path, str], asked: dict[str, object]) -> Generator[Event, None, None]:
    """Run a part of the inner half with an interpreter in a folder."""
    read, write = os.pipe()
    alive, living = os.pipe()  # nobody writes to it: it ends when we do
    with tempfile.TemporaryFile() as said:
        process = _begun(part, (write, alive), said)
        for each in (write, alive):
            os.close(each)
        ended = False
        try:
            _ask(process, asked)
            with os.fdopen(read, "rb") as channel:
                for line in channel:
                    event = msgspec.json.decode(line, type=Event)
                    ended = isinstance(event, Done | Failed | Counted)
                    yield event
                    if ended:
                        break
            if not ended:
                yield Failed("ended", _last_words(process.wait(), said))
        finally:
            process.kill()
            process.wait()
            os.close(living)


def _begun(part: tuple[Path, Path, str], pipes: tuple[int, int], said: IO[bytes]) -> subprocess.Popen[bytes]:
    python, folder, name = part
    command = [str(python), "-c", _loader(*pipes), str(_INSIDE), name]
    try:
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said,
            pass_fds=pipes, env=_environment(),
        )  # fmt: skip
    except OSError as error:
        raise UsageError(
            f"the project's interpreter {python} cannot be run: {error.strerror}", "Name another: --python PATH"
        ) from None


def _ask(process: subprocess.Popen[bytes], what: dict[str, object]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as stdin:  # it has ended already: its last words tell why
        stdin.write(msgspec.json.encode(what) + b"\n")


def _loader(write: int, alive: int) -> str:
    """Return the loader, with the channel put where the inner half looks for it, and an end where ours comes."""
    return (
        f"import os, threading; os.dup2({write}, {_CHANNEL}); os.set_inheritable({_CHANNEL}, False)\n"
        f"threading.Thread(target=lambda: (os.read({alive}, 1), os._exit(1)), daemon=True).start()\n{LOADER}"
    )


def _environment() -> dict[str, str]:
    """Return our environment without what would lead the project's interpreter to our packages."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def _asked(request: Request, database: dict[str, object]) -> dict[str, object]:
    return {
        "root": str(request.root), "path": [str(request.root)], "settings": request.settings,
        "environment": request.environment, "database": database, "migrations": request.migrations,
        "rows": request.rows, "stalls_only": request.stalls_only, "patience": request.patience,
        "dump": str(request.dump) if request.dump else None,
    }  # fmt: skip


def _last_words(code: int, said: IO[bytes]) -> str:
    """Return how an interpreter ended that did not tell."""
    said.seek(0)
    text = said.read().decode("utf-8", "replace").strip()
    last = text.splitlines()[-1][-_TAIL:] if text else "it said nothing"
    if code == -signal.SIGKILL:
        return f"the project's interpreter was killed, perhaps by a machine without memory left: {last}"
    return f"the project's interpreter ended with {code}: {last}"
