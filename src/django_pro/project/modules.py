"""Dotted names and the files they stand for: the project's, its environment's, then those we ship."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

KNOWLEDGE = Path(__file__).parent / "knowledge"


@dataclass(frozen=True)
class ModuleFile:
    """A module: its dotted name, its file, and where that comes from.

    `path` is relative to the reviewed tree for `origin` "project", absolute for "environment" and "knowledge".
    """

    name: str
    path: str
    origin: str = "project"

    @property
    def is_package(self) -> bool:
        """Whether the module is a package's `__init__`."""
        return self.path.endswith(("/__init__.py", "/__init__.pyi")) or self.path == "__init__.py"

    @property
    def package(self) -> str:
        """Return the name that a relative import starts from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


class Modules:
    """The way from dotted names to files.

    `source_roots` are folders of the tree ("" is its top) in the order of `sys.path`; `environment` are the
    site-packages folders of the project's own interpreter.
    """

    def __init__(self, files: Iterable[str], source_roots: Sequence[str], environment: Sequence[Path]) -> None:
        self.files = frozenset(files)
        self.source_roots = tuple(root if not root or root.endswith("/") else f"{root}/" for root in source_roots)
        self.environment = tuple(environment)
        self._found: dict[str, ModuleFile | None] = {}
        self._by_path: dict[str, ModuleFile] = {}
        self._by_first: dict[str, list[str]] | None = None
        self._by_depth = sorted(self.source_roots, key=len, reverse=True)

    def find(self, name: str) -> ModuleFile | None:
        """Return the module of a dotted name."""
        if name not in self._found:
            self._found[name] = self._search(name)
        return self._found[name]

    def at(self, path: str) -> ModuleFile:
        """Return the module of a file of the tree, under its shortest name."""
        found = self._by_path.get(path)
        if found is None:
            root = next((root for root in self._by_depth if path.startswith(root)), "")
            inner = path[len(root) :].removesuffix(".py").removesuffix("/__init__")
            found = self._by_path[path] = ModuleFile(inner.replace("/", "."), path)
        return found

    def submodules(self, package: ModuleFile) -> list[str]:
        """Return the names of a project package's own modules."""
        folder = package.path.rpartition("/")[0] + "/"
        inside = (path for path in self.files if path.startswith(folder) and path.endswith(".py"))
        return sorted(self.at(path).name for path in inside)

    def _search(self, name: str) -> ModuleFile | None:
        inner = name.replace(".", "/")
        for root in self.source_roots:
            if path := self._in_tree(f"{root}{inner}"):
                return self.at(path)
        for folder, origin in (*((folder, "environment") for folder in self.environment), (KNOWLEDGE, "knowledge")):
            if path := _on_disk(folder, inner):
                return ModuleFile(name, path, origin)
        return self._guess(name, inner)

    def _in_tree(self, stem: str) -> str | None:
        for path in (f"{stem}/__init__.py", f"{stem}.py"):
            if path in self.files:
                return path
        return None

    def _guess(self, name: str, inner: str) -> ModuleFile | None:
        """Return the one file of the tree that ends like the name, wherever `sys.path` may point."""
        if self._by_first is None:
            self._by_first = _by_last_part(self.files)
        wanted = (f"/{inner}.py", f"/{inner}/__init__.py")
        found = [path for path in self._by_first.get(name.rpartition(".")[2], ()) if f"/{path}".endswith(wanted)]
        if not found or ("." not in name and len(found) > 1):
            return None
        return self.at(min(found, key=len))


def _by_last_part(files: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(files):
        stem = path.removesuffix(".py").removesuffix("/__init__")
        found.setdefault(stem.rpartition("/")[2], []).append(path)
    return found


def _on_disk(folder: Path, inner: str) -> str | None:
    base = os.path.join(folder, *inner.split("/"))
    for path in (f"{base}/__init__.py", f"{base}.py", f"{base}/__init__.pyi", f"{base}.pyi"):
        if os.path.isfile(path):
            return path
    return None
