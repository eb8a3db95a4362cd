"""Wrong requests: one clear line, what to do, and exit code 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from django_pro.cli import check
from django_pro.cli.main import COMMANDS, main
from tests.rules.bookshop import FILES
from tests.rules.projects import write_project


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the bookshop, with the cache in a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_project(tmp_path / "shop", FILES)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["chekc"], "there is no command chekc", "Commands: check"),
        (["check", "--nonsense"], "unrecognized arguments: --nonsense", "See django-pro check --help"),
        (
            ["check", "no/such/folder"],
            f"there is no file or folder {Path('no/such/folder')}",
            "PATH is a Django project",
        ),
        (["check", "{shop}", "--select", "DJP999"], "there is no rule DJP999", "DJP9"),
        (["check", "{shop}", "--fail-on", "fatal"], "--fail-on cannot be fatal", "error, warning, info or never"),
        (["check", "{shop}", "--output-format", "yaml"], "there is no format yaml", "Formats: text, json"),
        (["check", "{shop}", "-o", "json:no/such/folder/a.json"], "there is no folder", "Make it first."),
        (["explain", "DJP99x"], "DJP99x is no rule, finding or line", "WHAT is a rule"),
        (["explain", "f:00000000", "{shop}"], "there is no finding f:00000000", "check --all"),
        (["fix", "f:00000000", "{shop}"], "there is no finding f:00000000", "check --all"),
    ],
)
def test_message_and_hint(
    words: list[str], message: str, hint: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.replace("{shop}", str(shop)) for word in words]) == 2
    said = capsys.readouterr()
    first, *rest = said.err.splitlines()
    assert first.startswith(f"django-pro: {message}")
    assert hint in " ".join(rest)
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_folder_without_django(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text("a = 1\n")
    assert main(["check", str(tmp_path)]) == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert "no Django" in first
    assert rest


def test_our_own_fault_is_told_without_a_traceback(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr(check, "run", broken)
    assert main(["check", str(shop)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("django-pro stopped by its own fault: ZeroDivisionError: by us (test_requests.py:")
    assert "Please send this" in said
    assert "Traceback" not in said
    monkeypatch.setenv("DJANGO_PRO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["check", str(shop)])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"  django-pro {command} " in capsys.readouterr().out.partition("examples:")[2]


def test_version_and_help_import_nothing_heavy() -> None:
    code = "import sys; from django_pro.cli.main import main; main(['--version']); main([]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"msgspec", "tree_sitter", "pathspec", "sqlite3", "concurrent.futures", "django_pro.rules"}


def test_a_reader_that_goes_away_is_no_fault(shop: Path) -> None:
    command = [sys.executable, "-m", "django_pro", "check", str(shop), "--output-format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


def test_json_is_the_same_each_time(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop" / "views.py").write_text("a = 1  # djp: ignore[DJP999] x\n")
    printed = []
    for _ in range(2):
        assert main(["check", str(shop), "--output-format", "json"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    report = json.loads(printed[0])
    assert list(report) == ["schema", "version", "project", "principles", "findings", "blind"]
    (finding,) = report["findings"]
    assert (finding["rule"], finding["path"], finding["line"], finding["column"]) == ("DJP901", "shop/views.py", 1, 8)
    assert [each["id"] for each in report["principles"]] == ["queries", "migrations", "api", "security", "tests"]


def test_fail_on_decides_the_exit_code(shop: Path) -> None:
    (shop / "shop" / "views.py").write_text("a = 1  # djp: ignore[DJP999] x\n")
    assert main(["check", str(shop), "--fail-on", "warning"]) == 1
    assert main(["check", str(shop), "--fail-on", "never"]) == 0


def test_a_baseline_takes_what_is_there_as_known(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop" / "views.py").write_text("a = 1  # djp: ignore[DJP999] x\n")
    assert main(["check", str(shop), "--update-baseline"]) == 0
    assert main(["check", str(shop), "--fail-on", "warning"]) == 0
    assert "1 known finding" in capsys.readouterr().out
    assert len((shop / ".django-pro-baseline.jsonl").read_bytes().splitlines()) == 1


def test_fix_shows_and_then_mends(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    views = shop / "shop" / "views.py"
    views.write_bytes(b"\xef\xbb\xbfa = 1  # djp: ignore[DJP999] x\r\nb = 2\r\n")
    assert main(["fix", "--diff", str(shop)]) == 1
    assert "-\ufeffa = 1  # djp: ignore[DJP999] x" in capsys.readouterr().out
    assert main(["fix", str(shop)]) == 0
    assert "1 mended, 0 taken back, 0 left" in capsys.readouterr().out
    assert views.read_bytes() == b"\xef\xbb\xbfa = 1\r\nb = 2\r\n"


def test_several_outputs(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "report.json"
    assert main(["check", str(shop), "-o", f"json:{target}"]) == 0
    assert json.loads(target.read_bytes())["schema"] == 1
    assert "Query efficiency" in capsys.readouterr().out


def test_no_colour_where_nobody_looks(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(shop)])
    assert "\x1b[" not in capsys.readouterr().out
    main(["check", str(shop), "--color", "always"])
    assert "\x1b[" in capsys.readouterr().out


def run_git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, env=environment)


def commit_all(folder: Path) -> None:
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "all"]):
        run_git(folder, *words)


def introduced(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    main(["gate", *words, "--output-format", "json"])
    return [each["path"] for each in json.loads(capsys.readouterr().out)["introduced"]]


def test_gate_judges_what_is_staged_and_nothing_else(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit_all(shop)
    (shop / "shop" / "admin.py").write_text("b = 1  # djp: ignore[DJP998] x\n")
    run_git(shop, "add", "shop/admin.py")
    (shop / "shop" / "views.py").write_text("a = 1  # djp: ignore[DJP999] x\n")
    assert introduced(capsys, str(shop), "--staged") == ["shop/admin.py"]


def test_gate_judges_a_patch_and_leaves_the_tree_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit_all(shop)
    (shop / "shop" / "own.py").write_text("c = 1  # djp: ignore[DJP997] x\n")
    patch = shop.parent / "a.patch"
    patch.write_text(
        "--- /dev/null\n+++ b/shop/admin.py\n@@ -0,0 +1 @@\n+b = 1  # djp: ignore[DJP998] x\n", encoding="utf-8"
    )
    assert introduced(capsys, str(shop), "--patch", str(patch)) == ["shop/admin.py"]
    assert not (shop / "shop" / "admin.py").exists()


def test_gate_says_why_a_patch_does_not_apply(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit_all(shop)
    patch = shop.parent / "a.patch"
    patch.write_text("--- a/shop/no.py\n+++ b/shop/no.py\n@@ -1 +1 @@\n-a\n+b\n", encoding="utf-8")
    assert main(["gate", str(shop), "--patch", str(patch)]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main(["gate", str(shop), "--patch", str(patch), "--staged"]) == 2
    assert main(["gate", str(shop), "--patch", "no-such-file"]) == 2


def test_gate_tells_what_is_new(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    views = shop / "shop" / "views.py"
    views.write_text("a = 1  # djp: ignore[DJP999] x\n")
    commit_all(shop)
    assert main(["gate", str(shop), "--fail-on", "warning"]) == 0
    assert "introduces no finding" in capsys.readouterr().out
    (shop / "shop" / "admin.py").write_text("b = 1  # djp: ignore[DJP998] x\n")
    assert main(["gate", str(shop), "--fail-on", "warning", "--output-format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["verdict", "summary", "next", "introduced", "fixed", "unproved"]
    assert [each["path"] for each in answer["introduced"]] == ["shop/admin.py"]


def test_gate_with_a_base_that_is_not_there(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q"], cwd=shop, check=True)
    assert main(["gate", str(shop), "--base", "--upload-pack=x"]) == 2
    assert main(["gate", str(shop), "--base", "no-such-branch"]) == 2
    assert "git merge-base" in capsys.readouterr().err
