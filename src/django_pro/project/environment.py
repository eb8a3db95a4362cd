"""The packages of the project's own interpreter, found without running it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django_pro.source.errors import UsageError

#: Folders in which a virtual environment usually stands, in the order they are looked at.
USUAL = (".venv", "venv", "env", ".env", "virtualenv")
_CONFIG = "pyvenv.cfg"
#: A `.pth` line that runs code is one that starts so (Python: "site").
_CODE = ("import ", "import\t")
_DISTRIBUTION = re.compile(r"^(?P<name>.+?)-(?P<version>[^-]+)\.(?:dist-info|egg-info)$")


@dataclass(frozen=True)
class Environment:
    """An interpreter's site-packages folders; `why` says where it was found, or why there is none."""

    folders: tuple[Path, ...] = ()
    why: str = "no virtual environment was found"
    python: str | None = None
    prefix: Path | None = None

    @cached_property
    def distributions(self) -> Mapping[str, Distribution]:
        """The installed distributions by normalised name."""
        found: dict[str, Distribution] = {}
        for folder in self.folders:
            for each in _distributions(folder):
                found.setdefault(each.name, each)
        return found


@dataclass(frozen=True)
class Distribution:
    """An installed distribution: normalised name, version, and the folder of its metadata."""

    name: str
    version: str
    folder: Path


def normal(name: str) -> str:
    """Return a distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find_environment(root: Path, python: str | None, setting: str | None) -> Environment:
    """Return the project's environment: `--python`, the setting, a folder of the project, `VIRTUAL_ENV`; else none.

    `root` are the folders of the tree to look in first; a request that leads nowhere is a `UsageError`.
    """
    if python is not None:
        return _asked(Path(python), "--python")
    if setting is not None:
        return _asked(root / setting, "python in [tool.django-pro]")
    for name in USUAL:
        if (root / name / _CONFIG).is_file() and _is_the_projects(root / name):
            return _of_prefix(root / name, name)
    active = os.environ.get("VIRTUAL_ENV")
    if active and (Path(active) / _CONFIG).is_file() and _is_the_projects(Path(active)):
        return _of_prefix(Path(active), "VIRTUAL_ENV")
    return Environment()


def _is_the_projects(prefix: Path) -> bool:
    """Whether an environment is the project's: the one that runs us is only where Django is installed beside us."""
    is_our_own = prefix.resolve() == Path(sys.prefix).resolve()
    return not is_our_own or any((folder / "django").is_dir() for folder in _site_packages(prefix))


def _asked(path: Path, by: str) -> Environment:
    if not path.exists():
        raise UsageError(
            f"{by} names {path}, which is not there", "Give an interpreter, or a virtual environment's folder."
        )
    prefix = path if path.is_dir() else path.parent.parent
    if path.name == "site-packages":
        return Environment(tuple(_with_pth([path])), by, None, path)
    found = _of_prefix(prefix, by)
    if not found.folders and path.is_file():  # a link into an environment elsewhere
        found = _of_prefix(path.resolve().parent.parent, by)
    if not found.folders:
        raise UsageError(
            f"{by} names {path}, which holds no site-packages",
            "Give an interpreter, or a virtual environment's folder.",
        )
    return found


def _of_prefix(prefix: Path, why: str) -> Environment:
    config = _read_config(prefix / _CONFIG)
    folders = _site_packages(prefix)
    if config.get("include-system-site-packages", "").lower() == "true" and (home := config.get("home")):
        folders += _site_packages(Path(home).parent)
    version = config.get("version_info") or config.get("version") or _version_of(folders)
    return Environment(tuple(_with_pth(folders)), why, version, prefix)


def _read_config(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _site_packages(prefix: Path) -> list[Path]:
    windows = prefix / "Lib" / "site-packages"
    found = [windows] if windows.is_dir() and not (prefix / "lib").is_dir() else []
    for library in ("lib", "lib64"):
        for folder in sorted(prefix.glob(f"{library}/python*"), key=_release, reverse=True):
            found.extend(inner for name in ("site-packages", "dist-packages") if (inner := folder / name).is_dir())
    unique = {inner.resolve(): inner for inner in reversed(found)}  # lib64 is often a link to lib
    return [inner for inner in found if inner in unique.values()]


def _release(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", folder.name))


def _version_of(folders: list[Path]) -> str | None:
    for folder in folders:
        if found := re.search(r"python(\d+\.\d+)", folder.parent.name):
            return found[1]
    return None


def _with_pth(folders: list[Path]) -> Iterator[Path]:
    """Yield folders, and the folders that their `.pth` files name on plain lines."""
    seen: set[Path] = set()
    for folder in folders:
        for each in (folder, *_pth_lines(folder)):
            if each not in seen:
                seen.add(each)
                yield each


def _pth_lines(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.pth")):
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            if line.strip() and not line.startswith(("#", *_CODE)):
                named = folder / line.strip()
                if named.is_dir():
                    yield named


def _distributions(folder: Path) -> Iterator[Distribution]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if found := _DISTRIBUTION.match(name):
            yield Distribution(normal(found["name"]), re.sub(r"-py\d.*$", "", found["version"]), folder / name)
