"""An inner half, started in the project's own interpreter and listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from django_pro.project.running.inside.loader import FOLDER, LOADER
from django_pro.source.errors import UsageError

_CHANNEL = 3
#: So much of what the child wrote to standard error is told where it ended without a word.
_TAIL = 300

E = TypeVar("E")


class Progress(msgspec.Struct, frozen=True, tag_field="event", tag="progress"):
    """How far something long is."""

    doing: str
    done: int = 0
    of: int = 1


class Failed(msgspec.Struct, frozen=True, tag_field="event", tag="failed"):
    """It could not go on: `why` is a word for programs, `text` one line for people."""

    why: str
    text: str


@dataclass(frozen=True)
class Part:
    """A part of an inner half: its package below ours and its module, the interpreter it runs in, and the folder."""

    package: str
    module: str
    python: Path
    folder: Path


def listen(
    part: Part, asked: dict[str, object], decoder: msgspec.json.Decoder[E], last: tuple[type, ...]
) -> Generator[E | Failed, None, None]:
    """Run a part, and yield its events as they come until one is of a kind that is the last, or `Failed`."""
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
                    event = decoder.decode(line)
                    ended = isinstance(event, (Failed, *last))
                    yield event
                    if ended:
                        break
            if not ended:
                yield Failed("ended", _last_words(process.wait(), said))
        finally:
            process.kill()
            process.wait()
            os.close(living)


def _begun(part: Part, pipes: tuple[int, int], said: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [str(part.python.absolute()), "-c", _loader(*pipes), str(FOLDER), part.package, part.module]
    try:
        return subprocess.Popen(
            command, cwd=part.folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said,
            pass_fds=pipes, env=_environment(),
        )  # fmt: skip
    except OSError as error:
        raise UsageError(
            f"the project's interpreter {part.python} cannot be run: {error.strerror}", "Name another: --python PATH"
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


def _last_words(code: int, said: IO[bytes]) -> str:
    """Return how an interpreter ended that did not tell."""
    said.seek(0)
    text = said.read().decode("utf-8", "replace").strip()
    last = text.splitlines()[-1][-_TAIL:] if text else "it said nothing"
    if code == -signal.SIGKILL:
        return f"the project's interpreter was killed, perhaps by a machine without memory left: {last}"
    return f"the project's interpreter ended with {code}: {last}"
