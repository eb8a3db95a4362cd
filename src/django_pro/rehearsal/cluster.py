"""A throw-away PostgreSQL: made, started on a private socket, stopped, and taken away again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django_pro.rehearsal.binaries import Binaries
from django_pro.rehearsal.guardian import clean
from django_pro.rehearsal.server import PORT, USER, initialise, prepare, serve, socket_of, trouble
from django_pro.rehearsal.sweeping import claimed, sweep

#: How long a start may take, and a stop, in seconds.
_PATIENCE, _STOPPING = 60.0, 5.0
NAME = "rehearsal"


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    folder: Path
    binaries: Binaries
    process: subprocess.Popen[bytes]

    def database(self) -> dict[str, object]:
        """How its database is reached."""
        return {"host": str(socket_of(self.folder)), "port": PORT, "user": USER, "password": "", "name": NAME}

    def ended(self, patience: float) -> int | None:
        """Return the code that the server ended with, waiting a little; None where it runs."""
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def said(self) -> str:
        """What the server wrote to its log."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def cluster(binaries: Binaries, parent: Path | None = None) -> Iterator[Cluster]:
    """Start a server with one empty database, and take it and its folder away in the end, also after `kill -9`.

    `parent` is where its folder is made, the system's temporary folder where it is not given.
    """
    sweep(parent)
    claim = claimed(parent)
    guardian = _guardian(claim.folder)
    process: subprocess.Popen[bytes] | None = None
    try:
        prepare(claim.folder)
        initialise(binaries, claim.folder)
        process = serve(binaries, claim.folder)
        server = Cluster(claim.folder, binaries, process)
        _wait(server)
        yield server
    finally:
        if process is not None:
            _stop(process)
        if guardian.stdin:
            guardian.stdin.close()
        guardian.wait()
        clean(claim.folder)  # where the guardian was killed
        claim.lock.close()


def _guardian(folder: Path) -> subprocess.Popen[bytes]:
    """Start the process that cleans up where we cannot any more: it reads a pipe that ends when we do."""
    script = Path(__file__).with_name("guardian.py")
    return subprocess.Popen(
        [sys.executable, "-I", str(script), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True, cwd="/",
    )  # fmt: skip


def _wait(server: Cluster) -> None:
    """Wait until the server answers, and make its database."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        if (socket_of(server.folder) / f".s.PGSQL.{PORT}").exists() and _made(server):
            return
        time.sleep(0.05)  # a server tells nobody when it is ready: it is asked again
    raise trouble("postgres", server.said())


def _made(server: Cluster) -> bool:
    """Make the database by a single command; False where the server does not answer yet."""
    where = ["-h", str(socket_of(server.folder)), "-p", str(PORT), "-U", USER]
    command = [server.binaries.program("createdb"), *where, NAME]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server at once: nothing of it is kept."""
    if process.poll() is None:
        process.send_signal(3)  # SIGQUIT: an immediate shutdown (PostgreSQL: "Shutting Down the Server")
        try:
            process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
