"""PostgreSQL's programs, run for one folder: as another user where we are root, and known to the guardian."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Callable
from pathlib import Path

from django_pro.rehearsal.binaries import Binaries
from django_pro.rehearsal.guardian import STARTED
from django_pro.source.errors import UsageError

#: Users that a cluster runs as where we are root, the first that is there: PostgreSQL refuses root.
_USERS = ("nobody", "postgres", "daemon")
#: Settings of a database that nobody minds losing (PostgreSQL: "Non-Durable Settings").
_SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "autovacuum": "off", "max_wal_size": "4GB", "shared_buffers": "256MB", "maintenance_work_mem": "256MB",
    "max_connections": "60", "wal_level": "replica", "log_min_messages": "fatal", "timezone": "UTC",
}  # fmt: skip
PORT = 5432
USER = "rehearsal"
#: What PostgreSQL says where the disk is full.
_FULL = ("No space left", "could not extend file", "could not write to file")
#: A socket's path is no longer than this (Linux has 107 bytes, macOS 103).
_LONGEST = 103


def prepare(folder: Path) -> None:
    """Make what is in the folder, for the user that the server runs as and nobody else: whoever reaches its socket rules it."""
    if len(os.fsencode(socket_of(folder) / f".s.PGSQL.{PORT}")) > _LONGEST:
        raise UsageError(f"the path {folder} is too long for a socket in it", "Name a folder like /tmp in TMPDIR.")
    (folder / STARTED).touch()
    for each in (folder / "data", socket_of(folder)):
        each.mkdir(mode=0o700)
    user = system_user()
    for each in (folder, folder / "data", socket_of(folder), folder / STARTED) if user else ():
        os.chown(each, *user)  # type: ignore[misc]


def socket_of(folder: Path) -> Path:
    """Return the folder of the server's socket."""
    return folder / "socket"


def initialise(binaries: Binaries, folder: Path) -> None:
    """Run `initdb`."""
    words = ["-D", f"{folder}/data", "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
    process = _begun(binaries, folder, ["initdb", *words], subprocess.PIPE)
    said, _ = process.communicate()
    if process.returncode:
        raise trouble("initdb", said.decode("utf-8", "replace"))


def serve(binaries: Binaries, folder: Path) -> subprocess.Popen[bytes]:
    """Start the server; what it says goes to the file `log`."""
    settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        words = ["postgres", "-D", f"{folder}/data", "-k", str(socket_of(folder)), *settings]
        return _begun(binaries, folder, words, log.fileno())


def _begun(binaries: Binaries, folder: Path, words: list[str], out: int) -> subprocess.Popen[bytes]:
    program, *rest = words
    try:
        return subprocess.Popen(
            [binaries.program(program), *rest], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            preexec_fn=_first_lines(folder), cwd="/", start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        who = pwd.getpwuid(user[0]).pw_name if (user := system_user()) else "you"
        raise UsageError(
            f"{binaries.program(program)} cannot be run by {who}: {error.strerror}",
            "DJANGO_PRO_POSTGRES names the bin folder of a PostgreSQL that can.",
        ) from None
    except subprocess.SubprocessError:
        raise UsageError(
            f"{program} was not begun: {folder} has no space left", "Name another folder in TMPDIR."
        ) from None


def _first_lines(folder: Path) -> Callable[[], None]:
    """Return what a new process does before it is the program: tell its number, become the other user."""
    started, user = str(folder / STARTED), system_user()

    def begin() -> None:
        number = os.open(started, os.O_WRONLY | os.O_APPEND)
        os.write(number, b"%d\n" % os.getpid())
        os.close(number)
        if user is not None:
            os.setgroups([])
            os.setgid(user[1])
            os.setuid(user[0])

    return begin


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


def is_full(text: str) -> bool:
    """Whether PostgreSQL, or its driver, says that the disk is full."""
    return any(word in text for word in _FULL)


def trouble(program: str, text: str) -> UsageError:
    """Return what a program that did not start says, in one line."""
    lines = [each for each in text.splitlines() if "FATAL" in each or "error" in each.lower()] or text.splitlines()
    said = lines[-1].strip() if lines else "it says nothing"
    if is_full(text):
        return UsageError(f"{program} finds no space on the disk: {said}", "Name another folder in TMPDIR.")
    return UsageError(
        f"{program} does not start: {said}", "DJANGO_PRO_POSTGRES names the bin folder of another PostgreSQL."
    )
