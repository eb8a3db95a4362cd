"""Which command runs a project's tests."""

from __future__ import annotations

import configparser
import shlex
import subprocess
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from django_pro.source.errors import UsageError

_COVERED = ("coverage", "--cov")


@dataclass(frozen=True)
class Command:
    """Words to run in `folder`; `measures` tells that they measure coverage themselves."""

    words: tuple[str, ...]
    folder: Path
    measures: bool


def command_for(root: Path, python: Path, given: tuple[str, ...], configured: str | None) -> Command:
    """Return the command: the one given, the one configured, pytest where it is set up, else `manage.py test`."""
    words = given or tuple(shlex.split(configured or "")) or _found(root, python)
    if not words:
        raise UsageError(
            "how the tests are run is not known: there is neither a manage.py nor a configuration of pytest",
            "Say it: django-pro verify -- COMMAND, or command in [tool.django-pro]",
        )
    if words[0] in ("python", "python3"):
        words = (str(python), *words[1:])
    elif words[0] in ("pytest", "coverage") and (python.parent / words[0]).exists():
        words = (str(python.parent / words[0]), *words[1:])
    return Command(
        words, root, any(each in word for each in _COVERED for word in (*words, _pytest_options(root) or ""))
    )


def only(command: Command, tests: tuple[str, ...]) -> Command:
    """Return a command that runs some tests alone; the command itself where it does not take the names of tests."""
    runs_pytest = any(Path(word).name == "pytest" for word in command.words)
    runs_django = "test" in command.words and any(word.endswith("manage.py") for word in command.words)
    chosen = tuple(test for test in tests if ("::" in test) == runs_pytest)
    if not chosen or not (runs_pytest or runs_django):
        return command
    last = max(at for at, word in enumerate(command.words) if Path(word).name in ("pytest", "test"))
    options = tuple(word for word in command.words[last + 1 :] if word.startswith("-"))
    return replace(command, words=(*command.words[: last + 1], *options, *chosen))


def _found(root: Path, python: Path) -> tuple[str, ...]:
    if is_set_up_for_pytest(root) and _has(python, "pytest"):
        return (str(python), "-m", "pytest")
    return (str(python), "manage.py", "test") if (root / "manage.py").exists() else ()


def _has(python: Path, module: str) -> bool:
    asked = [str(python), "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec({module!r}) is None)"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def is_set_up_for_pytest(root: Path) -> bool:
    """Whether a project configures pytest (pytest: "Configuration", "Initialization: determining rootdir")."""
    return (root / "pytest.ini").exists() or _pytest_options(root) is not None


def _pytest_options(root: Path) -> str | None:
    """Return what a project's configuration adds to pytest's command line, None where it configures none."""
    for name, section in (("pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(root / name, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        if parser.has_section(section):
            return parser.get(section, "addopts", fallback="")
    return _of_toml(root / "pyproject.toml")


def _of_toml(path: Path) -> str | None:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    options = read.get("tool", {}).get("pytest", {}).get("ini_options")
    if not isinstance(options, dict):
        return None
    added = options.get("addopts", "")
    return added if isinstance(added, str) else " ".join(map(str, added))
