"""The files of a reviewed folder: what git ignores, environments and node_modules are left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pathspec

from django_pro.findings.blind import Blind

#: Folders that hold no source of the project, whatever git says.
SKIPPED = frozenset({
    ".git", ".hg", ".svn", "node_modules", "bower_components", "__pycache__", "site-packages", "dist-packages", ".tox", ".nox",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".eggs", ".venv", "__pypackages__",
})  # fmt: skip
_TEMPLATE_ENDINGS = (".html", ".htm", ".djhtml", ".jinja", ".jinja2", ".j2", ".dtl")
_TEMPLATE_FOLDERS = ("/templates/", "/jinja2/")


@dataclass(frozen=True)
class Tree:
    """The files below `root`, as sorted POSIX paths relative to it."""

    root: Path
    python: tuple[str, ...]
    templates: tuple[str, ...]
    others: tuple[str, ...]
    blinds: tuple[Blind, ...]


@dataclass
class _Walk:
    root: str
    blinds: list[Blind] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def find_tree(root: Path) -> Tree:
    """Return the files of a folder; what cannot be listed is a `Blind`."""
    walk = _Walk(os.fspath(root))
    waiting: list[tuple[str, tuple[_Ignore, ...]]] = [("", _ignores_above(root))]
    while waiting:
        waiting.extend(_enter(walk, *waiting.pop()))
    files = sorted(walk.files)
    python = tuple(path for path in files if path.endswith(".py"))
    templates = tuple(path for path in files if is_template(path))
    known = {*python, *templates}
    others = tuple(path for path in files if path not in known)
    return Tree(root, python, templates, others, tuple(sorted(walk.blinds)))


def is_template(path: str) -> bool:
    """Whether a file is a template by its ending, or by the folder it stands in."""
    if path.endswith(_TEMPLATE_ENDINGS):
        return True
    inside = any(folder in f"/{path}" for folder in _TEMPLATE_FOLDERS)
    return inside and path.endswith((".txt", ".xml", ".md", ".svg", ".eml", ".mjml", ".json", ".js", ".csv", ".email"))


@dataclass(frozen=True)
class _Ignore:
    """A `.gitignore` and the folder it speaks of."""

    folder: str
    spec: pathspec.GitIgnoreSpec

    def says(self, path: str) -> bool | None:
        """Return whether the path is ignored, or None where this file does not speak of it."""
        return self.spec.check_file(path[len(self.folder) :]).include


def _ignores_above(root: Path) -> tuple[_Ignore, ...]:
    """Return the ignore file that stands in `.git`, where there is one."""
    spec = _read_ignore(os.fspath(root / ".git" / "info" / "exclude"))
    return (_Ignore("", spec),) if spec else ()


def _read_ignore(path: str) -> pathspec.GitIgnoreSpec | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    return pathspec.GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    """Whether git would read a pattern in this line; a lone `!` or `/` is none and stops the matcher."""
    return line.strip(" !/\t") != "" and not line.startswith("#")


def _ignored(ignores: tuple[_Ignore, ...], path: str) -> bool:
    for ignore in reversed(ignores):
        said = ignore.says(path)
        if said is not None:
            return said
    return False


def _enter(walk: _Walk, folder: str, ignores: tuple[_Ignore, ...]) -> Iterator[tuple[str, tuple[_Ignore, ...]]]:
    """List one folder; yield the folders in it that are to be entered."""
    try:
        entries = sorted(os.scandir(os.path.join(walk.root, folder)), key=lambda entry: entry.name)
    except OSError as error:
        walk.blinds.append(Blind(folder or ".", 0, f"the folder cannot be listed: {error.strerror}"))
        return
    names = {entry.name for entry in entries}
    if folder and "pyvenv.cfg" in names:
        return
    if ".gitignore" in names and (spec := _read_ignore(os.path.join(walk.root, folder, ".gitignore"))):
        ignores = (*ignores, _Ignore(folder, spec))
    for entry in entries:
        path = folder + entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED and not _ignored(ignores, path + "/"):
                yield path + "/", ignores
        elif _is_file(walk, entry, path) and not _ignored(ignores, path):
            walk.files.append(path)


def _is_file(walk: _Walk, entry: os.DirEntry[str], path: str) -> bool:
    if not entry.is_symlink():
        return entry.is_file()
    try:
        target = os.stat(entry.path)
    except OSError:
        walk.blinds.append(Blind(path, 0, "the symbolic link leads nowhere, or in a circle"))
        return False
    if stat.S_ISDIR(target.st_mode):  # a folder's files are read where the folder stands
        if not os.path.realpath(entry.path).startswith(os.path.realpath(walk.root)):
            walk.blinds.append(Blind(path, 0, "the symbolic link leads to a folder outside the reviewed one"))
        return False
    return True
