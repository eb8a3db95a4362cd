"""A throw-away PostgreSQL: made, started on a private socket, stopped, and taken away again."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django_pro.rehearsal.binaries import Binaries
from django_pro.rehearsal.sweeping import OWNER, PREFIX, sweep
from django_pro.source.errors import UsageError

#: Users that a cluster runs as where we are root, the first that is there: PostgreSQL refuses root.
_USERS = ("postgres", "nobody")
#: Settings of a database that nobody minds losing (PostgreSQL: "Non-Durable Settings").
_SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "autovacuum": "off", "max_wal_size": "4GB", "shared_buffers": "256MB", "maintenance_work_mem": "256MB",
    "max_connections": "60", "wal_level": "replica", "log_min_messages": "fatal", "timezone": "UTC",
}  # fmt: skip
_PORT = 5432
#: What PostgreSQL says where the disk is full.
_FULL = ("No space left", "could not extend file", "could not write to file")
#: How long a start may take, in seconds.
_PATIENCE = 60.0
NAME, USER = "rehearsal", "rehearsal"


@dataclass(frozen=True)
class Cluster:
    """A running server: `socket` is the folder of its socket, `user` the system user it runs as, None where our own."""

    folder: Path
    socket: Path
    process: subprocess.Popen[bytes]

    def database(self) -> dict[str, object]:
        """How its database is reached."""
        return {"host": str(self.socket), "port": _PORT, "user": USER, "password": "", "name": NAME}


@contextmanager
def cluster(binaries: Binaries, parent: Path | None = None) -> Iterator[Cluster]:
    """Start a server with one empty database, and take it and its folder away in the end, also after `kill -9`.

    `parent` is where its folder is made, the system's temporary folder where it is not given.
    """
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    (folder / OWNER).write_text(str(os.getpid()), encoding="ascii")
    guardian = _guardian(folder)
    process: subprocess.Popen[bytes] | None = None
    try:
        process = _started(binaries, folder)
        yield Cluster(folder, folder / "socket", process)
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(folder, ignore_errors=True)
        if guardian.stdin:
            guardian.stdin.close()
        guardian.wait()


def _guardian(folder: Path) -> subprocess.Popen[bytes]:
    """Start the process that cleans up where we cannot any more: it reads a pipe that ends when we do."""
    script = Path(__file__).with_name("guardian.py")
    return subprocess.Popen(
        [sys.executable, "-I", str(script), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _started(binaries: Binaries, folder: Path) -> subprocess.Popen[bytes]:
    data, socket, log = folder / "data", folder / "socket", folder / "log"
    become = _become(folder)
    socket.mkdir()
    data.mkdir(mode=0o700)
    for each in (folder, data, socket):
        _give(each)
    command = [
        binaries.program("initdb"),
        "-D",
        str(data),
        "-U",
        USER,
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C",
    ]
    made = subprocess.run(command, capture_output=True, text=True, preexec_fn=become, check=False, cwd=folder)
    if made.returncode:
        raise _trouble("initdb", made.stderr or made.stdout)
    settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [binaries.program("postgres"), "-D", str(data), "-k", str(socket), *settings],
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, preexec_fn=become, cwd=folder, start_new_session=True,
        )  # fmt: skip
    _wait(process, binaries, (socket, log))
    return process


def _wait(process: subprocess.Popen[bytes], binaries: Binaries, what: tuple[Path, Path]) -> None:
    """Wait until the server answers, and make its database."""
    socket, log = what
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if (socket / f".s.PGSQL.{_PORT}").exists() and _made(binaries, socket):
            return
        time.sleep(0.05)
    text = log.read_text(encoding="utf-8", errors="replace")
    _stop(process)
    raise _trouble("postgres", text)


def _made(binaries: Binaries, socket: Path) -> bool:
    """Make the database by a single command; False where the server does not answer yet."""
    command = [binaries.program("createdb"), "-h", str(socket), "-p", str(_PORT), "-U", USER, NAME]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _trouble(program: str, text: str) -> UsageError:
    lines = [each for each in text.splitlines() if "FATAL" in each or "error" in each.lower()] or text.splitlines()
    said = lines[-1].strip() if lines else "it says nothing"
    if any(word in text for word in _FULL):
        return UsageError(f"{program} finds no space on the disk: {said}", "Name another folder in TMPDIR.")
    return UsageError(
        f"{program} does not start: {said}", "DJANGO_PRO_POSTGRES names the bin folder of another PostgreSQL."
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server at once: nothing of it is kept."""
    if process.poll() is None:
        process.send_signal(3)  # SIGQUIT: an immediate shutdown (PostgreSQL: "Shutting Down the Server")
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def system_user() -> tuple[int, int] | None:
    """Return the user and group that a cluster runs as, None where it runs as we do."""
    if os.geteuid() != 0:
        return None
    for name in _USERS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise UsageError(
        "PostgreSQL does not run as root, and there is no other user", "Run the rehearsal as another user."
    )


def _become(folder: Path) -> Callable[[], None] | None:
    user = system_user()
    if user is None:
        return None

    def become() -> None:
        os.setgroups([])
        os.setgid(user[1])
        os.setuid(user[0])

    folder.chmod(0o755)
    return become


def _give(path: Path) -> None:
    user = system_user()
    if user is not None:
        os.chown(path, *user)
