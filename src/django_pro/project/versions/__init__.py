"""The versions of what a project runs on, and where they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django_pro.project.environment import Environment
from django_pro.project.settings.settings import Settings
from django_pro.project.tree import Tree
from django_pro.project.versions.locks import TOML, of_pipenv_lock, of_toml_lock
from django_pro.project.versions.requirements import of_lines, of_pipfile, of_pyproject, of_setup
from django_pro.project.versions.running import engines_of, of_images, of_python_file
from django_pro.project.versions.version import Version, Versions

__all__ = ["Version", "Versions", "find_versions"]

#: A file longer than this is no list of versions.
LONGEST = 8_000_000
Reader = Callable[[str, str], Iterator[Version]]
#: What reads a file by its name; what stands first knows best.
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile("|".join(re.escape(name) for name in TOML)), of_toml_lock),
    (re.compile(r"Pipfile\.lock"), of_pipenv_lock),
    (re.compile(r"(?:[\w.-]*requirements?[\w.-]*|constraints)\.txt|requirements/.+\.txt"), of_lines),
    (re.compile(r"[\w.-]*requirements?[\w.-]*\.in|requirements/.+\.(?:in|pip)"), of_lines),
    (re.compile(r"pyproject\.toml"), of_pyproject),
    (re.compile(r"Pipfile"), of_pipfile),
    (re.compile(r"setup\.cfg"), of_setup),
    (re.compile(r"\.python-version|runtime\.txt"), of_python_file),
    (re.compile(r"[\w.-]*Dockerfile[\w.-]*|[\w.-]*compose[\w.-]*\.ya?ml"), of_images),
)


def find_versions(tree: Tree, folder: str, environment: Environment, settings: Settings) -> Versions:
    """Return the versions that a root's environment holds and that its files state.

    What is installed wins; then lock files, pins and ranges, in files near the root's folder before those further off.
    """
    installed = [
        Version(each.name, each.version, True, each.folder.name) for each in environment.distributions.values()
    ]
    if environment.python:
        installed.append(Version("python", environment.python, True, "pyvenv.cfg"))
    return Versions([*installed, *_stated(tree, folder)], engines_of(settings))


def _stated(tree: Tree, folder: str) -> Iterator[Version]:
    above = [path for path in tree.others if _is_near(path, folder)]
    for pattern, reader in _READERS:
        matching = [path for path in above if pattern.fullmatch(_name(path))]
        for path in sorted(
            matching, key=lambda each: (not each.startswith(folder), each.count("/"), _is_aside(each), each)
        ):
            yield from reader(_text(tree, path), path)


def _is_near(path: str, folder: str) -> bool:
    """Whether a file stands below the root's folder, in a folder above it, or in a folder of requirements there."""
    place = path.rpartition("/")[0]
    return path.startswith(folder) or folder.startswith(f"{place}/") or not place or place.count("/") < 2


def _is_aside(path: str) -> bool:
    return bool(re.search(r"test|dev|docs|ci|local|lint", path.rpartition("/")[2]))


def _name(path: str) -> str:
    *_, parent, name = ("", *path.split("/"))
    return f"requirements/{name}" if parent == "requirements" and name.endswith((".txt", ".in", ".pip")) else name


def _text(tree: Tree, path: str) -> str:
    try:
        raw = (tree.root / path).read_bytes()
    except OSError:  # gone, or not ours to read: it states nothing
        return ""
    return raw.decode("utf-8-sig", "replace") if len(raw) < LONGEST else ""
