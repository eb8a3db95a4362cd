"""A PostgreSQL to measure on: one that is started for it, or databases on one that is named."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

#: Nothing here is kept, and what waits for the disk is not measured.
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_wal_size=4GB"
#: What the name of a database says that may be dropped and made again.
SCRATCH = "scratch"

Place = dict[str, str]
"""Django's settings of a connection: HOST, PORT, USER, PASSWORD and NAME."""


@contextmanager
def started(binaries: Path) -> Iterator[Place]:
    """Start a server with the binaries of a folder, below a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="locks-"))
    try:
        user = _owner(folder)
        data = str(folder / "data")
        _run(user, [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"])
        start = [binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", f"{OPTIONS} -k {folder}", "start"]
        _run(user, start)
        try:
            yield {"HOST": str(folder), "PORT": "", "USER": "postgres", "PASSWORD": "", "NAME": SCRATCH}
        finally:
            _run(user, [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _owner(folder: Path) -> str | None:
    """Give the folder to the user that the server runs as: PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return None
    user = next(name for name in ("postgres", "nobody") if any(each.pw_name == name for each in pwd.getpwall()))
    shutil.chown(folder, user)
    return user


def _run(user: str | None, command: list[str | Path]) -> None:
    subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)


def named(url: str) -> Place:
    """Return the scratch database of a URL: it is dropped and made again, and so is one called after it."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if SCRATCH not in name:
        raise SystemExit(f"`{name}` is dropped and made again: only a database with `{SCRATCH}` in its name is")
    return {
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "NAME": name,
    }
