"""Folders that a project adds to `sys.path`, so that what stands in them is imported by its short name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.project.tree import Tree

_ADDS = re.compile(r"sys\.path\.(?:insert|append|extend)\((?P<given>[^\n]*)")
_TEXT = re.compile(r"""["']([\w.-]+(?:/[\w.-]+)*)/?["']""")
#: Files that run before anything of the project is imported.
_EARLY = re.compile(r"(?:^|/)(?:manage|wsgi|asgi|conftest)\.py$|settings|(?:^|/)config/")


def added_folders(tree: Tree, folder: str) -> tuple[str, ...]:
    """Return the folders, each with a slash behind it, that files which run first put on `sys.path` by a literal name."""
    names = dict.fromkeys(name for path in tree.python if path.startswith(folder) and _EARLY.search(path)
                          for name in _named(tree, path))  # fmt: skip
    if not names:
        return ()
    folders = {path[:at] + "/" for path in tree.python for at, letter in enumerate(path) if letter == "/"}
    found = (_folder(folders, folder, name) for name in names)
    return tuple(each for each in found if each is not None)


def _named(tree: Tree, path: str) -> Iterator[str]:
    try:
        text = (tree.root / path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for call in _ADDS.finditer(text):
        yield from _TEXT.findall(call["given"])


def _folder(folders: set[str], root: str, name: str) -> str | None:
    """Return the folder of a name: below the root, else the one nearest to the top that ends so."""
    if f"{root}{name}/" in folders:
        return f"{root}{name}/"
    inside = [each for each in folders if each.startswith(root) and f"/{each}".endswith(f"/{name}/")]
    return min(inside, key=lambda each: (each.count("/"), each), default=None)
