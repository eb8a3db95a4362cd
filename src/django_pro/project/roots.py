"""The Django roots of a tree: the folders that `manage.py`, WSGI, tests or settings start from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.project.sources import Sources
from django_pro.project.tree import Tree
from django_pro.source.syntax import AnnotatedAssign, Assign, Name, Statement

_MODULE = re.compile(r"""DJANGO_SETTINGS_MODULE["']?\s*[\],=:(]+\s*["']?([\w.]+)""")
_MANAGES = ("execute_from_command_line", "DJANGO_SETTINGS_MODULE")
#: Files that name the settings module for tests.
_TEST_CONFIGS = ("pytest.ini", "setup.cfg", "tox.ini", "pyproject.toml", ".pytest.ini")
_DJANGO = re.compile(r"^\s*(?:from|import)\s+(?:django|rest_framework)\b", re.MULTILINE)


@dataclass(frozen=True)
class Root:
    """A Django root: its folder ("" or ending with a slash), and the file that shows it is one.

    `settings` is the settings module that file names; None where none is named.
    """

    folder: str
    shown_by: str
    settings: str | None = None


def find_roots(tree: Tree, sources: Sources) -> tuple[Root, ...]:
    """Return the Django roots of a tree, the main one first; none where nothing speaks of Django."""
    finder = _Finder(tree, sources)
    for found in (finder.managed(), finder.served(), finder.tested(), finder.configured(), finder.reusable()):
        roots = tuple(found)
        if roots:
            return _main_first(tree, roots)
    return ()


def files_of(tree: Tree, roots: tuple[Root, ...]) -> dict[str, tuple[str, ...]]:
    """Return each root's files of Python by its folder: those nearest to it, and for the main root what is left."""
    by_depth = sorted((root.folder for root in roots), key=len, reverse=True)
    found: dict[str, list[str]] = {root.folder: [] for root in roots}
    for path in tree.python:
        owner = next((folder for folder in by_depth if path.startswith(folder)), roots[0].folder)
        found[owner].append(path)
    return {folder: tuple(paths) for folder, paths in found.items()}


def module_path(files: frozenset[str], folder: str, module: str) -> str | None:
    """Return the file of a module that is imported from a folder, None where it is not there."""
    inner = folder + module.replace(".", "/")
    return next((path for path in (f"{inner}.py", f"{inner}/__init__.py") if path in files), None)


def folder_of(path: str) -> str:
    """Return a file's folder with a slash behind it, "" for the tree's top."""
    return path[: path.rfind("/") + 1]


class _Finder:
    def __init__(self, tree: Tree, sources: Sources) -> None:
        self.tree = tree
        self.sources = sources
        self.files = frozenset(tree.python)
        self.texts: dict[str, str] = {}

    def text(self, path: str) -> str:
        """Return a file's text, empty where it cannot be read."""
        if path not in self.texts:
            try:
                self.texts[path] = (self.tree.root / path).read_text(encoding="utf-8", errors="replace")
            except OSError:
                self.texts[path] = ""
        return self.texts[path]

    def named(self, name: str) -> list[str]:
        """Return the files of a name, those nearest the top first; blueprints of other projects are left out."""
        found = [path for path in self.tree.python if path.rpartition("/")[2] == name and "{" not in path]
        return sorted(found, key=lambda path: (path.count("/"), path))

    def managed(self) -> Iterator[Root]:
        """Yield the folders whose `manage.py` speaks of Django; one that a root holds must have settings of its own."""
        found: list[Root] = []
        for path in self.named("manage.py"):
            if not any(word in self.text(path) for word in _MANAGES):
                continue
            folder, module = folder_of(path), self.module_in(path)
            here = module is not None and module_path(self.files, folder, module)
            if here or not any(folder.startswith(root.folder) for root in found):
                found.append(Root(folder, path, module))
        yield from found

    def served(self) -> Iterator[Root]:
        """Yield the folders that the settings of `wsgi.py` and `asgi.py` are imported from."""
        seen: set[str] = set()
        for name in ("wsgi.py", "asgi.py"):
            for path in self.named(name):
                module = self.module_in(path)
                folder = self.start_of(module) if module else None
                if folder is not None and folder not in seen:
                    seen.add(folder)
                    yield Root(folder, path, module)

    def tested(self) -> Iterator[Root]:
        """Yield the folder that the settings named for tests are imported from."""
        for path in sorted(self.tree.others, key=lambda path: path.count("/")):
            if path.rpartition("/")[2] in _TEST_CONFIGS and (module := self.module_in(path)):
                folder = self.start_of(module)
                if folder is not None:
                    yield Root(folder, path, module)
                    return

    def configured(self) -> Iterator[Root]:
        """Yield the folders of the packages whose modules assign `INSTALLED_APPS`."""
        seen: set[str] = set()
        for path in self.tree.python:
            if "settings" in path and self.assigns_apps(self.sources.module(path).body):
                folder = self.top_of(path)
                if folder not in seen:
                    seen.add(folder)
                    yield Root(
                        folder,
                        path,
                        path[len(folder) :].removesuffix(".py").removesuffix("/__init__").replace("/", "."),
                    )

    def reusable(self) -> Iterator[Root]:
        """Yield the tree itself where some file imports Django."""
        for path in self.tree.python:
            if _DJANGO.search(self.text(path)):
                yield Root("", path)
                return

    def module_in(self, path: str) -> str | None:
        """Return the settings module that a file names."""
        named = [found for found in _MODULE.findall(self.text(path)) if found not in ("os", "None")]
        return named[0] if named else None

    def start_of(self, module: str) -> str | None:
        """Return the folder that a module is imported from, None where no file of the tree is that module."""
        inner = module.replace(".", "/")
        endings = (f"/{inner}.py", f"/{inner}/__init__.py")
        for path in sorted(self.tree.python, key=lambda path: (path.count("/"), path)):
            for ending in endings:
                if f"/{path}".endswith(ending):
                    return path[: len(path) + 1 - len(ending)]
        return None

    def top_of(self, path: str) -> str:
        """Return the folder that holds a file's outermost package."""
        folder = folder_of(path)
        while folder and f"{folder}__init__.py" in self.files:
            folder = folder_of(folder[:-1])
        return folder

    def assigns_apps(self, body: tuple[Statement, ...]) -> bool:
        """Whether a module assigns `INSTALLED_APPS` at its top level."""
        for node in body:
            targets = (
                node.targets
                if isinstance(node, Assign)
                else (node.target,)
                if isinstance(node, AnnotatedAssign)
                else ()
            )
            if any(isinstance(target, Name) and target.id == "INSTALLED_APPS" for target in targets):
                return True
        return False


def _main_first(tree: Tree, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    """Return the root with the most files first, the others by folder."""

    def files(root: Root) -> int:
        return sum(path.startswith(root.folder) for path in tree.python)

    unique = list({root.folder: root for root in reversed(roots)}.values())
    main = max(unique, key=lambda root: (files(root), -len(root.folder)))
    return (main, *sorted((root for root in unique if root != main), key=lambda root: root.folder))
