"""`verify --fix` keeps an edit that is proved, and leaves the tree as it was in every other case."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from django_pro.cli.main import main
from django_pro.source.edits import Edit
from django_pro.verifying.guarding import sweep, trial
from tests.verifying.toy import FILES, write_shop

slow = pytest.mark.slow
VIEWS = FILES["shop/views.py"]


def mend(shop: Path, *words: str) -> int:
    return main(["verify", "--path", str(shop), "--python", sys.prefix, "--no-cache", "--no-coverage", "--fix", *words])


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@slow
def test_an_edit_with_which_queries_become_fewer_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = write_shop(tmp_path)
    mend(shop)
    said = capsys.readouterr().out
    assert "6 queries before, 1 after" in said
    assert "1 fixes kept" in said
    kept = VIEWS.replace("Book.objects.all()]})", 'Book.objects.select_related("author")]})', 1)
    assert (shop / "shop" / "views.py").read_text(encoding="utf-8") == kept


@slow
def test_an_edit_with_which_a_test_fails_is_taken_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = FILES["shop/tests.py"].replace(
        '        self.assertEqual(len(self.client.get(reverse("books"))',
        '        with self.assertNumQueries(7):\n            self.client.get(reverse("books"))\n'
        '        self.assertEqual(len(self.client.get(reverse("books"))',
    )
    shop = write_shop(tmp_path, shop__tests=tests)
    mend(shop)
    said = capsys.readouterr().out
    assert "1 tests fail with it" in said
    assert "0 fixes kept" in said
    assert (shop / "shop" / "views.py").read_text(encoding="utf-8") == VIEWS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_is_on_trial_is_put_back_when_we_are_killed(number: int, tmp_path: Path) -> None:
    file = tmp_path / "views.py"
    file.write_text("before\n", encoding="utf-8")
    code = (
        "import sys, time; from pathlib import Path; from django_pro.source.edits import Edit\n"
        "from django_pro.verifying.guarding import trial\n"
        f"with trial(Path({str(tmp_path)!r}), [Edit('views.py', 0, 6, 'after'), Edit('new.py', 0, 0, 'new')]):\n"
        "    print('edited', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "edited\n"
        assert file.read_text(encoding="utf-8") == "after\n"
        process.send_signal(number)
        process.wait(20)
    until = time.monotonic() + 10
    while time.monotonic() < until and (
        (tmp_path / "new.py").exists() or file.read_text(encoding="utf-8") != "before\n"
    ):
        time.sleep(0.05)
    assert file.read_text(encoding="utf-8") == "before\n"
    assert not (tmp_path / "new.py").exists()


def test_what_even_the_guardian_left_is_swept(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "views.py"
    file.write_text("before\n", encoding="utf-8")
    with trial(tmp_path, [Edit("views.py", 0, 6, "after")]) as trying:
        [journal] = (cache / "django-pro").rglob("manifest.json")
        copy = journal.parent.with_name("left")
        subprocess.run(["cp", "-r", journal.parent, copy], check=True)
        trying.keep()
    (copy / "owner").write_text("999999999", encoding="ascii")
    assert sweep() == []
    assert file.read_text(encoding="utf-8") == "before\n"
    assert not copy.exists()


def test_what_somebody_wrote_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "views.py"
    file.write_text("before\n", encoding="utf-8")
    with trial(tmp_path, [Edit("views.py", 0, 6, "after")]):
        file.write_text("somebody's own\n", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == "somebody's own\n"


@slow
def test_the_tests_end_when_we_are_killed(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    code = f"import time\nwhile True:\n    open({str(mark)!r}, 'w').close(); time.sleep(0.1)\n"
    shop = write_shop(tmp_path)
    words = ["verify", "--path", str(shop), "--python", sys.prefix, "--no-cache", "--", sys.executable, "-c", code]
    process = subprocess.Popen([sys.executable, "-m", "django_pro", *words], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(1)
    mark.unlink(missing_ok=True)
    time.sleep(1)
    assert not mark.exists()
