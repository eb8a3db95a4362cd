"""A throw-away PostgreSQL starts, and is gone afterwards, however the rehearsal ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from django_pro.rehearsal.binaries import Binaries, find_binaries
from django_pro.rehearsal.cluster import cluster
from django_pro.rehearsal.guardian import is_of, started
from django_pro.rehearsal.sweeping import PREFIX, sweep
from django_pro.source.errors import UsageError

#: Cleaning up may take so long, in seconds.
PATIENCE = 30.0
CHILD = """
import sys, time
from pathlib import Path
from django_pro.rehearsal.binaries import find_binaries
from django_pro.rehearsal.cluster import cluster
with cluster(find_binaries(), Path(sys.argv[1])) as server:
    print(server.folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a folder that another system user may enter; the name of a socket has to be short."""
    with tempfile.TemporaryDirectory(prefix="dp", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/exe").is_symlink() and bool(Path(f"/proc/{pid}/cmdline").read_bytes())


def child(place: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(place)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_it_answers_and_is_gone_afterwards(binaries: Binaries, place: Path) -> None:
    with cluster(binaries, place) as server:
        database = server.database()
        with psycopg.connect(host=str(database["host"]), port=5432, user="rehearsal", dbname="rehearsal") as connection:
            assert connection.execute("SELECT 1 + 1").fetchone() == (2,)
        pids = started(server.folder)
        assert server.process.pid in pids and is_of(server.folder, server.process.pid)
    assert not any(map(is_alive, pids))
    assert not list(place.iterdir())


def test_killed_it_is_cleaned_up(binaries: Binaries, place: Path) -> None:
    process, folder = child(place)
    server = started(folder)[-1]
    assert is_alive(server)
    end(process)
    assert eventually(lambda: not folder.exists() and not is_alive(server))


def test_what_even_the_guardian_left_is_swept(binaries: Binaries, place: Path) -> None:
    process, folder = child(place)
    guardians = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and _guards(each, folder)]
    for guardian in guardians:
        os.kill(guardian, signal.SIGKILL)
    end(process)
    assert guardians and folder.exists()
    assert sweep(place) == [folder]
    assert not folder.exists()


def _guards(process: Path, folder: Path) -> bool:
    try:
        words = (process / "cmdline").read_bytes()
    except OSError:
        return False
    return b"guardian.py" in words and str(folder).encode() in words


def test_a_cluster_that_is_in_use_is_left(binaries: Binaries, place: Path) -> None:
    with cluster(binaries, place) as server:
        assert sweep(place) == []
        assert server.folder.exists() and server.folder.name.startswith(PREFIX)


def test_no_postgresql_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DJANGO_PRO_POSTGRES", str(tmp_path))
    with pytest.raises(UsageError, match="where no initdb and postgres are"):
        find_binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="waits for root: a small disk is mounted")
def test_a_full_disk_is_one_clear_line(binaries: Binaries, place: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("waits for a machine that lets a small disk be mounted")
    try:
        with pytest.raises(UsageError, match="no space on the disk"), cluster(binaries, place):
            pass
        assert not list(place.iterdir())
    finally:
        subprocess.run(["umount", str(place)], check=True)
